"""The number, as a page and as a file."""

import pytest
from django.test import Client

from abjure.core import leaf
from abjure.public.statistics import history
from tests.public.conftest import TUESDAY
from tests.public.ledger import Ledger, days, root_of

pytestmark = pytest.mark.django_db(databases=["public"])


def test_the_number_is_a_sum(ledger: Ledger, reader: Client) -> None:
    ledger.declare(TUESDAY, [("安和", ["party"]), ("若谷", ["party", "league"])])
    ledger.publish()
    page = reader.get("/").content.decode()
    assert '<span class="count">466,912,445' in page
    assert "466,912,443" in page
    assert "22 November 2026, 08:40 UTC" in page
    assert "we cannot recount that part" in page


def test_count_json_says_the_same(ledger: Ledger, reader: Client) -> None:
    ledger.declare(TUESDAY, [("安和", ["party"]), ("若谷", ["party", "league"])])
    signed = ledger.publish()
    assert reader.get("/count.json").json() == {
        "total": 466_912_445,
        "people": 2,
        "statements": 1,
        "carried_over": 466_912_443,
        "by_body": {"party": 2, "league": 1, "pioneers": 0},
        "by_provenance": {"self": 2, "assisted": 0, "relayed": 0},
        "tree_size": 7,
        "witnesses": 0,
        "as_of": "2026-11-17",
        "root": root_of(signed),
    }


def test_before_the_first_checkpoint_there_is_no_number(db: None, reader: Client) -> None:
    assert b"No number is published yet" in reader.get("/").content
    assert reader.get("/count.json").status_code == 404


def test_years_without_a_figure_are_hatched_and_nothing_is_rounded_up(ledger: Ledger, reader: Client) -> None:
    ledger.publish()
    page = reader.get("/").content.decode()
    assert page.count('<i class="none">') == 21
    assert page.count('<i class="t0 o0">') == 1
    assert page.count('<i class="t4 o6">') == 1


@pytest.mark.parametrize(("most", "top"), [(1, 5), (5, 5), (6, 10), (51, 100), (466_912_443, 500_000_000), (500_000_001, 1_000_000_000)])
def test_the_top_line_is_the_least_round_figure_above(most: int, top: int) -> None:
    assert history.scale(most) == top


def test_sources_are_named_in_their_own_words(ledger: Ledger, reader: Client) -> None:
    ledger.publish()
    page = reader.get("/sources/").content.decode()
    assert "first statement" in page
    assert '<a href="https://news.example/1" rel="noreferrer">news.example</a>' in page


def test_what_was_received_accepted_refused_and_waits_is_told_by_day(ledger: Ledger, reader: Client) -> None:
    assert "Received" not in reader.get("/sources/").content.decode()
    ledger.declare(TUESDAY, [("安和", ["party"])])
    ledger.add(leaf.intake(day=days(TUESDAY), received=1234, refused=7, waiting=1226, accepted=1))
    ledger.publish()
    page = reader.get("/sources/").content.decode()
    assert "17 November 2026" in page
    assert [number in page for number in (">1,234", ">7", ">1,226", ">1")] == [True] * 4


@pytest.mark.parametrize("address", ["/", "/sources/", "/rules/", "/privacy/", "/recount/", "/statements/", "/check/"])
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en", "de"])
def test_every_page_speaks_every_language_in_few_bytes(ledger: Ledger, reader: Client, language: str, address: str) -> None:
    ledger.publish()
    answer = reader.get(f"/{language}{address}")
    assert answer.status_code == 200
    assert answer["Content-Language"].lower() == language
    assert len(answer.content) <= 14_000
    assert b"style=" not in answer.content
    # Only the page about recounting has one, and reads without it.
    assert answer.content.count(b"<script") == (address == "/recount/")
    assert f'href="/{language}/rules/"'.encode() in answer.content


def test_without_a_prefix_the_browser_decides(ledger: Ledger) -> None:
    ledger.publish()
    french = {"accept-language": "fr, zh-TW;q=0.9, en;q=0.5"}
    answer = Client().get("/privacy/", headers=french)
    assert answer["Content-Language"] == "zh-Hant"
    assert "Accept-Language" in answer["Vary"]
    assert "Vary" not in Client().get("/en/")
    assert Client().get("/privacy/", headers={"accept-language": "fr"})["Content-Language"] == "en"
    assert Client().get("/", headers=french)["Content-Language"] == "fr", "the first page is there in it"
