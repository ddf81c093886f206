"""A policy accepts a checkpoint that the log's keys and a quorum of witnesses signed, and no other."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from abjure.core.errors import Invalid
from abjure.core.tlog import cosignature, note, policy
from abjure.core.tlog.checkpoint import Checkpoint

ORIGIN = "log.example"
LOG = [
    note.Ed25519Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"1" * 32)),
    cosignature.MLDSA44Cosigner(ORIGIN, MLDSA44PrivateKey.from_seed_bytes(b"2" * 32)),
]
WITNESSES = [cosignature.Ed25519Cosigner(f"w{n}.example", Ed25519PrivateKey.from_private_bytes(bytes([n] * 32))) for n in range(4)]
ED, PQ = (f"log {signer.key.format()}" for signer in LOG)
W = [f"witness W{n} {signer.key.format()}" for n, signer in enumerate(WITNESSES)]
TEXT = Checkpoint(ORIGIN, 7, bytes(32)).format()
GROUPS = ["group A 2 W0 W1 W2", "group B any W3", "group all-of-them all A B"]


def written(*lines):
    return "".join(f"{line}\n" for line in lines).encode()


def check(lines, signers):
    return policy.check(policy.parse(written(*lines)), note.sign(TEXT, signers, 5))


def test_both_keys_of_the_log_are_asked_for():
    verified = check([ED, PQ, "quorum none"], LOG)
    assert verified.checkpoint == Checkpoint(ORIGIN, 7, bytes(32))
    assert [key.kind for key in verified.keys] == [1, 6]


@pytest.mark.parametrize("missing", LOG, ids=["Ed25519", "ML-DSA-44"])
def test_a_checkpoint_without_one_of_the_logs_signatures_is_refused(missing):
    with pytest.raises(Invalid, match=r"^policy\.signature-missing$"):
        check([ED, PQ, "quorum none"], [signer for signer in LOG if signer is not missing])


@pytest.mark.parametrize(
    ("witnesses", "holds"),
    [
        pytest.param([0, 1, 3], True, id="two of three and the other"),
        pytest.param([0, 1, 2, 3], True, id="all"),
        pytest.param([0, 1, 2], False, id="one group alone"),
        pytest.param([0, 3], False, id="one of three"),
        pytest.param([], False, id="none"),
    ],
)
def test_a_quorum_of_groups_decides(witnesses, holds):
    lines = [ED, PQ, *W, *GROUPS, "quorum all-of-them"]
    signers = [*LOG, *(WITNESSES[n] for n in witnesses)]
    if holds:
        assert check(lines, signers).witnesses == tuple(f"W{n}" for n in witnesses)
        return
    with pytest.raises(Invalid, match=r"^policy\.quorum-missing$"):
        check(lines, signers)


def test_a_log_that_the_policy_does_not_name_is_refused():
    with pytest.raises(Invalid, match=r"^policy\.unknown-log$"):
        policy.check(policy.parse(written("quorum none")), note.sign(TEXT, LOG, 5))


def test_blank_lines_comments_tabs_and_addresses_are_allowed():
    lines = ["# ours: übrigens", "", " \t", f"  log\t{LOG[0].key.format()}  https://log.example/ ", f"{W[0]} https://w0/", "quorum W0"]
    read = policy.parse(written(*lines))
    assert list(read.logs.values()) == ["https://log.example/"]
    assert read.witnesses["W0"][1] == "https://w0/"


def test_a_policy_that_is_written_is_read_again():
    read = policy.parse(written(ED, PQ, *W, *GROUPS, "quorum A"))
    assert policy.parse(read.format()) == read


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        pytest.param([], "policy.characters", id="nothing"),
        pytest.param([ED], "policy.no-quorum", id="no quorum"),
        pytest.param(["quorum none", "quorum none"], "policy.two-quorums", id="two quorums"),
        pytest.param(["quorum W0", W[0]], "policy.unknown-name", id="a quorum before its witness"),
        pytest.param([W[0], W[0].replace("W0", "W1")], "policy.duplicate-key", id="a witness twice"),
        pytest.param([ED, ED], "policy.duplicate-key", id="a log twice"),
        pytest.param([W[0], W[1].replace("W1", "W0")], "policy.name-taken", id="a name twice"),
        pytest.param([W[0].replace("W0", "none")], "policy.name-taken", id="a witness called none"),
        pytest.param([W[0].replace("witness W0", "log")], "policy.key-kind", id="a witness's key for a log"),
        pytest.param([ED.replace("log", "witness x", 1)], "policy.key-kind", id="a log's key for a witness"),
        pytest.param([ED[:-3]], "policy.key", id="a broken key"),
        pytest.param([W[0], "group A 2 W0"], "policy.threshold", id="more than the members"),
        pytest.param([W[0], "group A 0 W0"], "policy.threshold", id="none of the members"),
        pytest.param([W[0], "group A 01 W0"], "policy.threshold", id="a leading zero"),
        pytest.param([W[0], "group A all W0 W0"], "policy.member-twice", id="a member twice"),
        pytest.param([W[0], "group A all W0", "group B all W0"], "policy.member-twice", id="a member of two groups"),
        pytest.param(["group A all none"], "policy.unknown-name", id="none as a member"),
        pytest.param(["group A all"], "policy.words", id="no member"),
        pytest.param(["trust everyone"], "policy.unknown-word", id="an unknown word"),
        pytest.param(["quorum none\r"], "policy.characters", id="a carriage return"),
    ],
)
def test_a_policy_that_says_something_else_is_refused(lines, code):
    with pytest.raises(Invalid, match=f"^{code}$"):
        policy.parse(written(*lines))


WORDS = st.sampled_from(
    ["log", "witness", "group", "quorum", "none", "all", "any", "1", "A", "W0", LOG[0].key.format(), "#", "\n", "\x00", "é"]
)


@given(st.binary(max_size=100) | st.lists(WORDS).map(lambda words: (" ".join(words) + "\nquorum none\n").encode()))
def test_any_bytes_are_read_or_refused(data):
    try:
        read = policy.parse(data)
    except Invalid:
        return
    assert policy.parse(read.format()) == read
