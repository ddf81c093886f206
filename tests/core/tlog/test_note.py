"""Notes and checkpoints are signed, read and refused as their specifications say."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from abjure.core.errors import Invalid
from abjure.core.tlog import checkpoint, cosignature, note
from abjure.core.tlog.checkpoint import Checkpoint
from tests.core.vectors import load

VECTORS = load("tlog")
KEYS = [note.parse_key(text) for text in VECTORS["keys"]]
SIGNED = VECTORS["checkpoint"].encode()
TEXT = note.parse(SIGNED).text
# The key and the note that signed-note.md itself gives.
FOO = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"


def signers():
    log, mldsa, witness = map(bytes.fromhex, VECTORS["seeds"])
    name = KEYS[0].name
    return [
        note.Ed25519Signer(name, Ed25519PrivateKey.from_private_bytes(log)),
        cosignature.MLDSA44Cosigner(name, MLDSA44PrivateKey.from_seed_bytes(mldsa)),
        cosignature.Ed25519Cosigner(KEYS[2].name, Ed25519PrivateKey.from_private_bytes(witness)),
    ]


def test_the_key_of_the_specification_is_read():
    key = note.parse_key(FOO)
    assert (key.name, key.kind, key.id.hex(), key.format()) == ("example.com/foo", 1, "530d903a", FOO)


def test_the_keys_are_those_of_the_vectors():
    assert [signer.key.format() for signer in signers()] == VECTORS["keys"]


def test_the_signatures_of_the_vectors_hold():
    opened, signed = cosignature.open(SIGNED, KEYS)
    assert list(signed) == KEYS
    assert checkpoint.parse(opened.text).size == 257
    assert [cosignature.timestamp(signed[key].value) for key in KEYS[1:]] == [VECTORS["time"]] * 2


def test_what_ed25519_signs_is_the_same_each_time():
    lines = note.sign(TEXT, [signers()[0], signers()[2]], VECTORS["time"]).splitlines()
    assert set(lines) < set(SIGNED.splitlines())


@pytest.mark.parametrize("signer", signers(), ids=lambda signer: type(signer).__name__)
def test_a_signature_holds_for_its_text_alone(signer):
    signed = note.sign(TEXT, [signer], 5)
    assert cosignature.open(signed, KEYS)[1].keys() == {signer.key}
    for other in [TEXT.replace(b"257", b"258"), TEXT.replace(b"example", b"axample")]:
        with pytest.raises(Invalid, match=r"^note\.bad-signature$"):
            cosignature.open(signed.replace(TEXT, other), KEYS)


@pytest.mark.parametrize("kind", [1, 2], ids=["ML-DSA-44", "Ed25519"])
def test_the_moment_is_signed(kind):
    signature = note.parse(note.sign(TEXT, [signers()[kind]], 5)).signatures[0]
    for moment in (0, 4, 2**63):
        value = moment.to_bytes(8, "big") + signature.value[8:]
        with pytest.raises(Invalid, match=r"^note\.bad-signature$"):
            cosignature.verify(KEYS[kind], TEXT, value)


@pytest.mark.parametrize("kind", [1, 2], ids=["ML-DSA-44", "Ed25519"])
def test_a_cosignature_without_a_moment_speaks_of_no_checkpoint(kind):
    with pytest.raises(Invalid, match=r"^note\.bad-signature$"):
        cosignature.open(note.sign(TEXT, [signers()[kind]], 0), KEYS)


def test_lines_of_unknown_keys_are_ignored_and_a_false_one_of_a_known_key_is_not():
    stranger = note.Ed25519Signer("stranger", Ed25519PrivateKey.generate())
    lines = note.sign(TEXT, [stranger], 0).removeprefix(TEXT + b"\n")
    assert len(cosignature.open(SIGNED + lines, KEYS)[1]) == len(KEYS)
    false = f"— {KEYS[0].name} {b64encode(KEYS[0].id + bytes(64)).decode()}\n".encode()
    with pytest.raises(Invalid, match=r"^note\.bad-signature$"):
        cosignature.open(SIGNED + false, KEYS)


def test_a_note_without_a_known_signature_is_refused():
    with pytest.raises(Invalid, match=r"^note\.unsigned$"):
        note.open(SIGNED, [note.parse_key(FOO)])


def test_the_text_ends_at_the_last_empty_line():
    text = "one\n\ntwo, è\n".encode()
    signed = note.sign(text, [signers()[0]], 0)
    assert note.open(signed, KEYS)[0].text == text


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"\xff\n\n", "note.not-utf8", id="not UTF-8"),
        pytest.param(SIGNED.replace(b"257", b"257\r"), "note.control-character", id="a carriage return"),
        pytest.param(TEXT, "note.no-signatures", id="no signatures"),
        pytest.param(SIGNED[:-1], "note.no-signatures", id="no final newline"),
        pytest.param(SIGNED + b"more\n", "note.signature-line", id="a line that is no signature"),
        pytest.param(SIGNED.replace("— ".encode(), b"- "), "note.signature-line", id="another dash"),
        pytest.param(SIGNED + "— a AAAA\n".encode(), "note.signature-line", id="a signature too short"),
        pytest.param(SIGNED + "— a AAAAAAB=\n".encode(), "note.signature-line", id="stray bits"),
        pytest.param(SIGNED + "— a AAAAAAAA\n".encode() * 62, "note.too-many-signatures", id="65 signatures"),
    ],
)
def test_any_other_note_is_refused(data, code):
    with pytest.raises(Invalid, match=f"^{code}$"):
        cosignature.open(data, KEYS)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(FOO.replace("530d", "530e"), "key.wrong-id", id="another id"),
        pytest.param(FOO.replace("foo", "bar"), "key.wrong-id", id="another name"),
        pytest.param(FOO.replace("+", " "), "key.unreadable", id="no plus signs"),
        pytest.param(FOO[:-4], "key.unknown-kind", id="a short key"),
        pytest.param(FOO.replace("+Ae", "+Be"), "key.unknown-kind", id="an unknown kind"),
        pytest.param(FOO + "\n", "key.unreadable", id="a newline"),
        pytest.param("\x01" + FOO, "key.name", id="a control character"),
    ],
)
def test_any_other_key_is_refused(text, code):
    with pytest.raises(Invalid, match=f"^{code}$"):
        note.parse_key(text)


def test_a_key_of_another_kind_signs_no_plain_note():
    with pytest.raises(Invalid, match=r"^key\.unknown-kind$"):
        note.verify(KEYS[2], TEXT, bytes(64))


def test_a_name_that_the_format_cannot_hold_is_not_signed():
    long = Checkpoint("x" * 256, 1, bytes(32)).format()
    with pytest.raises(Invalid, match=r"^cosignature\.long-name$"):
        signers()[1].sign(long, 1)


@given(st.binary(max_size=200) | st.text().map(lambda text: f"{text}\n\n— a AAAAAAAA\n".encode()))
def test_any_bytes_are_read_as_a_note_or_refused(data):
    try:
        found = note.parse(data)
    except Invalid:
        return
    assert found.format() == data


@given(st.binary(max_size=100) | st.text().map(lambda text: f"{text}\n1\n{'A' * 43}=\n".encode()))
def test_any_bytes_are_read_as_a_checkpoint_or_refused(data):
    try:
        found = checkpoint.parse(data)
    except Invalid:
        return
    assert found.format() == data


@given(st.text() | st.text().map(lambda text: FOO.replace("foo", text)))
def test_any_text_is_read_as_a_key_or_refused(text):
    try:
        found = note.parse_key(text)
    except Invalid:
        return
    assert found.format() == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(TEXT.replace(b"257", b" +2_57"), "checkpoint.not-canonical", id="a loose number"),
        pytest.param(TEXT.replace(b"257", b"0257"), "checkpoint.not-canonical", id="a leading zero"),
        pytest.param(TEXT.replace(b"257", b"-1"), "checkpoint.not-canonical", id="a negative number"),
        pytest.param(TEXT.replace(b"257", "٢".encode()), "checkpoint.not-canonical", id="other digits"),
        pytest.param(TEXT[:-1], "checkpoint.lines", id="no final newline"),
        pytest.param(TEXT + b"more\n", "checkpoint.lines", id="an extension line"),
        pytest.param(TEXT.replace(b"=\n", b"\n"), "checkpoint.not-canonical", id="no padding"),
        pytest.param(b"\n" + TEXT.split(b"\n", 1)[1], "checkpoint.not-canonical", id="no origin"),
        pytest.param(b"a\n1\nAAAA\n", "checkpoint.not-canonical", id="a short root"),
        pytest.param(b"\xff\n1\nAAAA\n", "checkpoint.lines", id="not UTF-8"),
    ],
)
def test_any_other_checkpoint_is_refused(text, code):
    with pytest.raises(Invalid, match=f"^{code}$"):
        checkpoint.parse(text)
