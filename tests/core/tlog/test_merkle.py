"""The hash tree and its proofs are those of RFC 6962."""

from base64 import b64decode, b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abjure.core.errors import Invalid
from abjure.core.tlog import merkle
from tests.core.vectors import load

VECTORS = load("tlog")
HASHES = merkle.leaf_hashes([str(index).encode() for index in range(65_537)])


def range_hash(start, end):
    return merkle.root(HASHES[start:end])


def test_the_empty_tree_and_the_empty_leaf_have_the_hashes_of_the_rfc():
    assert b64encode(merkle.root([])) == b"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    assert b64encode(merkle.leaf_hash(b"")) == b"bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0="


@pytest.mark.parametrize("size", [int(size) for size in VECTORS["roots"]])
def test_a_root_is_that_of_the_vectors(size):
    assert b64encode(range_hash(0, size)).decode() == VECTORS["roots"][str(size)]


@pytest.mark.parametrize("case", VECTORS["inclusion"], ids=lambda case: f"{case['index']}-of-{case['size']}")
def test_an_inclusion_proof_is_that_of_the_vectors_and_holds(case):
    proof = merkle.prove_inclusion(case["index"], case["size"], range_hash)
    assert [b64encode(one).decode() for one in proof] == case["proof"]
    merkle.check_inclusion(case["index"], case["size"], HASHES[case["index"]], proof, range_hash(0, case["size"]))


@pytest.mark.parametrize("case", VECTORS["consistency"], ids=lambda case: f"{case['old']}-to-{case['new']}")
def test_a_consistency_proof_is_that_of_the_vectors_and_holds(case):
    proof = list(map(b64decode, case["proof"]))
    assert merkle.prove_consistency(case["old"], case["new"], range_hash) == proof
    merkle.check_consistency(case["old"], case["new"], range_hash(0, case["old"]), range_hash(0, case["new"]), proof)


@given(st.integers(1, 70), st.data())
def test_every_entry_of_every_tree_is_shown_and_no_other(size, data):
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    proof, root = merkle.prove_inclusion(index, size, range_hash), range_hash(0, size)
    merkle.check_inclusion(index, size, HASHES[index], proof, root)
    if other != index:
        with pytest.raises(Invalid, match=r"^inclusion\."):
            merkle.check_inclusion(other, size, HASHES[index], proof, root)


@given(st.integers(1, 70), st.data())
def test_a_tree_grew_from_each_smaller_one_and_from_no_other(size, data):
    old = data.draw(st.integers(1, size))
    proof, root = merkle.prove_consistency(old, size, range_hash), range_hash(0, size)
    merkle.check_consistency(old, size, range_hash(0, old), root, proof)
    for wrong, change in [(range_hash(1, old + 1), proof), (range_hash(0, old), [*proof, root]), (range_hash(0, old), proof[:-1])]:
        if (wrong, change) != (range_hash(0, old), proof):
            with pytest.raises(Invalid, match=r"^consistency\."):
                merkle.check_consistency(old, size, wrong, root, change)


@pytest.mark.parametrize(
    ("index", "size", "proof", "code"),
    [
        pytest.param(5, 5, [], "inclusion.outside", id="after the end"),
        pytest.param(-1, 5, [], "inclusion.outside", id="before the beginning"),
        pytest.param(0, 1, [bytes(32)], "inclusion.too-long", id="a hash too many"),
        pytest.param(0, 2, [], "inclusion.too-short", id="a hash too few"),
        pytest.param(0, 2, [bytes(32)], "inclusion.wrong-root", id="another hash"),
    ],
)
def test_a_false_inclusion_proof_is_refused_with_its_reason(index, size, proof, code):
    with pytest.raises(Invalid, match=f"^{code}$"):
        merkle.check_inclusion(index, size, HASHES[0], proof, range_hash(0, size))


@pytest.mark.parametrize(
    ("old", "new", "proof", "code"),
    [
        pytest.param(3, 2, [], "consistency.outside", id="a tree that shrank"),
        pytest.param(3, 5, [], "consistency.too-short", id="no hashes"),
        pytest.param(0, 5, [bytes(32)], "consistency.too-long", id="a hash where none is needed"),
        pytest.param(5, 5, [bytes(32)], "consistency.too-long", id="a hash for the same tree"),
        pytest.param(4, 5, [bytes(32)], "consistency.wrong-root", id="another hash"),
    ],
)
def test_a_false_consistency_proof_is_refused_with_its_reason(old, new, proof, code):
    with pytest.raises(Invalid, match=f"^{code}$"):
        merkle.check_consistency(old, new, range_hash(0, old), range_hash(0, new), proof)


def test_another_root_of_the_same_size_is_refused():
    with pytest.raises(Invalid, match=r"^consistency\.wrong-root$"):
        merkle.check_consistency(5, 5, range_hash(0, 5), range_hash(1, 6), [])
