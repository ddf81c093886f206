"""A charter is read strictly, whichever register it is about."""

import random
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from abjure.core.alias import LEAST_SPACE
from abjure.core.charter import Charter, parse
from abjure.core.errors import Invalid

CHARTERS = Path(__file__).parents[2] / "charters"
Files = dict[str, str]


def files(name: str) -> Files:
    """Return the files of one of our charters."""
    return {path.name: path.read_text() for path in (CHARTERS / name).glob("*.toml")}


def changed(name: str, old: str, new: str) -> Callable[[Files], Files]:
    """Return a change to one file."""

    def change(given: Files) -> Files:
        assert old in given[name]
        return {**given, name: given[name].replace(old, new, 1)}

    return change


@pytest.fixture(params=["three-withdrawals", "parish"])
def charter(request: pytest.FixtureRequest) -> Charter:
    """Give each of our charters."""
    return parse(files(request.param))


def test_every_text_is_there_in_every_language(charter: Charter) -> None:
    for choice in (*charter.groups, *charter.places, *charter.reasons, *charter.walks_of_life()):
        assert set(choice.name) == set(charter.spoken())
    assert all(set(body.long) == set(body.short) == set(charter.spoken()) for body in charter.bodies)


def test_a_charter_does_not_change(charter: Charter) -> None:
    with pytest.raises(FrozenInstanceError):
        charter.name = "other"  # type: ignore[misc]


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_aliases_come_from_a_million_and_differ(language: str) -> None:
    charter = parse(files("three-withdrawals"))
    suggested = charter.aliases(language, random.Random(7))
    assert len(set(suggested)) == 8
    assert all(len(alias) <= charter.limits.name for alias in suggested)
    assert charter.words[language].space() >= LEAST_SPACE


def test_a_language_of_the_journey_borrows_english_aliases() -> None:
    charter = parse(files("three-withdrawals"))
    assert charter.aliases("fa", random.Random(7)) == charter.aliases("en", random.Random(7))


def test_a_forbidden_pair_is_never_drawn() -> None:
    words = parse(files("three-withdrawals")).words["zh-Hans"]
    chance = random.Random(1)
    drawn = [words.draw(chance) for _ in range(5_000)]
    assert not any(a + b in alias for alias in drawn for a, b in words.forbidden)


def test_only_real_names_means_no_aliases() -> None:
    assert parse(files("parish")).aliases("de", random.Random(1)) == []


@pytest.mark.parametrize(
    ("kind", "real_name", "people", "provenance", "needed"),
    [
        pytest.param("leaving", False, 1, "self", 1, id="one person by alias"),
        pytest.param("leaving", True, 1, "self", 1, id="one person by real name"),
        pytest.param("leaving", False, 12, "self", 2, id="a list"),
        pytest.param("leaving", True, 1, "relayed", 2, id="somebody else's real name"),
        pytest.param("solemn", True, 1, "self", 2, id="a solemn statement"),
    ],
)
def test_how_many_must_agree(kind: str, *, real_name: bool, people: int, provenance: str, needed: int) -> None:
    charter = parse(files("three-withdrawals"))
    assert charter.moderators_needed(kind=kind, real_name=real_name, people=people, provenance=provenance) == needed


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(lambda given: {}, "charter.missing", id="no charter.toml"),
        pytest.param(lambda given: {**given, "notes.toml": ""}, "charter.unknown-file", id="a file too many"),
        pytest.param(lambda given: {**given, "texts.de.toml": ""}, "charter.unknown-file", id="texts in a language that is not named"),
        pytest.param(lambda given: {k: v for k, v in given.items() if k != "texts.en.toml"}, "charter.missing-language", id="no English"),
        pytest.param(changed("charter.toml", '"en"', '"tlh"'), "charter.unknown-language", id="a language without a catalogue"),
        pytest.param(changed("charter.toml", '"fa"]', '"de"]'), "charter.unknown-language", id="a complete language as one of the journey"),
        pytest.param(changed("charter.toml", ', "en"]', "]"), "charter.missing-language", id="a journey with no English beside it"),
        pytest.param(changed("texts.fa.toml", "[groups]", "[colours]"), "charter.missing", id="a text of the journey missing"),
        pytest.param(changed("charter.toml", "unasked = true", "unasked = 1"), "charter.wrong-type", id="a number for a flag"),
        pytest.param(changed("charter.toml", "unasked = true", ""), "charter.missing", id="no unasked"),
        pytest.param(changed("charter.toml", "name = 60", "name = 0"), "charter.out-of-range", id="names of no length"),
        pytest.param(changed("charter.toml", "unasked = true", "unasked = true\ncolour = 1"), "charter.unknown-key", id="an unknown key"),
        pytest.param(changed("charter.toml", 'bodies = ["', 'bodies = ["Upper", "'), "charter.bad-key", id="an upper-case key"),
        pytest.param(changed("charter.toml", 'bodies = ["party"', 'bodies = ["party", "party"'), "charter.duplicate", id="a body twice"),
        pytest.param(changed("charter.toml", 'bodies = ["party", "league", "pioneers"]', "bodies = []"), "charter.empty", id="no body"),
        pytest.param(
            changed("charter.toml", 'key = "student"', 'key = "citizen"'),
            "charter.missing",
            id="a walk of life twice, whose words are read but once",
        ),
        pytest.param(changed("charter.toml", 'kind = "solemn"', 'kind = "grave"'), "charter.unknown-kind", id="a template of no kind"),
        pytest.param(
            changed("charter.toml", '["alias", "real"]', '["alias"]'), "charter.no-signing", id="a real name but no way to sign it"
        ),
        pytest.param(changed("charter.toml", '"alias"', '"initials"'), "charter.unknown-signing", id="an unknown way of signing"),
        pytest.param(changed("charter.toml", "unasked", "= unasked"), "charter.not-toml", id="not TOML"),
        pytest.param(changed("texts.en.toml", 'family = "Family"\n', ""), "charter.missing", id="a text missing"),
        pytest.param(changed("texts.en.toml", '"Family"', '" "'), "charter.empty-text", id="a text empty"),
        pytest.param(changed("texts.en.toml", "[groups]", '[groups]\nclub = "Club"'), "charter.unknown-key", id="a text too many"),
        pytest.param(changed("texts.en.toml", '"Stone Dove"', '"Stone"'), "charter.bad-pair", id="a pair of one"),
        pytest.param(changed("texts.en.toml", '"Amber Ample', '" ", "Amber'), "charter.few-aliases", id="an empty list of words"),
    ],
)
def test_anything_else_is_refused(change: Callable[[Files], Files], code: str) -> None:
    with pytest.raises(Invalid, match=f"^{code}$"):
        parse(change(files("three-withdrawals")))
