"""What everyone reads of an entry, and what nobody reads any more."""

import json
from datetime import date

import pytest
from django.conf import settings
from django.test import Client

from abjure.core.commitment import check_opens, decode
from abjure.core.leaf import parse
from abjure.public.register import actions
from abjure.public.register.models import Checkpoint, Day, Entry
from tests.public.conftest import MONDAY, TUESDAY
from tests.public.ledger import NOW, Ledger

pytestmark = pytest.mark.django_db(databases=["public"])
FOUR = [("安和", ["party", "league"]), ("若谷", ["league"]), ("云舒", ["pioneers"]), ("景行", ["league", "pioneers"])]


def test_a_statement_says_who_left_what(ledger: Ledger, reader: Client) -> None:
    index = ledger.declare(TUESDAY, FOUR, template="plain", group="friends")
    ledger.publish()
    page = reader.get(f"/statements/{index}/").content.decode()
    assert "4 people leave" in page
    assert all(name in page for name, _ in FOUR)
    assert "the Communist Youth League of China, the Young Pioneers of China" in page
    assert "特此声明" in page
    assert "Friends" in page


def test_words_are_shown_as_words(ledger: Ledger, reader: Client) -> None:
    index = ledger.declare(TUESDAY, [("安和", ["party"])], text="<script>alert(1)</script>")
    ledger.publish()
    assert b"&lt;script&gt;alert(1)" in reader.get(f"/statements/{index}/").content


def test_projecting_twice_changes_nothing(ledger: Ledger) -> None:
    ledger.declare(TUESDAY, FOUR, template="plain")
    ledger.publish()
    before = list(Entry.objects.values()), list(Day.objects.values()), list(Checkpoint.objects.values())
    ledger.projected = 0
    signed = (ledger.folder / "checkpoint").read_bytes()
    newest = Checkpoint.objects.get(size=len(ledger.leaves))
    actions.project(leaves=list(enumerate(ledger.leaves)), openings=ledger.openings, checkpoint=signed, totals=newest.totals, at=NOW)
    assert (list(Entry.objects.values()), list(Day.objects.values()), list(Checkpoint.objects.values())) == before


def test_a_withheld_entry_leaves_a_tombstone_and_stays_withheld(ledger: Ledger, reader: Client) -> None:
    index = ledger.declare(TUESDAY, FOUR, text="once public words")
    ledger.publish()
    assert actions.withhold(index=index, reason="holder", day=date(2026, 11, 19))
    assert not actions.withhold(index=index, reason="law", day=date(2026, 11, 20))
    ledger.projected = 0
    ledger.publish()
    page = reader.get(f"/statements/{index}/").content.decode()
    assert "The text of this entry has been erased" in page
    assert "The holder asked for it." in page
    assert "once public words" not in page
    assert FOUR[0][0] not in page
    openings = reader.get(f"/openings/{TUESDAY}.json").json()
    assert openings["withheld"] == [{"index": index, "day": "2026-11-19", "reason": "holder"}]
    assert openings["openings"] == []


def test_a_withdrawn_entry_names_the_entry_that_takes_it_back(ledger: Ledger, reader: Client) -> None:
    index = ledger.declare(TUESDAY, FOUR, text="once public words")
    void = ledger.void(TUESDAY, index)
    ledger.publish()
    page = reader.get(f"/statements/{index}/").content.decode()
    assert "This entry has been withdrawn" in page
    assert f"/statements/{void}/" in page
    assert "once public words" not in page
    assert b"This entry takes a statement back" in reader.get(f"/statements/{void}/").content
    assert "once public words" not in json.dumps(reader.get(f"/openings/{TUESDAY}.json").json())


def test_a_day_adds_what_it_declared_less_what_it_withdrew(ledger: Ledger) -> None:
    first = ledger.declare(MONDAY, FOUR)
    ledger.declare(TUESDAY, [("明远", ["party"])])
    ledger.declare(TUESDAY, [("思齐", ["party"])], provenance="carried")
    ledger.void(TUESDAY, first)
    ledger.publish()
    assert [(day.entries, day.people, day.statements) for day in Day.objects.order_by("day")] == [(1, 4, 1), (2, -3, 0)]


def test_openings_open_the_commitments_of_the_log(ledger: Ledger, reader: Client) -> None:
    index = ledger.declare(TUESDAY, FOUR, text="words")
    ledger.publish()
    (opening,) = reader.get(f"/openings/{TUESDAY}.json").json()["openings"]
    commitment = decode(parse(ledger.leaves[opening["index"]])["c"])
    assert opening.pop("index") == index
    check_opens(opening, settings.ABJURE.origin, commitment)


def test_commitments_are_listed_by_their_first_two_characters(ledger: Ledger, reader: Client) -> None:
    indices = [ledger.declare(TUESDAY, [("安和", ["party"])]) for _ in range(40)]
    ledger.publish()
    prefix = parse(ledger.leaves[indices[0]])["c"][:2]
    page = reader.get(f"/commitments/{prefix}/").content.decode()
    same = [index for index in indices if parse(ledger.leaves[index])["c"].startswith(prefix)]
    assert all(f'/statements/{index}/"' in page for index in same)
    assert sum(f'/statements/{index}/"' in page for index in indices) == len(same)
    assert b"not in the log yet" in reader.get("/commitments/__/").content


def test_nothing_beyond_the_published_checkpoint_is_shown(ledger: Ledger, reader: Client) -> None:
    index = ledger.declare(TUESDAY, FOUR, text="too early")
    ledger.publish()
    Checkpoint.objects.create(size=index, root="", text="", at=NOW, totals={})
    Checkpoint.objects.filter(size__gt=index).delete()
    assert reader.get(f"/statements/{index}/").status_code == 404
    assert reader.get(f"/statements/{index}/proof").status_code == 404
    assert reader.get(f"/openings/{TUESDAY}.json").json()["openings"] == []


def test_a_long_day_goes_on_on_the_next_page(ledger: Ledger, reader: Client) -> None:
    indices = [ledger.declare(TUESDAY, [("安和", ["party"])], text="words") for _ in range(203)]
    ledger.publish()
    page = reader.get(f"/days/{TUESDAY}/").content.decode()
    assert f"/days/{TUESDAY}/from/{indices[200]}/" in page
    assert f"/statements/{indices[202]}/" in reader.get(f"/days/{TUESDAY}/from/{indices[200]}/").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("/statements/007/", id="a number with leading zeros"),
        pytest.param("/statements/999999/", id="a number not given away yet"),
        pytest.param("/statements/9999999999999999999999/", id="a number that is none"),
        pytest.param("/days/2026-02-30/", id="a day that is none"),
        pytest.param("/commitments/../", id="a prefix that is none"),
        pytest.param("/en", id="a language without an end"),
        pytest.param("/pt/", id="a language that the register does not speak"),
    ],
)
def test_any_other_address_is_not_there(ledger: Ledger, reader: Client, address: str) -> None:
    ledger.publish()
    answer = reader.get(address)
    assert answer.status_code == 404
    assert b"There is no page at this address" in answer.content
