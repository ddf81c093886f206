"""Importing: a file is read strictly or not at all, waits as one list, and two people who did not import it approve it."""

import csv
import io
import json
from argparse import ArgumentParser
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from abjure.core import commitment
from abjure.core.errors import Fault, Refused
from abjure.core.moderation import Outcome, Verdict
from abjure.desk.importing import commands, statements, totals
from abjure.desk.importing.rows import Unreadable

TODAY = date(2026, 11, 20)
DEMONSTRATION = Path(__file__).parents[2] / "charters" / "three-withdrawals" / "demonstration" / "totals.csv"
TOTALS = """date,cumulative_people,precision,published_daily_rate,source
2004-12-03,1,first statement,,https://example.com/first
2005-04-25,1000000,over,20000,https://example.com/second
"""
STATEMENT = {
    "date": "2005-01-02", "names": ["明远", "清越"], "bodies": [["party"], ["league", "pioneers"]], "text": "我们声明退出。",
    "language": "zh-Hans", "earlier": "A-1",
}  # fmt: skip


def lines(*rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def table(*rows):
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def parse_totals(text, **options):
    return totals.parse(text.encode(), today=TODAY, **options)


def parse_statements(raw, *, is_csv=False):
    return statements.parse(raw, is_csv=is_csv, charter=settings.ABJURE.charter, today=TODAY)


def test_the_demonstration_totals_are_read():
    found = totals.parse(DEMONSTRATION.read_bytes(), today=TODAY)
    assert len(found) == 31
    assert (found[0].row, found[0].people, found[0].quality) == (2, 1, "exact")
    assert (found[-1].as_of, found[-1].people, found[-1].quality) == (date(2026, 10, 2), 466912443, "exact")


@pytest.mark.parametrize(
    ("words", "quality"),
    [
        ("exact; feed LASTUPDATE 2026-10-02 01:59:55", "exact"), ("first statement", "exact"), ("captured from live feed", "exact"),
        ("over (month only)", "over"), ("more than", "over"), ("Reached", "over"), ("milestone day", "over"),
        ("about", "about"), ("rounded", "about"), ("nearly", "about"), ("close to", "about"), ("inexact", "about"),
    ],
)  # fmt: skip
def test_how_exact_a_total_is_follows_from_the_words_of_its_source(words, quality):
    assert totals.quality(words) == quality


@pytest.mark.parametrize(
    ("text", "row", "code"),
    [
        pytest.param(TOTALS.replace("2004-12-03", "3.12.2004"), 2, "import.date", id="another date"),
        pytest.param(TOTALS.replace("2004-12-03", "20041203"), 2, "import.date", id="another spelling of the date"),
        pytest.param(TOTALS.replace("2005-04-25", "2027-01-01"), 3, "import.future", id="a day to come"),
        pytest.param(TOTALS.replace("1000000", "1,000,000"), 3, "import.fields", id="a number with commas"),
        pytest.param(TOTALS.replace("1000000", "１０"), 3, "import.number", id="full-width digits"),
        pytest.param(TOTALS.replace("1000000", "-1"), 3, "import.number", id="a negative number"),
        pytest.param(TOTALS.replace("1000000", "007"), 3, "import.number", id="a leading zero"),
        pytest.param(TOTALS.replace("1000000", "0"), 3, "import.falls", id="a total that falls"),
        pytest.param(TOTALS.replace("2005-04-25", "2004-12-03"), 3, "import.not-later", id="the same day twice"),
        pytest.param(TOTALS.replace("2005-04-25", "2003-04-25"), 3, "import.not-later", id="days that go back"),
        pytest.param(TOTALS.replace("first statement", " "), 2, "import.missing", id="no precision"),
        pytest.param(TOTALS.replace("https://example.com/first", "x" * 501), 2, "import.too-long", id="a long source"),
        pytest.param(TOTALS.replace("over,", "o\u202ever,"), 3, "import.characters", id="a bidirectional character"),
        pytest.param(TOTALS + '"2006', 4, "import.csv", id="an open quote"),
    ],
)
def test_a_wrong_row_is_named_with_its_reason(text, row, code):
    with pytest.raises(Unreadable) as caught:
        parse_totals(text)
    assert [(fault.row, fault.code) for fault in caught.value.rows] == [(row, code)]


def test_all_wrong_rows_are_named_at_once():
    with pytest.raises(Unreadable) as caught:
        parse_totals(TOTALS.replace("2004-12-03", "then").replace("1000000", "many"))
    assert [fault.row for fault in caught.value.rows] == [2, 3]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        pytest.param(b"", "import.columns", id="nothing"),
        pytest.param(TOTALS.splitlines()[0].encode(), "import.empty", id="no rows"),
        pytest.param(b"\xff\xfe", "import.not-utf-8", id="not UTF-8"),
        pytest.param(TOTALS.replace("precision", "accuracy").encode(), "import.columns", id="another column"),
        pytest.param(TOTALS.replace("date,", "source,").encode(), "import.columns", id="a column twice"),
    ],
)
def test_a_file_of_another_form_is_refused(raw, code):
    with pytest.raises(Fault, match=f"^{code.replace('.', '[.]')}$"):
        totals.parse(raw, today=TODAY)


def test_statements_are_read_from_json_lines_and_from_csv_alike():
    (row, declaration), *rest = parse_statements(lines(STATEMENT))
    assert (row, rest) == (1, [])
    assert (declaration.declared, declaration.earlier, declaration.signed) == ("2005-01-02", "A-1", "alias")
    spelled = STATEMENT | {"names": "明远|清越", "bodies": "party|league pioneers"}
    assert parse_statements(table(spelled), is_csv=True) == [(2, declaration)]


def test_one_list_of_bodies_stands_for_all():
    ((_, declaration),) = parse_statements(lines(STATEMENT | {"bodies": [["party"]]}))
    assert declaration.by_body() == {"party": 2}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"bodies": [["party"]] * 3}, "import.bodies", id="more lists of bodies than names"),
        pytest.param({"names": "明远"}, "import.names", id="names that are no list"),
        pytest.param({"names": [1]}, "import.names", id="a name that is no text"),
        pytest.param({"names": ["明远", "明远"]}, "declaration.name-repeated", id="a name twice"),
        pytest.param({"bodies": [["elsewhere"]]}, "declaration.choice", id="an unknown body"),
        pytest.param({"text": ""}, "declaration.text", id="no text"),
        pytest.param({"text": 4}, "import.type", id="a text that is none"),
        pytest.param({"text": "a\u202eb"}, "declaration.characters", id="a bidirectional character"),
        pytest.param({"language": "xx"}, "declaration.choice", id="an unknown language"),
        pytest.param({"earlier": ""}, "import.missing", id="no id"),
        pytest.param({"unasked": "yes"}, "import.type", id="a flag that is none"),
        pytest.param({"date": "2030-01-01"}, "import.future", id="a day to come"),
        pytest.param({"place": "north"}, "import.columns", id="an unknown column"),
    ],
)
def test_a_wrong_statement_is_named_with_its_reason(changes, code):
    with pytest.raises(Unreadable) as caught:
        parse_statements(lines(STATEMENT | {"earlier": "A-0"}, STATEMENT | changes))
    assert [(fault.row, fault.code) for fault in caught.value.rows] == [(2, code)]


@pytest.mark.parametrize("line", [b"[]", b"{", b'{"date": 1, "date": 2}', b"[" * 5000])
def test_a_line_that_is_no_object_is_named(line):
    with pytest.raises(Unreadable) as caught:
        parse_statements(lines(STATEMENT) + line + b"\n")
    assert [(fault.row, fault.code) for fault in caught.value.rows] == [(2, "import.json")]


def test_an_id_that_stands_twice_is_named():
    with pytest.raises(Unreadable) as caught:
        parse_statements(lines(STATEMENT, STATEMENT))
    assert [(fault.row, fault.code, fault.facts["first"]) for fault in caught.value.rows] == [(2, "import.twice", 1)]


# Brought in, and approved


@pytest.fixture
def bring_totals(staff, now):
    from abjure.desk.importing import actions

    def bring_totals(text=TOTALS):
        return actions.bring_totals(name="t.csv", raw=text.encode(), totals=parse_totals(text), by=staff["demo-importer"], now=now)

    return bring_totals


@pytest.fixture
def bring_statements(staff, now):
    from abjure.desk.importing import actions

    def bring_statements(*rows):
        raw = lines(*rows)
        found = parse_statements(raw)
        return actions.bring_statements(name="s.jsonl", raw=raw, statements=found, by=staff["demo-importer"], now=now)

    return bring_statements


@pytest.fixture
def decide(staff, now):
    from abjure.desk.importing import actions

    def decide(batch, handle, verdict=Verdict.ACCEPT):
        return actions.decide_list(batch=batch, by=staff[handle], verdict=verdict, now=now)

    return decide


@pytest.fixture
def approve(decide):
    def approve(batch):
        decide(batch, "moderator-1")
        return decide(batch, "moderator-2")

    return approve


def openings(kind):
    from abjure.desk.declarations.models import Opening

    return list(Opening.objects.filter(kind=kind))


def test_totals_become_balances_when_two_others_have_approved(bring_totals, decide):
    batch = bring_totals()
    with pytest.raises(Refused, match=r"^moderation\.brought-in$"):
        decide(batch, "demo-importer")
    assert decide(batch, "moderator-1") is Outcome.WAITING
    assert openings("balance") == []
    with pytest.raises(Refused, match=r"^moderation\.same-person$"):
        decide(batch, "moderator-1")
    with pytest.raises(Refused, match=r"^moderation\.not-a-moderator$"):
        decide(batch, "examiner-1")
    assert decide(batch, "moderator-2") is Outcome.ACCEPTED
    assert sorted((one.facts["as_of"], one.facts["n"], one.facts["q"], one.facts["published"]) for one in openings("balance")) == [
        ("2004-12-03", 1, "exact", "first statement"), ("2005-04-25", 1000000, "over", "over"),
    ]  # fmt: skip
    with pytest.raises(Refused, match=r"^moderation\.decided$"):
        decide(batch, "demo-moderator-1")


def test_a_refused_list_leaves_nothing_and_may_come_again(bring_totals, decide):
    batch = bring_totals()
    decide(batch, "moderator-1", Verdict.REFUSE)
    assert decide(batch, "moderator-2", Verdict.REFUSE) is Outcome.REFUSED
    assert openings("balance") == []
    assert bring_totals().outcome == "waiting"


def test_the_same_file_comes_once(bring_totals):
    bring_totals()
    with pytest.raises(Refused, match=r"^import\.repeated$"):
        bring_totals()


def test_a_list_that_was_overtaken_is_refused_at_its_approval(bring_totals, approve):
    first, second = bring_totals(), bring_totals(TOTALS.replace("first", "other"))
    approve(first)
    with pytest.raises(Unreadable):
        approve(second)


def test_statements_wait_in_their_list_and_not_in_the_queue(bring_totals, bring_statements, approve, now):
    from abjure.desk.moderation import stages
    from abjure.desk.moderation.models import Case
    from abjure.desk.reception.models import Submission

    approve(bring_totals())
    batch = bring_statements(STATEMENT)
    stages.screen(now=now)
    assert not Case.objects.exists()
    (submission,) = Submission.objects.all()
    assert (submission.provenance, submission.brought_in_by.handle) == ("carried", "demo-importer")
    assert approve(batch) is Outcome.ACCEPTED
    (opening,) = openings("decl")
    assert (opening.facts["n"], opening.facts["p"], opening.after) == (2, "carried", now)
    shown = opening.shown()
    assert (shown["fields"]["declared"], shown["fields"]["earlier"]) == ("2005-01-02", "A-1")
    commitment.check_opens(shown, settings.ABJURE.origin, commitment.decode(opening.facts["c"]))
    assert not submission.answers.exists()


def test_statements_are_accounted_for(bring_totals, bring_statements, decide, approve, now):
    from datetime import timedelta

    from abjure.desk.moderation import stages

    approve(bring_totals())
    approve(bring_statements(STATEMENT, STATEMENT | {"earlier": "A-2"}))
    refused = bring_statements(STATEMENT | {"earlier": "A-3"})
    decide(refused, "moderator-1", Verdict.REFUSE)
    decide(refused, "moderator-2", Verdict.REFUSE)
    bring_statements(STATEMENT | {"earlier": "A-4"})
    stages.intake(now=now + timedelta(days=1))
    assert [one.facts for one in openings("intake")] == [{"in": 4, "no": 1, "wait": 1, "yes": 2}]


def test_a_statement_comes_once(bring_totals, bring_statements, approve):
    approve(bring_totals())
    bring_statements(STATEMENT)
    with pytest.raises(Unreadable) as caught:
        bring_statements(STATEMENT | {"earlier": "A-2"}, STATEMENT)
    assert [(fault.row, fault.code) for fault in caught.value.rows] == [(2, "import.came-already")]


def test_statements_are_inside_a_total(bring_totals, bring_statements, approve):
    with pytest.raises(Refused, match=r"^import\.no-total$"):
        bring_statements(STATEMENT)
    approve(bring_totals(TOTALS.replace("1000000", "2")))
    with pytest.raises(Unreadable) as caught:
        bring_statements(STATEMENT | {"date": "2005-04-26"})
    assert [fault.code for fault in caught.value.rows] == ["import.later-than-total"]
    bring_statements(STATEMENT)
    with pytest.raises(Refused, match=r"^import\.too-many$"):
        bring_statements(STATEMENT | {"earlier": "A-2"})


def test_nothing_is_half_imported(bring_totals, bring_statements, approve, monkeypatch):
    from abjure.desk.importing import actions
    from abjure.desk.importing.models import ImportBatch
    from abjure.desk.reception.models import Submission

    approve(bring_totals())
    hand_in, left = actions._hand_in, [True, False]
    monkeypatch.setattr(actions, "_hand_in", lambda *args: hand_in(*args) if left.pop(0) else 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bring_statements(STATEMENT, STATEMENT | {"earlier": "A-2"})
    assert (Submission.objects.count(), ImportBatch.objects.filter(what="statements").count()) == (0, 0)


# The command


@pytest.fixture
def run(staff):
    from abjure.server.commands import sentence

    parser = ArgumentParser()
    commands.add_to(parser.add_subparsers(), lambda run: run, sentence)

    def run(*words):
        arguments = parser.parse_args([*map(str, words)])
        return arguments.run(arguments)

    return run


def test_the_command_keeps_a_file_until_two_approve(run, tmp_path, capsys):
    from abjure.desk.importing.models import ImportBatch

    (tmp_path / "t.csv").write_text(TOTALS)
    assert run("totals", tmp_path / "t.csv", "--dry-run") == 0
    assert not ImportBatch.objects.exists()
    assert run("totals", tmp_path / "t.csv", "--by", "moderator-1") == 0
    batch = ImportBatch.objects.get()
    assert capsys.readouterr().out.splitlines() == [
        "abjure: 2 rows could be imported; nothing was kept",
        f"abjure: 2 rows wait at the desk as list {batch.pk}, until two people other than moderator-1 approve them",
    ]


def test_the_command_names_row_column_and_reason(run, tmp_path, capsys):
    (tmp_path / "t.csv").write_text(TOTALS.replace("1000000", "many"))
    assert run("totals", tmp_path / "t.csv", "--by", "moderator-1") == 1
    error, hint = capsys.readouterr().err.splitlines()
    assert error == f"abjure: error: {tmp_path}/t.csv:3 (cumulative_people): not a number written in digits alone: many"
    assert hint == "abjure: hint: nothing was kept; 1 of its rows must be put right first"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["totals", "absent.csv", "--dry-run"], "import.file"),
        (["totals", DEMONSTRATION, "--by", "nobody"], "import.nobody"),
        (["totals", DEMONSTRATION, "--by", "examiner-1"], "moderation.not-a-moderator"),
    ],
)
def test_the_command_refuses(run, words, code):
    with pytest.raises(Refused, match=f"^{code.replace('.', '[.]')}$"):
        run(*words)


def test_the_command_belongs_to_the_desk(run, monkeypatch):
    monkeypatch.setattr(settings, "ABJURE", replace(settings.ABJURE, role="door"))
    with pytest.raises(Refused, match=r"^import\.role$"):
        run("totals", DEMONSTRATION, "--dry-run")


def test_the_command_wants_to_know_by_whom(run, capsys):
    assert run("totals", DEMONSTRATION) == 2
    assert "--by" in capsys.readouterr().err


# The pages


def test_a_list_is_decided_on_its_page(bring_totals, seated):
    batch = bring_totals()
    page = seated("moderator-1").get("/desk/imports/").content.decode()
    assert f"/desk/imports/{batch.pk}/" in page
    address = f"/desk/imports/{batch.pk}/"
    assert "1,000,000" in seated("moderator-1").get(address).content.decode()
    assert seated("moderator-1").post(address, {}).status_code == 422
    for handle in ("moderator-1", "moderator-2"):
        assert seated(handle).post(address, {"verdict": "accept"}).status_code == 302
    assert len(openings("balance")) == 2
    assert seated("moderator-1").post(address, {"verdict": "accept"}).status_code == 422


def test_a_list_of_statements_is_shown_until_it_is_settled(bring_totals, bring_statements, approve, seated):
    approve(bring_totals())
    batch = bring_statements(STATEMENT)
    page = seated("moderator-1").get(f"/desk/imports/{batch.pk}/").content.decode()
    assert "我们声明退出。" in page
    assert "A-1" in page
    approve(batch)
    assert "我们声明退出。" not in seated("moderator-1").get(f"/desk/imports/{batch.pk}/").content.decode()
