"""The receipt in words: shown beside the digits in the reader's script, and as good as they wherever a code is typed."""

import re

import pytest
from django.conf import settings
from django.utils import translation

from abjure.core.receipt import Receipt
from tests.door.conftest import hidden, text
from tests.door.test_receipt import OTHER

pytestmark = pytest.mark.django_db(databases=["door"])
SHOWN = re.compile(r'<p class="key" id="words" dir="ltr" lang="([^"]*)">([^<]*)</p>')


def words_of(code, language="en"):
    """Return a code's words as a page of this language shows them."""
    from abjure.door.envelopes import codes

    with translation.override(language):
        return codes.spelled(Receipt(code, settings.ABJURE.origin))["words"]


@pytest.mark.parametrize(("language", "tongue"), [("en", "en"), ("de", "en"), ("fr", "en"), ("zh-hans", "zh-Hans"), ("zh-hant", "zh-Hant")])
def test_the_receipt_and_the_page_that_it_opens_show_the_words(visitor, language, tongue):
    preview = visitor.preview()
    visitor.clock.later(seconds=20)
    page = visitor.post("send", hidden(preview), **{"accept-language": language})
    code = re.search(r'name="code" value="(\d{32})"', page.content.decode())[1]
    opened = visitor.client.post("/receipt/", {"code": code}, headers={"accept-language": language})
    for one in (page, opened):
        assert SHOWN.findall(one.content.decode()) == [(tongue, words_of(code, language))]
    assert len(words_of(code, language).split()) == 10


@pytest.mark.parametrize(
    "address", ["/receipt/", "/receipt/request/", "/receipt/spare/", "/receipt/correct/", "/receipt/file", "/receipt/qr"]
)
@pytest.mark.parametrize("typed", [
    words_of,
    lambda code: words_of(code).upper().replace(" ", ", "),
    lambda code: words_of(code, "zh-hans").replace(" ", ""),
    lambda code: words_of(code, "zh-hant"),
], ids=["English", "capitals and commas", "simplified without spaces", "traditional"])  # fmt: skip
def test_words_open_what_the_digits_open(visitor, address, typed):
    _, code = visitor.declare()
    more = {"act": "hide"} if address == "/receipt/request/" else {}
    answered, other = (visitor.ask(one, address, **more) for one in (typed(code), code))
    assert (answered.status_code, answered.content) == (200, other.content)


@pytest.mark.parametrize(("change", "said"), [
    (lambda words: words[:-1], "A receipt code has 10 words; here are 9"),
    (lambda words: ["abjure", *words[1:]], "“abjure” is not one of the words"),
    (lambda words: [words[-1], *words[:-1]], "two are swapped"),
], ids=["one less", "an unknown word", "another order"])  # fmt: skip
def test_mistyped_words_are_told_and_stay_in_the_field(visitor, change, said):
    _, code = visitor.declare()
    typed = " ".join(change(words_of(code).split()))
    page = visitor.ask(typed)
    assert page.status_code == 422
    assert said in text(page)
    assert f'value="{typed}"' in page.content.decode()


def test_words_of_an_unknown_code_are_as_unknown_as_its_digits(visitor):
    pages = [visitor.ask(typed).content.replace(typed.encode(), b"").rstrip() for typed in (OTHER, words_of(OTHER))]
    assert pages[0] == pages[1]


def test_a_spare_number_and_a_new_receipt_show_their_words_too(visitor):
    _, code = visitor.declare()
    for page in (visitor.ask(code, "/receipt/spare/", step="send", wish="stay"), visitor.fill_in("/receipt/lost/")):
        digits = re.search(r'id="code"[^>]*>([^<]*)<', page.content.decode())[1].replace(" ", "")
        assert SHOWN.findall(page.content.decode())[0][1] == words_of(digits)


def test_other_lists_than_the_pinned_ones_are_never_used(monkeypatch):
    from abjure.door.envelopes import codes

    monkeypatch.setitem(codes.LISTS, "english", "00" * 32)
    codes.listed.cache_clear()
    with pytest.raises(RuntimeError):
        codes.listed("english")
    codes.listed.cache_clear()
