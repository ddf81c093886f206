"""What is asked of a witness and what it answers: one spelling, and a table of refusals."""

from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from abjure.core.errors import Fault, Invalid
from abjure.core.tlog import cosignature, merkle, note, witness
from abjure.core.tlog.checkpoint import Checkpoint
from abjure.core.tlog.witness import Request
from tests.core.vectors import load

ORIGIN, AT = "log.example/1", 1_800_000_000
LOG = note.Ed25519Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"l" * 32))
OTHER = note.Ed25519Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"o" * 32))
WITNESSES = [
    cosignature.Ed25519Cosigner("w.example", Ed25519PrivateKey.from_private_bytes(b"w" * 32)),
    cosignature.MLDSA44Cosigner("w.example", MLDSA44PrivateKey.from_seed_bytes(b"w" * 32)),
]
LEAVES = [merkle.leaf_hash(b"%d" % number) for number in range(40)]
HASH = st.binary(min_size=32, max_size=32)


def tree(size, origin=ORIGIN):
    return Checkpoint(origin, size, merkle.root(LEAVES[:size]))


def signed(checkpoint, signer=LOG, extension=b""):
    return note.sign(checkpoint.format() + extension, [signer], AT)


def proof(old, new):
    return tuple(merkle.prove_consistency(old, new, lambda start, end: merkle.root(LEAVES[start:end])))


def request(old=7, new=20, **changed):
    values = {"old": old, "proof": proof(old, new), "checkpoint": signed(tree(new))}
    return Request(**(values | changed))


@given(st.integers(0, 2**63 - 1), st.lists(HASH, max_size=63), st.binary(max_size=200))
def test_a_request_is_read_as_it_was_written(old, hashes, rest):
    made = Request(old, tuple(hashes), rest)
    assert witness.parse(made.format()) == made


def again(read, write, data):
    """Return what was read, written again; the code where it cannot be read."""
    try:
        return write(read(data))
    except Invalid as refusal:
        return refusal.code


@given(st.binary(max_size=300) | st.text(alphabet="old 0123\nAA=", max_size=80).map(str.encode))
def test_whatever_is_read_as_a_request_is_its_one_spelling(data):
    assert again(witness.parse, Request.format, data) in {data, "witness.request"}


@given(st.binary(max_size=30) | st.text(alphabet="0123456789\n +-_", max_size=21).map(str.encode))
def test_whatever_is_read_as_a_size_is_its_one_spelling(data):
    assert again(witness.parse_size, witness.format_size, data) in {data, "witness.size"}


@given(st.binary(max_size=200))
def test_whatever_is_read_as_signature_lines_is_their_one_spelling(data):
    lines = again(witness.parse_signatures, lambda found: "".join(one.format() for one in found).encode(), data)
    assert lines in {data, "witness.signatures", "note.signature-line", "key.name"}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"old 07\n\nx", id="a leading zero"),
        pytest.param(b"old +7\n\nx", id="a sign"),
        pytest.param(b"old  7\n\nx", id="two spaces"),
        pytest.param(b"old 7\r\n\r\nx", id="carriage returns"),
        pytest.param(b"old 7\nx", id="no empty line"),
        pytest.param(b"old 7\nAAAA\n\nx", id="a short hash"),
        pytest.param(Request(0, (bytes(32),) * 64, b"x").format(), id="64 hashes"),
    ],
)
def test_any_other_spelling_of_a_request_is_refused(data):
    with pytest.raises(Invalid, match=r"^witness\.request$"):
        witness.parse(data)


@pytest.mark.parametrize("old", [0, 7, 16, 20])
def test_a_log_that_grew_may_be_cosigned(old):
    assert witness.check(request(old), [LOG.key], tree(old) if old else None) == tree(20)


def test_a_log_with_extension_lines_may_be_cosigned():
    assert witness.check(request(checkpoint=signed(tree(20), extension=b"more\n")), [LOG.key], tree(7)) == tree(20)


REFUSED = {
    "no checkpoint": ("witness.request", lambda: request(checkpoint=b"rubbish"), 7),
    "an unknown log": ("witness.unknown-origin", lambda: request(checkpoint=signed(tree(20, "log.example/2"))), 7),
    "an unknown key": ("witness.unsigned", lambda: request(checkpoint=signed(tree(20), OTHER)), 7),
    "a false signature": ("witness.unsigned", lambda: request(checkpoint=signed(tree(20)).replace(b"\n20\n", b"\n21\n")), 7),
    "an old size above the size": ("witness.old-above-size", lambda: Request(30, (), signed(tree(20))), 30),
    "another old size": ("witness.other-size", request, 8),
    "an old size where there is none": ("witness.other-size", request, 0),
    "a false proof": ("witness.unproven", lambda: request(proof=proof(6, 20)), 7),
    "no proof": ("witness.unproven", lambda: request(proof=()), 7),
    "a proof from nothing": ("witness.unproven", lambda: request(0, 20, proof=(bytes(32),)), 0),
    "another root of the same size": (
        "witness.unproven",
        lambda: request(20, 20, checkpoint=signed(Checkpoint(ORIGIN, 20, bytes(32)))),
        20,
    ),
    "another root of size 0": ("witness.unproven", lambda: request(0, 0, checkpoint=signed(Checkpoint(ORIGIN, 0, bytes(32)))), 0),
}


@pytest.mark.parametrize(("code", "make", "known"), REFUSED.values(), ids=REFUSED)
def test_nothing_else_is_cosigned(code, make, known):
    with pytest.raises(Fault, match=f"^{code}$"):
        witness.check(make(), [LOG.key], tree(known) if known else None)


def test_every_refusal_has_a_status_and_every_status_a_refusal():
    assert {code for code, *_ in REFUSED.values()} == set(witness.STATUS)


@pytest.mark.parametrize("signer", WITNESSES, ids=["Ed25519", "ML-DSA-44"])
@pytest.mark.parametrize("extension", [b"", b"more\n"], ids=["bare", "with an extension line"])
def test_a_cosignature_is_found_among_the_lines_of_others(signer, extension):
    data = signed(tree(20), extension=extension)
    text = note.parse(data).text
    lines = "".join(one.format() for one in note.parse(note.sign(text, [LOG, *WITNESSES], AT)).signatures).encode()
    assert witness.check_cosigned(data, lines, signer.key).name == "w.example"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        pytest.param(b"", "witness.signatures", id="nothing"),
        pytest.param(b"\xff\n", "witness.signatures", id="not UTF-8"),
        pytest.param("— w.example AAAAAAAA".encode(), "witness.signatures", id="no final newline"),
        pytest.param(b"\n" * 65, "witness.signatures", id="too many lines"),
        pytest.param(b"<html>\n", "note.signature-line", id="rubbish"),
        pytest.param("— w.example AAAAAAAA\n".encode(), "witness.no-cosignature", id="another key"),
    ],
)
def test_rubbish_is_no_cosignature(answer, code):
    with pytest.raises(Invalid, match=f"^{code}$"):
        witness.check_cosigned(signed(tree(20)), answer, WITNESSES[0].key)


def test_a_cosignature_over_another_tree_is_refused():
    lines = note.parse(note.sign(tree(21).format(), WITNESSES[:1], AT)).signatures[0].format().encode()
    with pytest.raises(Invalid, match=r"^note\.bad-signature$"):
        witness.check_cosigned(signed(tree(20)), lines, WITNESSES[0].key)


def test_a_monitoring_path_is_the_hash_of_the_origin():
    assert witness.path("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855/checkpoint"


def test_the_vectors_are_answered_as_they_say():
    vectors = load("witness")
    keys, known = [note.parse_key(vectors["log"])], vectors["known"]
    latest = Checkpoint(known["origin"], known["size"], b64decode(known["root"]))

    def status(text):
        try:
            witness.check(witness.parse(text.encode()), keys, latest)
        except Fault as fault:
            return witness.STATUS[fault.code]
        return 200

    assert [status(case["request"]) for case in vectors["refuse"]] == [case["status"] for case in vectors["refuse"]]
    accepted = vectors["accept"]
    assert status(accepted["request"]) == 200
    signed = witness.parse(accepted["request"].encode()).checkpoint
    assert witness.check_cosigned(signed, accepted["answer"].encode(), note.parse_key(vectors["witness"]))
    assert witness.path(known["origin"]) == vectors["path"]
