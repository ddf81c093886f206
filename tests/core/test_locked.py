"""A key under a passphrase, and a folder's keys as a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abjure.core import keyfile, locked
from abjure.core.errors import Invalid, Refused

KEY, WORDS = bytes(range(32)), "abcde-fghjk"
LOCKED = locked.lock(KEY, WORDS)


@pytest.mark.parametrize("words", [WORDS, WORDS.upper(), f"  {WORDS}\n"], ids=["as it is", "in capitals", "with blanks"])
def test_the_passphrase_opens_it_however_it_is_typed(words):
    assert locked.unlock(LOCKED, words) == KEY


@pytest.mark.parametrize("words", ["", "abcde-fghjm", WORDS.replace("-", "")])
def test_another_passphrase_does_not(words):
    with pytest.raises(Refused, match=r"^passphrase\.wrong$"):
        locked.unlock(LOCKED, words)


@pytest.mark.parametrize("values", [
    pytest.param({}, id="nothing"),
    pytest.param({**LOCKED, "nonce": "zz"}, id="no hexadecimal"),
    pytest.param({**LOCKED, "nonce": ""}, id="no nonce"),
    pytest.param({**LOCKED, "salt": 4}, id="a number"),
    pytest.param([], id="a list"),
])  # fmt: skip
def test_what_is_no_locked_key_is_told(values):
    with pytest.raises(Invalid, match=r"^passphrase\.file$"):
        locked.unlock(values, WORDS)


def test_a_damaged_one_does_not_open():
    with pytest.raises(Refused, match=r"^passphrase\.wrong$"):
        locked.unlock({**LOCKED, "sealed": LOCKED["sealed"][:-2] + "00"}, WORDS)


def test_the_same_key_is_never_locked_alike():
    assert not set(LOCKED.values()) & set(locked.lock(KEY, WORDS).values())


@given(st.dictionaries(st.text(), st.binary()))
def test_keys_come_back_from_their_file(values):
    assert keyfile.parse(keyfile.format_keys(values)) == values
