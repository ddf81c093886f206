"""A charter is read strictly, whichever register it is about."""

import random
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from itertools import combinations, pairwise, zip_longest
from pathlib import Path

import pytest

from abjure.core.alias import LEAST_SPACE, Words
from abjure.core.charter import Charter, parse
from abjure.core.declaration import about_name, scripts, tidy
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


SPOKEN = parse(files("three-withdrawals")).spoken()
SCRIPT = {"ru": {"CYRILLIC"}} | {tag: {"LATIN"} for tag in ("en", "de", "fr", "es", "vi")}


@pytest.mark.parametrize("language", SPOKEN)
def test_aliases_come_from_a_million_and_differ(language: str) -> None:
    charter = parse(files("three-withdrawals"))
    suggested = charter.aliases(language, random.Random(7))
    assert len(set(suggested)) == 8
    assert all(len(alias) <= charter.limits.name for alias in suggested)
    assert charter.words[language].space() >= LEAST_SPACE


def test_every_language_has_aliases_of_its_own() -> None:
    charter = parse(files("three-withdrawals"))
    assert set(charter.words) == set(SPOKEN)
    words = {tag: {word for place in charter.words[tag].places for word in place} for tag in SPOKEN if not tag.startswith("zh")}
    assert [(one, other) for one, other in combinations(words, 2) if len(words[one] & words[other]) > 5] == []


@pytest.mark.parametrize("language", SPOKEN)
def test_every_word_of_an_alias_may_stand_in_a_name_beside_every_other(language: str) -> None:
    charter = parse(files("three-withdrawals"))
    places = charter.words[language].places
    # Each word once, beside whatever stands at the same turn in the other lists; and the longest of each list together.
    composed = [charter.words[language].joiner.join(words) for words in zip_longest(*places, fillvalue=places[0][0])]
    composed.append(charter.words[language].joiner.join(max(place, key=len) for place in places))
    found = [(alias, *fault) for alias in composed for fault in about_name(alias, charter.limits.name, real=False)]
    assert found == []
    assert [alias for alias in composed if tidy(alias) != alias] == []
    assert scripts("".join(word for place in places for word in place)) == SCRIPT.get(language, set())


@pytest.mark.parametrize("language", SPOKEN)
def test_a_forbidden_pair_is_never_drawn(language: str) -> None:
    words = parse(files("three-withdrawals")).words[language]
    pair = min(words.forbidden)
    alone = Words(tuple((a, "x") for a in pair), words.joiner, words.forbidden)
    assert {alone.draw(random.Random(turn)) for turn in range(50)} == {
        words.joiner.join(drawn) for drawn in ((pair[0], "x"), ("x", pair[1]))
    }


@pytest.mark.parametrize("language", [tag for tag in SPOKEN if not tag.startswith("zh")])
def test_a_forbidden_pair_is_of_words_that_could_meet(language: str) -> None:
    words = parse(files("three-withdrawals")).words[language]
    meeting = {
        (one, other)
        for pair in words.forbidden
        for places in pairwise(words.places)
        for one, other in [pair]
        if one in places[0] and other in places[1]
    }
    assert words.forbidden == meeting


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
        pytest.param(lambda given: {**given, "texts.pt.toml": ""}, "charter.unknown-file", id="texts in a language that is not named"),
        pytest.param(lambda given: {k: v for k, v in given.items() if k != "texts.en.toml"}, "charter.missing-language", id="no English"),
        pytest.param(changed("charter.toml", '"en"', '"tlh"'), "charter.unknown-language", id="a language without a catalogue"),
        pytest.param(changed("charter.toml", '"fa"]', '"de"]'), "charter.unknown-language", id="a complete language as one of the journey"),
        pytest.param(
            changed("charter.toml", ', "en", "de"]', ', "de"]'), "charter.missing-language", id="a journey with no English beside it"
        ),
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
