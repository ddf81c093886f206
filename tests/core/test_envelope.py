"""An envelope opens with its two keys and no others, has one of two sizes, and every damage is told (spec/envelope.md)."""

from base64 import b64decode
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abjure.core import envelope, frame, hpke
from abjure.core.errors import Invalid
from abjure.core.hpke import PrivateKey, PublicKey
from tests.core.vectors import cases, load

VECTORS = load("envelope")
ORIGIN = VECTORS["origin"]
KEYS = {name: PrivateKey(bytes.fromhex(pair["private"])) for name, pair in VECTORS["keys"].items()}
RECEPTION, PURPOSE, OTHER = KEYS["reception"], KEYS["purpose"], KEYS["other"]
SEALED = b64decode(VECTORS["envelope"])


def seal(raw, origin=ORIGIN):
    return envelope.seal(raw, purpose=PURPOSE.public(), reception=RECEPTION.public(), origin=origin)


def opened(sealed, reception=RECEPTION, purpose=PURPOSE, origin=ORIGIN):
    return envelope.open_letter(envelope.unseal(sealed, reception=reception, origin=origin), purpose=purpose, origin=origin)


@pytest.mark.parametrize("name", VECTORS["keys"])
def test_a_key_has_the_public_half_and_the_id_of_the_vectors(name):
    public = KEYS[name].public()
    assert public == PublicKey(b64decode(VECTORS["keys"][name]["public"]))
    assert public.id.hex() == VECTORS["keys"][name]["id"]


def test_the_envelope_of_the_vectors_holds_its_letter():
    assert opened(SEALED) == VECTORS["letter"].encode()
    assert envelope.digest(SEALED).hex() == VECTORS["digest"] == sha256(SEALED).hexdigest()


def test_reception_reads_the_purpose_and_nothing_more():
    inner = envelope.unseal(SEALED, reception=RECEPTION, origin=ORIGIN)
    assert hpke.key_id(inner) == PURPOSE.public().id
    with pytest.raises(Invalid, match=r"^seal\.other-key$"):
        RECEPTION.open(inner, context=ORIGIN.encode())


@pytest.mark.parametrize("damage", cases(VECTORS["damage"]))
def test_damage_is_told(damage):
    put, at = bytes.fromhex(damage["put"]), damage["at"]
    with pytest.raises(Invalid, match=f"^{damage['code']}$"):
        opened(SEALED[:at] + put + SEALED[at + len(put) :])


@pytest.mark.parametrize(("wrong", "code"), [
    pytest.param({"reception": OTHER}, "seal.other-key", id="another reception"),
    pytest.param({"purpose": OTHER}, "seal.other-key", id="another purpose"),
    pytest.param({"origin": "example.org/other"}, "seal.broken", id="another register"),
])  # fmt: skip
def test_another_key_or_register_opens_nothing(wrong, code):
    with pytest.raises(Invalid, match=f"^{code}$"):
        opened(SEALED, **wrong)


@pytest.mark.parametrize(("length", "size"), [
    (0, 4096), (1, 4096), (1802, 4096), (1803, 65536), (63242, 65536),
])  # fmt: skip
def test_a_letter_of_any_length_makes_one_of_two_sizes(length, size):
    sealed = seal(b"a" * length)
    assert len(sealed) == size
    assert opened(sealed) == b"a" * length


def test_a_letter_that_fits_neither_is_refused():
    with pytest.raises(Invalid, match=r"^envelope\.too-long$"):
        seal(b"a" * 63243)


def test_the_same_letter_is_never_sealed_alike():
    assert seal(b"the same") != seal(b"the same")


@given(st.binary(max_size=2000))
@settings(max_examples=25, deadline=None)
def test_any_letter_comes_back(raw):
    assert opened(seal(raw)) == raw


@given(st.binary(max_size=5000))
@settings(deadline=None)
def test_any_bytes_are_opened_or_refused(raw):
    with pytest.raises(Invalid):
        opened(raw)
    with pytest.raises(Invalid):
        PURPOSE.open(raw, context=b"")


@given(raw=st.binary(min_size=hpke.OVERHEAD, max_size=hpke.OVERHEAD + 50))
@settings(deadline=None)
def test_any_bytes_under_the_right_key_id_are_refused(raw):
    with pytest.raises(Invalid, match=r"^seal\.broken$"):
        PURPOSE.open(hpke.VERSION + PURPOSE.public().id + raw[9:], context=b"")


@pytest.mark.parametrize("kind", [PublicKey, PrivateKey])
@pytest.mark.parametrize("size", [0, 95, 97, 1215, 1217])
def test_a_key_of_another_length_is_none(kind, size):
    with pytest.raises(Invalid, match=r"^key\.length$"):
        kind(bytes(size))


def test_a_private_key_is_not_printed():
    assert RECEPTION.raw.hex() not in repr(RECEPTION)
    assert repr(RECEPTION.raw) not in repr(RECEPTION)


@pytest.mark.parametrize("case", VECTORS["frames"]["accept"], ids=lambda case: case["content"] or "empty")
def test_a_frame_is_that_of_the_vectors(case):
    content, made = bytes.fromhex(case["content"]), bytes.fromhex(case["frame"])
    assert frame.pad(content, len(made)) == made
    assert frame.unpad(made) == content


@pytest.mark.parametrize("case", cases(VECTORS["frames"]["refuse"]))
def test_any_other_padding_is_refused(case):
    with pytest.raises(Invalid, match=r"^frame\.form$"):
        frame.unpad(bytes.fromhex(case["frame"]))


def test_what_does_not_fit_is_not_framed():
    with pytest.raises(Invalid, match=r"^frame\.too-long$"):
        frame.pad(bytes(13), 16)


@given(
    st.binary(max_size=40) | st.builds(lambda text, rest: len(text).to_bytes(4, "big") + text + bytes(rest), st.binary(), st.integers(0, 9))
)
def test_any_bytes_are_a_frame_or_refused(raw):
    try:
        content = frame.unpad(raw)
    except Invalid:
        return
    assert frame.pad(content, len(raw)) == raw
