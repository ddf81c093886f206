"""The languages of the way of declaring: every page of the door speaks them, none falls into English, and no link of theirs loses what was typed."""

import re
from datetime import date

import polib
import pytest
from django.conf import settings

from abjure.core.charter import JOURNEY_LANGUAGES
from abjure.door.envelopes.urls import urlpatterns
from abjure.server import languages, padding
from setup import messages
from tests.architecture import house
from tests.door.conftest import ALONE, text

pytestmark = pytest.mark.django_db(databases=["door", "public"])

ACTS = {
    "withdraw": {},
    "keep": {},
    "hide": {},
    "name": {"name": "Lan Chen"},
    "message": {"text": "…"},
    "appeal": {"text": "…"},
    "confirm": {},
    "leave": {},
}
OF_A_RECEIPT = {
    "how far": ("/receipt/", {}),
    **{f"ask to {act}": ("/receipt/request/", {"act": act}) for act in ACTS},
    **{f"have handed in to {act}": ("/receipt/request/", {"act": act, "step": "send"} | more) for act, more in ACTS.items()},
    "a correction": ("/receipt/correct/", {}),
    "a correction without anything": ("/receipt/correct/", {"step": "check"}),
    "a spare number": ("/receipt/spare/", {}),
    "the spare number": ("/receipt/spare/", {"step": "send", "wish": "return"}),
    "a certificate too early": ("/receipt/certificate/", {}),
    "a lost receipt": ("/receipt/lost/", {}),
    "an objection": ("/objection/", {"commitment": "AAAAAAAA", "step": "send"}),
    "an objection to nothing": ("/objection/", {"step": "send"}),
    "a group that is wrong": ("/receipt/", {"step": "kept", "asked": "1", "typed": "0"}),
}
NAVIGATION = re.compile(r'<a href="(/[a-z-]+/[^"]*)" lang="([A-Za-z-]+)" hreflang="\2">')


@pytest.fixture
def code(visitor, withdrawals):
    return visitor.declare()[1]


@pytest.mark.parametrize("address", [f"/{pattern.pattern}" for pattern in urlpatterns])
def test_every_page_of_the_door_speaks_every_language(withdrawals, address):
    assert all(languages.speaks(address, tag) for tag in withdrawals.spoken())


def test_every_page_of_the_door_is_in_the_catalogues_of_the_way():
    files = [f"abjure/{file.relative_to(house.PACKAGE)}" for file in (house.PACKAGE / "door").rglob("*.html")]
    assert files
    assert all(file.startswith(messages.JOURNEY_PLACES) for file in files)


@pytest.mark.parametrize("language", JOURNEY_LANGUAGES)
@pytest.mark.parametrize(("address", "fields"), OF_A_RECEIPT.values(), ids=OF_A_RECEIPT)
def test_whoever_declared_in_a_language_is_answered_in_it(client, code, language, address, fields):
    page = client.post(f"/{language}{address}", {"code": code} | fields)
    assert page.headers["Content-Language"] == language
    english = client.post(f"/en{address}", {"code": code} | fields)
    titles = [re.search(r"<h1[^>]*>(.*?)</h1>", answer.content.decode())[1] for answer in (page, english)]
    assert titles[0] != titles[1]
    links = re.findall(r'(?:href|action)="(/[^"]*)"', page.content.decode())
    assert all(link.startswith((f"/{language}/", "/static/")) for link in links)


@pytest.mark.parametrize(("address", "fields"), OF_A_RECEIPT.values(), ids=OF_A_RECEIPT)
def test_no_answer_to_a_form_offers_a_link_that_loses_what_was_typed(client, code, address, fields):
    assert NAVIGATION.findall(client.post(f"/en{address}", {"code": code} | fields).content.decode()) == []


@pytest.mark.parametrize("address", ["/", "/declare/", "/receipt/", "/receipt/lost/", "/objection/"])
def test_an_empty_page_offers_itself_in_every_language(client, withdrawals, address):
    offered = {tag: link for link, tag in NAVIGATION.findall(client.get(f"/en{address}").content.decode())}
    assert offered == {tag: f"/{tag.lower()}{address}" for tag in withdrawals.spoken() if tag != "en"}


@pytest.mark.parametrize("language", JOURNEY_LANGUAGES)
@pytest.mark.parametrize(("act", "warned"), [
    ("withdraw", "Afterwards this code opens nothing any more."),
    ("hide", "What others have copied, nobody can take back."),
])  # fmt: skip
def test_what_an_act_does_is_said_in_english_too(client, code, language, act, warned):
    assert warned in text(client.post(f"/{language}/receipt/request/", {"code": code, "act": act}))


@pytest.mark.parametrize("language", JOURNEY_LANGUAGES)
def test_the_spare_number_is_explained_in_english_too(client, code, language):
    assert "Only the desk knows that it is the spare one." in text(client.post(f"/{language}/receipt/spare/", {"code": code}))


def test_numbers_stand_in_groups_in_every_language(withdrawals):
    from django.utils import translation
    from django.utils.formats import number_format

    for tag, _ in settings.LANGUAGES:
        with translation.override(tag):
            assert re.fullmatch(r"466[,.\s\u00a0\u202f]912[,.\s\u00a0\u202f]443", number_format(466912443)), tag


@pytest.mark.parametrize("language", JOURNEY_LANGUAGES)
def test_every_short_answer_has_the_small_size_in_every_language(client, code, language):
    asked = [(address, {"code": code} | fields) for address, fields in OF_A_RECEIPT.values() if address != "/receipt/correct/"]
    asked.append(("/declare/", ALONE["three-withdrawals"] | {"step": "preview"}))
    assert {len(client.post(f"/{language}{address}", fields).content) // padding.SIZES[0] for address, fields in asked} == {0}


def test_no_day_ends_with_a_full_stop(withdrawals):
    from django.utils import translation
    from django.utils.formats import date_format

    for tag, _ in settings.LANGUAGES:
        with translation.override(tag):
            assert not date_format(date(2026, 11, 22), "DATE_FORMAT").endswith("."), tag


TURNING = re.compile(r"(?<![\u2066\u2068\d-])(?:%\((?:words|name|character)\)s|\d+-\d+)")


def test_what_is_not_persian_stands_apart_in_persian_sentences():
    catalogue = polib.pofile(str(house.PACKAGE / "server/locale/fa/LC_MESSAGES/django.po"))
    said = [text for entry in catalogue for text in (entry.msgstr, *entry.msgstr_plural.values())]
    assert [text for text in said if TURNING.search(text)] == []
    assert all(len(re.findall("[\u2066\u2068]", text)) == text.count("\u2069") for text in said)
