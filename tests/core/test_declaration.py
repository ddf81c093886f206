"""What may be declared: one function for browser, door and desk, on charters that are unlike each other (spec/declaration.md)."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abjure.core import charter, declaration
from abjure.core.declaration import Declaration, Person
from abjure.core.errors import Invalid

CHARTERS = Path(__file__).parents[2] / "charters"


def load(name):
    return charter.parse({file.name: file.read_text(encoding="utf-8") for file in (CHARTERS / name).glob("*.toml")})


PARTY, PARISH = load("three-withdrawals"), load("parish")
ALIAS = Declaration("leaving", "alias", "zh-Hans", (Person("远山", ("league", "pioneers")),), template="plain")
REAL = Declaration("leaving", "real", "de", (Person("Anna-Lena O’Neill", ("parish",)),), template="conscience")
JOINT = replace(ALIAS, people=(*ALIAS.people, Person("清风", ("party",))), group="family")
# Every field of a letter with values of each type, most of them wrong.
VALUE = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text()) | st.dictionaries(st.text(), st.text())
PEOPLE = st.lists(st.fixed_dictionaries({"name": VALUE, "bodies": VALUE}) | VALUE)


def found(declared, rules=PARTY):
    return [(problem.field, problem.code.removeprefix("declaration."), problem.row) for problem in declaration.problems(declared, rules)]


def named(name, signed="alias"):
    return replace(ALIAS, signed=signed, people=(Person(name, ("party",)),))


@pytest.mark.parametrize(("declared", "rules"), [
    pytest.param(ALIAS, PARTY, id="by alias"),
    pytest.param(replace(ALIAS, signed="real"), PARTY, id="by a real name"),
    pytest.param(replace(ALIAS, kind="solemn", signed="real", template="retract"), PARTY, id="solemn"),
    pytest.param(JOINT, PARTY, id="together"),
    pytest.param(replace(ALIAS, template="", text="I leave.\n我退出。\u3000"), PARTY, id="own words"),
    pytest.param(replace(ALIAS, place="overseas", walk="teacher/professor", show_walk=True, unasked=True), PARTY, id="all that is optional"),
    pytest.param(REAL, PARISH, id="at a parish"),
])  # fmt: skip
def test_what_keeps_the_rules_has_no_problem(declared, rules):
    assert found(declared, rules) == []


@pytest.mark.parametrize(("declared", "rules", "problems"), [
    pytest.param(replace(ALIAS, kind=""), PARTY, [("kind", "choice", None), ("template", "choice", None)], id="no kind"),
    pytest.param(replace(ALIAS, signed=""), PARTY, [("signed", "choice", None)], id="not signed"),
    pytest.param(replace(ALIAS, language="pt"), PARTY, [("language", "choice", None)], id="another language"),
    pytest.param(replace(ALIAS, group="x"), PARTY, [("group", "choice", None)], id="an unknown group"),
    pytest.param(replace(ALIAS, place="x"), PARTY, [("place", "choice", None)], id="an unknown place"),
    pytest.param(replace(ALIAS, walk="teacher/x"), PARTY, [("walk", "choice", None)], id="an unknown walk of life"),
    pytest.param(replace(ALIAS, kind="solemn", template="retract"), PARTY, [("signed", "real-name-required", None)], id="solemn by alias"),
    pytest.param(replace(ALIAS, kind="solemn", signed="real"), PARTY, [("template", "choice", None)], id="another kind's template"),
    pytest.param(replace(ALIAS, template="x"), PARTY, [("template", "choice", None)], id="an unknown template"),
    pytest.param(replace(ALIAS, template=""), PARTY, [("text", "text", None)], id="no words"),
    pytest.param(replace(ALIAS, text="and own words"), PARTY, [("text", "text", None)], id="a template and own words"),
    pytest.param(replace(ALIAS, template="", text="a" * 20_001), PARTY, [("text", "text-too-long", None)], id="too many words"),
    pytest.param(replace(ALIAS, people=()), PARTY, [("people", "people", None)], id="nobody"),
    pytest.param(replace(REAL, people=tuple(Person("N" * n, ("parish",)) for n in range(1, 22))), PARISH, [("people", "people", None)], id="21 people"),
    pytest.param(replace(REAL, signed="alias"), PARISH, [("signed", "choice", None), ("signed", "real-name-required", None)], id="an alias at a parish"),
    pytest.param(replace(ALIAS, people=(Person("远山", ()),)), PARTY, [("bodies", "bodies", 0)], id="nothing left"),
    pytest.param(replace(ALIAS, people=(Person("远山", ("x",)),)), PARTY, [("bodies", "choice", 0)], id="an unknown body"),
    pytest.param(replace(ALIAS, people=(Person("远山", ("party", "party")),)), PARTY, [("bodies", "choice", 0)], id="a body twice"),
    pytest.param(replace(JOINT, people=(Person("远山", ("party",)),) * 2), PARTY, [("name", "name-repeated", 1)], id="a name twice"),
    pytest.param(replace(JOINT, people=(*ALIAS.people, Person("", ("party",)))), PARTY, [("name", "name-missing", 1)], id="nobody's name"),
])  # fmt: skip
def test_each_rule_names_its_field_and_row(declared, rules, problems):
    assert found(declared, rules) == problems


@pytest.mark.parametrize("name", ["远山", "𠮷野家", "李·Ming", "Öykü", "R2", "山🌱", "한국", "علی\u200cرضا", "ش" * 60, "é"], ids=str)
def test_an_alias_may_be_in_any_script_with_numbers_and_signs(name):
    assert found(named(name)) == []


@pytest.mark.parametrize(("name", "code"), [
    pytest.param("", "name-missing", id="nothing"),
    pytest.param("\u3000 ", "name-missing", id="blanks"),
    pytest.param("山" * 61, "name-too-long", id="61 characters"),
    pytest.param("12-34", "name-without-letters", id="numbers alone"),
    pytest.param("🌱", "name-without-letters", id="a sign alone"),
    pytest.param("Аnna", "name-mixed-scripts", id="a Cyrillic letter among Latin ones"),
    pytest.param("Annα", "name-mixed-scripts", id="a Greek letter among Latin ones"),
    pytest.param("a\u202eb", "characters", id="turning the text around"),
    pytest.param("a\u2066b", "characters", id="isolating"),
    pytest.param("a\u200bb", "characters", id="zero width"),
    pytest.param("a\u200db", "characters", id="joining"),
    pytest.param("a\u200cb", "characters", id="keeping Latin letters apart"),
    pytest.param("علی\u200c", "characters", id="keeping a Persian letter apart from nothing"),
    pytest.param("علی\u200c\u200cرضا", "characters", id="keeping Persian letters apart twice"),
    pytest.param("a\ufeffb", "characters", id="a byte order mark"),
    pytest.param("a\u00adb", "characters", id="a soft hyphen"),
    pytest.param("a\0b", "characters", id="NUL"),
    pytest.param("a\tb", "characters", id="a tab"),
    pytest.param("a\nb", "characters", id="two lines"),
    pytest.param("a\x85b", "characters", id="the other line end"),
    pytest.param("a\u2028b", "characters", id="a line separator"),
    pytest.param("a\u3000b", "characters", id="an ideographic space"),
    pytest.param("a\ue000b", "characters", id="private use"),
    pytest.param("a\U000e0041b", "characters", id="a tag character"),
    pytest.param("a\ud83db", "characters", id="half a surrogate pair"),
    pytest.param("a\u0378b", "characters", id="not assigned"),
    pytest.param("\u3164", "characters", id="a filler that counts as a letter"),
    pytest.param("a\u034fb", "characters", id="a mark that nobody sees"),
])  # fmt: skip
@pytest.mark.parametrize("signed", ["alias", "real"])
def test_a_name_that_misleads_the_eye_is_refused(name, code, signed):
    if signed == "real" and code == "name-without-letters":
        code = "characters"
    assert found(named(name, signed)) == [("name", code, 0)]


@pytest.mark.parametrize("name", ["R2", "A+B", "远山（假）", "a_b", "🌱山"])
def test_a_real_name_has_letters_and_few_marks(name):
    assert found(named(name, "real")) == [("name", "characters", 0)]
    assert found(named(name)) == []


@pytest.mark.parametrize("character", ["\u202e", "\u200b", "\0", "\t", "\x85", "\ue000", "\ud83d", "\u0378", "\u3164"], ids=ascii)
def test_words_have_no_character_that_misleads_the_eye(character):
    assert found(replace(ALIAS, template="", text=f"I leave.{character}")) == [("text", "characters", None)]


@pytest.mark.parametrize("declared", [ALIAS, REAL, JOINT], ids=["by alias", "at a parish", "together"])
def test_a_declaration_comes_back_from_its_letter(declared):
    assert declaration.parse(declared.content()) == declared


@pytest.mark.parametrize("change", [
    {"kind": 1}, {"kind": None}, {"unasked": 1}, {"unasked": "yes"}, {"show_place": 0}, {"people": {}}, {"people": None}, {"people": ["远山"]},
    {"people": [{"name": "远山"}]}, {"people": [{"name": "远山", "bodies": "party"}]}, {"people": [{"name": 1, "bodies": []}]},
    {"people": [{"name": "远山", "bodies": [1]}]}, {"people": [{"name": "远山", "bodies": [], "x": 1}]}, {"x": ""},
    {"text": "e\u0301"}, {"text": " "}, {"text": "one\r\ntwo"}, {"people": [{"name": "山 ", "bodies": []}]},
], ids=ascii)  # fmt: skip
def test_other_fields_types_or_forms_are_no_declaration(change):
    with pytest.raises(Invalid, match=r"^declaration\.form$"):
        declaration.parse(ALIAS.content() | change)


@pytest.mark.parametrize("missing", ALIAS.content())
def test_a_field_less_is_no_declaration(missing):
    with pytest.raises(Invalid, match=r"^declaration\.form$"):
        declaration.parse({name: value for name, value in ALIAS.content().items() if name != missing})


@given(
    st.fixed_dictionaries({name: VALUE for name in ALIAS.content() if name != "people"} | {"people": PEOPLE})
    | st.dictionaries(st.text(), VALUE)
)
@settings(deadline=None)
def test_any_content_is_a_declaration_or_refused(content):
    try:
        declared = declaration.parse(content)
    except Invalid:
        return
    assert declared.content() == content


@given(st.text(), st.text(), st.sampled_from(["alias", "real", ""]))
def test_any_words_are_judged_without_a_slip(name, text, signed):
    declared = replace(ALIAS, signed=signed, template="", text=text, people=(Person(name, ("party",)), Person(text, ("league",))))
    for problem in declaration.problems(declared, PARTY):
        assert problem.code.startswith("declaration.")


@given(st.text())
def test_tidy_text_stays_as_it_is(text):
    tidied = declaration.tidy(text)
    assert declaration.tidy(tidied) == tidied
    assert "\r" not in tidied


def test_what_is_not_ticked_is_committed_and_not_shown():
    declared = replace(ALIAS, place="overseas", walk="retired", show_walk=True)
    assert declared.shown() == set(declared.fields()) - {"place"}
    assert declared.fields()["place"] == "overseas"


def test_bodies_are_counted_by_people():
    assert JOINT.by_body() == {"league": 1, "party": 1, "pioneers": 1}
