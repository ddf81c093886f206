"""Subtracting many at once: what the preview shows and nothing else, by two, reversible, and in the staff record."""

import pytest

from abjure.core.errors import Refused
from abjure.core.moderation import Verdict

DAYS = {"first": "2026-11-20", "last": "2026-11-20"}


@pytest.fixture
def accepted(waiting, staff, now):
    """Let statements in that a volunteer brought; return their names."""
    from abjure.desk.moderation import actions

    def accepted(count, **changes):
        found = []
        for number in range(count):
            submission = waiting(people=[{"name": f"明远{'甲乙丙丁戊'[number]}", "bodies": ["league"]}], **changes)
            actions.decide(submission=submission, moderator=staff["moderator-1"], verdict=Verdict.ACCEPT, now=now)
            found.append(bytes(submission.digest))
        return found

    return accepted


@pytest.fixture
def by_importer(accepted, staff):
    accepted(1)
    return accepted(3, provenance="assisted", brought_in_by=staff["demo-importer"])


def conditions(**values):
    from abjure.desk.moderation.conditions import Conditions

    return Conditions.parse(DAYS | values)


def voided():
    from abjure.desk.declarations.models import Opening

    return {bytes.fromhex(one.facts["target"]) for one in Opening.objects.filter(kind="void")}


@pytest.fixture
def swept(by_importer, staff, now):
    from abjure.desk.moderation import sweeps

    sweep = sweeps.propose(conditions=conditions(brought_in_by="demo-importer"), shown=3, by=staff["moderator-1"], now=now)
    sweeps.reply(sweep=sweep, agreed=True, by=staff["moderator-2"], now=now)
    return sweep


def test_what_the_preview_shows_is_subtracted_and_nothing_else(by_importer, staff, now):
    from abjure.desk.moderation import sweeps

    said = conditions(brought_in_by="demo-importer", provenance="assisted")
    assert {bytes(opening.digest) for opening in said.openings()} == set(by_importer)
    sweep = sweeps.propose(conditions=said, shown=3, by=staff["moderator-1"], now=now)
    assert voided() == set()
    with pytest.raises(Refused, match=r"^sweep\.same-person$"):
        sweeps.reply(sweep=sweep, agreed=True, by=staff["moderator-1"], now=now)
    sweeps.reply(sweep=sweep, agreed=True, by=staff["moderator-2"], now=now)
    assert voided() == set(by_importer)
    assert said.openings() == []
    with pytest.raises(Refused, match=r"^sweep\.answered$"):
        sweeps.reply(sweep=sweep, agreed=True, by=staff["moderator-2"], now=now)


def test_a_sweep_is_undone_by_two_and_counts_again(swept, by_importer, staff, now):
    from abjure.desk.declarations import succession
    from abjure.desk.declarations.models import Opening
    from abjure.desk.moderation import sweeps

    back = sweeps.propose_undoing(sweep=swept, by=staff["moderator-2"], now=now)
    with pytest.raises(Refused, match=r"^sweep\.undone$"):
        sweeps.propose_undoing(sweep=swept, by=staff["moderator-1"], now=now)
    sweeps.reply(sweep=back, agreed=True, by=staff["moderator-1"], now=now)
    for name in by_importer:
        old = Opening.objects.get(digest=name)
        again = succession.current(old)
        assert again.facts["r"] == name.hex()
        assert again.facts | {"c": "", "r": ""} == old.facts | {"c": "", "r": ""}
        assert again.shown()["fields"] == old.shown()["fields"]


def test_both_names_stand_in_the_staff_record(swept):
    from abjure.desk.staff import record
    from abjure.desk.staff.models import Deed

    deeds = Deed.objects.filter(verb__endswith="sweep")
    assert [(deed.verb, deed.staff.handle) for deed in deeds] == [("propose-sweep", "moderator-1"), ("confirm-sweep", "moderator-2")]
    assert deeds[0].subject == deeds[1].subject
    record.check()


def test_a_statement_that_went_meanwhile_stops_the_sweep(by_importer, staff, now):
    from abjure.desk.declarations import actions as declarations
    from abjure.desk.moderation import sweeps

    sweep = sweeps.propose(conditions=conditions(provenance="assisted"), shown=3, by=staff["moderator-1"], now=now)
    declarations.void(target=by_importer[0], now=now)
    with pytest.raises(Refused, match=r"^sweep\.changed$"):
        sweeps.reply(sweep=sweep, agreed=True, by=staff["moderator-2"], now=now)
    assert voided() == {by_importer[0]}


def test_alike_texts_are_found_by_the_first_of_them(accepted):
    text = "我们当年都是被老师叫去举手的，现在想起来实在荒唐，从今天起一概不算。"
    alike = [accepted(1, template="", text=f"{text}{end}")[0] for end in ("第一", "第二", "第三")]
    accepted(1)
    assert {bytes(opening.digest) for opening in conditions(like=alike[0].hex()).openings()} == set(alike)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        pytest.param({"first": "2026-11-21", "last": "2026-11-20", "like": "00"}, "sweep.days", id="backwards"),
        pytest.param({"first": "yesterday", "last": "2026-11-20", "like": "00"}, "sweep.days", id="no day"),
        pytest.param(DAYS, "sweep.too-wide", id="nothing but days"),
    ],
)
def test_conditions_say_something(form, code):
    from abjure.desk.moderation.conditions import Conditions

    with pytest.raises(Refused, match=f"^{code}$"):
        Conditions.parse(form)


@pytest.mark.parametrize(("like", "shown", "code"), [("zz", 0, "sweep.none"), ("", 2, "sweep.changed")])
def test_what_was_not_previewed_is_not_proposed(by_importer, staff, now, like, shown, code):
    from abjure.desk.moderation import sweeps

    with pytest.raises(Refused, match=f"^{code}$"):
        sweeps.propose(conditions=conditions(provenance="assisted", like=like), shown=shown, by=staff["moderator-1"], now=now)


def test_a_sweep_on_the_pages(by_importer, seated):
    first = seated("moderator-1")
    form = DAYS | {"brought_in_by": "demo-importer"}
    page = first.get("/desk/sweeps/", form).content.decode()
    assert "It meets 3 statements" in page
    assert first.post("/desk/sweeps/", form | {"shown": "2"}).status_code == 422
    assert first.post("/desk/sweeps/", form | {"shown": "3"}).status_code == 302
    from abjure.desk.moderation.models import Sweep

    address = f"/desk/sweeps/{Sweep.objects.get().pk}/"
    assert first.post(address, {"agreed": "yes"}).status_code == 422
    assert seated("moderator-2").post(address, {"agreed": "yes"}).status_code == 302
    assert voided() == set(by_importer)
    assert first.post(address, {"agreed": "undo"}).status_code == 302
    assert "Undo sweep" in first.get("/desk/sweeps/").content.decode()
