"""A request has one form for each act, and says which of its words are to be mended (spec/request.md)."""

from pathlib import Path

import pytest

from abjure.core import charter, commitment, declaration, request
from abjure.core.declaration import initials
from abjure.core.errors import Invalid

FOLDER = Path(__file__).parents[2] / "charters" / "three-withdrawals"
CHARTER = charter.parse({file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.toml")})
KEY = commitment.encode(bytes(32))
GOOD = {
    "withdraw": {}, "keep": {}, "hide": {}, "confirm": {}, "leave": {},
    "name": {"name": "王明远"}, "message": {"text": "请问什么时候？"}, "appeal": {"text": "I am a person."},
    "spare": {"verify": KEY, "wish": "return"}, "share": {"row": 1, "verify": KEY}, "replace": {"number": "012345"},
    "object": {"commitment": "AAAAAAAA", "text": ""},
    "correct": {"declaration": declaration.Declaration(
        "leaving", "alias", "zh-Hans", (declaration.Person("远山", ("party",)),), template="plain").content()},
}  # fmt: skip


def asked(act, **changes):
    return {"act": act, **GOOD[act], **changes}


def test_every_act_is_tried_here():
    assert set(GOOD) == set(request.MEMBERS)


@pytest.mark.parametrize("act", GOOD)
def test_a_good_request_is_read_again_and_has_no_problem(act):
    made = request.parse(asked(act))
    assert made.content() == asked(act)
    assert request.problems(made, CHARTER) == ()


@pytest.mark.parametrize("content", [
    {}, {"act": "burn"}, {"act": None}, asked("hide", more=1), {"act": "message"}, asked("message", text=1), asked("share", row=True),
    asked("message", text=" blanks "), asked("name", name="e\u0301"), {"act": ["hide"]},
], ids=["nothing", "an unknown act", "no act", "one member more", "one less", "a number", "a flag", "blanks", "not in form C", "a list"])  # fmt: skip
def test_any_other_form_is_refused(content):
    with pytest.raises(Invalid, match=r"^request\.form$"):
        request.parse(content)


@pytest.mark.parametrize(("content", "codes"), [
    (asked("message", text=""), ["request.text"]),
    (asked("appeal", text="x" * 901), ["declaration.text-too-long"]),
    (asked("message", text="a\u202eb"), ["declaration.characters"]),
    (asked("name", name=""), ["declaration.name-missing"]),
    (asked("name", name="Mr 5"), ["declaration.characters"]),
    (asked("object", commitment="AAAA"), ["request.commitment"]),
    (asked("object", commitment="A" * 44), ["request.commitment"]),
    (asked("replace", number="12345"), ["request.number"]),
    (asked("spare", wish="burn"), ["request.choice"]),
    (asked("spare", verify="AAAA"), ["request.choice"]),
    (asked("share", row=0), ["request.choice"]),
    (asked("correct", declaration=GOOD["correct"]["declaration"] | {"template": "none"}), ["declaration.choice"]),
])  # fmt: skip
def test_every_rule_has_its_code(content, codes):
    assert [problem.code for problem in request.problems(request.parse(content), CHARTER)] == codes


@pytest.mark.parametrize("act", sorted(request.MEMBERS))
def test_a_co_declarer_acts_for_themselves_alone(act):
    assert request.may("share", act) == (act in {"confirm", "leave", "hide", "message"})
    assert request.may("own", act) == request.may("spare", act)


@pytest.mark.parametrize(("name", "shown"), [
    ("王明远", "王某"), ("欧阳 修", "欧某"), ("Anna-Lena Berg", "A. L. B."), ("élise", "É."), ("김철수", "김."), ("·王明", "王某"),
])  # fmt: skip
def test_of_a_name_that_others_handed_in_the_initials_are_left(name, shown):
    assert initials(name) == shown
