"""A flood: fakes get no further than the charter's signatures let them, and people hardly wait for it."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from abjure.core.moderation import Verdict
from tests.desk.flood import arrivals

START = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
STEP = 100
# Later by more than this is delayed.
PATIENCE = timedelta(minutes=30)
# Fakes that come before ten were alike, of each of the styles and of the third one's sentences.
SEEN_BY_THEN = 200
pytestmark = pytest.mark.usefixtures("staff")


@pytest.fixture
def let_in(staff):
    """Let a day's statements in as they come, with every rule holding back that can; return who is human by name."""
    from abjure.core import screening
    from abjure.desk.moderation import stages, switches
    from tests.desk.letters import keep

    def let_in(fakes, people, seed=7):
        for rule in screening.RULES:
            for handle in ("moderator-1", "moderator-2") if rule.may_hold else ():
                switches.switch(key=rule.key, mode="hold", by=staff[handle], now=START)
        humans = {}
        for number, one in enumerate(arrivals(fakes, people, START, random.Random(seed)), start=1):
            humans[keep(one.changes, one.moment)] = one.is_human
            if number % STEP == 0:
                stages.screen(now=one.moment)
        stages.screen(now=START + timedelta(hours=21))
        return humans

    return let_in


def delayed(humans):
    """Return the people whose turn comes later than it would have, or whom a rule holds back."""
    from abjure.desk.moderation.models import Case

    cases = Case.objects.select_related("submission")
    return [case for case in cases if humans[bytes(case.pk)] and (case.held or case.place - case.submission.collected > PATIENCE)]


def check_fakes_need_every_signature(humans, staff):
    """One moderator accepts everything that is put before them: nothing comes of what two must agree on."""
    from abjure.desk.declarations.models import Opening
    from abjure.desk.moderation import actions
    from abjure.desk.moderation.models import Case

    now = START + timedelta(hours=22)
    assert not Opening.objects.exists()
    # However large the flood, only what came before it could be seen needs one signature; and few people are taken for it.
    assert sum(not humans[bytes(name)] for name in Case.objects.filter(needed=1).values_list("pk", flat=True)) < SEEN_BY_THEN
    alike = Case.objects.filter(submission__hits__rule__in=["repeated-text", "patched-text", "same-list"])
    assert sum(humans[bytes(name)] for name in alike.values_list("pk", flat=True)) < 0.1 * sum(humans.values())
    for case in list(Case.objects.filter(needed__gt=1)[:50]):
        actions.decide(submission=case.submission, moderator=staff["moderator-1"], verdict=Verdict.ACCEPT, now=now)
    assert not Opening.objects.filter(kind="decl").exists()
    assert Case.objects.waiting().count() == len(humans)


def check_people_come_first(humans, people):
    """Of the queue's first part, as long as there are people, most are people."""
    from abjure.desk.moderation.models import Case

    until = START + timedelta(hours=20)
    order = [humans[bytes(name)] for name in Case.objects.filter(place__lte=until).order_by("place", "pk").values_list("pk", flat=True)]
    assert sum(order) >= 0.9 * people
    return len(order)


def test_a_thousand_fakes_neither_get_in_nor_shut_people_out(let_in, staff):
    humans = let_in(1000, 50)
    check_fakes_need_every_signature(humans, staff)
    assert len(delayed(humans)) < 0.1 * 50
    assert check_people_come_first(humans, 50) < 700


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_ten_thousand_fakes_neither_get_in_nor_shut_people_out(let_in, staff):
    humans = let_in(10_000, 500)
    check_fakes_need_every_signature(humans, staff)
    assert len(delayed(humans)) < 0.1 * 500
    assert check_people_come_first(humans, 500) < 2500
