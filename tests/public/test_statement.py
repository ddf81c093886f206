"""A statement in the words of its charter, whichever register it is about."""

import json
from datetime import date
from pathlib import Path

import pytest

from abjure.core import leaf
from abjure.core.charter import Charter
from abjure.server import charters

CHARTERS = Path(__file__).parents[2] / "charters"


@pytest.fixture(params=["three-withdrawals", "parish"])
def charter(request: pytest.FixtureRequest) -> Charter:
    return charters.load(CHARTERS / request.param)


def entry_of(charter: Charter, **fields: str):
    from abjure.public.register.models import Entry

    keys = [body.key for body in charter.bodies]
    whole = {"names": json.dumps(["Li Anhe"]), "bodies": json.dumps([keys]), "kind": "leaving", "language": charter.languages[0], **fields}
    decl = leaf.decl(day=20_000, commitment=bytes(32), people=1, bodies=dict.fromkeys(keys, 1), provenance="self")
    return Entry(
        index=9, kind="decl", day=date(2026, 11, 17), n=1, provenance="self", leaf=leaf.format(decl).decode(), opening={"fields": whole}
    )


@pytest.mark.parametrize("template", ["plain"])
def test_a_template_speaks_the_language_of_the_statement(charter: Charter, template: str) -> None:
    from abjure.public.register import statement

    for language in charter.languages:
        read = statement.read(entry_of(charter, template=template, language=language), charter, charter.languages[0])
        assert read.paragraphs == (charter.template(template).text[language],)


def test_choices_are_named_in_the_language_of_the_page(charter: Charter) -> None:
    from abjure.public.register import statement

    entry = entry_of(charter, place=charter.places[0].key, walk=charter.walks_of_life()[-1].key, group="family", unasked="yes")
    read = statement.read(entry, charter, "en")
    assert (read.place, read.group) == (charter.places[0].name["en"], "Family")
    assert read.walk == charter.walks_of_life()[-1].name["en"]
    assert charter.unasked is not None
    assert read.unasked == charter.unasked["en"]
    assert read.people[0].bodies == ", ".join(body.long["en"] for body in charter.bodies)


def test_what_a_charter_has_dropped_is_shown_by_its_key(charter: Charter) -> None:
    from abjure.public.register import statement

    read = statement.read(entry_of(charter, place="atlantis", kind="gone", template="gone"), charter, "en")
    assert (read.place, read.kind, read.paragraphs) == ("atlantis", charter.kinds[0].name["en"], ())


@pytest.mark.parametrize(("text", "shown"), [
    pytest.param("I leave.", "I leave.", id="all of it"),
    pytest.param("I" * 60, "I" * 60, id="as much as there is room for"),
    pytest.param("I" * 61, "I" * 60 + "…", id="one letter more"),
    pytest.param("I leave.\n\nFor good.", "I leave.…", id="one paragraph of two"),
])  # fmt: skip
def test_a_list_shows_the_first_words_and_that_there_are_more(charter: Charter, text: str, shown: str) -> None:
    from abjure.public.register import statement

    assert statement.read(entry_of(charter, text=text), charter, charter.languages[0]).first_words == shown
