"""No way leads to an accepted statement past the moderators whom the charter wants: tried by a machine that does what it can."""

from datetime import timedelta

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from abjure.core.errors import Refused
from abjure.core.moderation import Verdict
from tests.desk.conftest import NOW, content
from tests.desk.letters import keep

pytestmark = pytest.mark.usefixtures("staff")
HANDLES = ("moderator-1", "moderator-2", "demo-moderator-1", "demo-moderator-2", "demo-importer", "examiner-1")
SHAPES = (
    {},
    {"people": [{"name": "明远", "bodies": ["party"]}, {"name": "清越", "bodies": ["league"]}]},
    {"kind": "solemn", "signed": "real", "template": "retract"},
    {"template": "", "text": "我们当年都是被老师叫去举手的，现在想起来实在荒唐，从今天起一概不算。"},
)


class Desk(RuleBasedStateMachine):
    """Six people, some of whom may decide nothing, and all that they can do to four statements."""

    @initialize()
    def open(self):
        from abjure.desk.moderation import stages
        from abjure.desk.staff.models import Staff

        self.undo = transaction.atomic(using="desk")
        self.undo.__enter__()
        self.now = NOW
        self.staff = {person.handle: person for person in Staff.objects.all()}
        self.names = [keep(shape, NOW) for shape in SHAPES]
        stages.screen(now=NOW)

    def teardown(self):
        if hasattr(self, "undo"):
            transaction.set_rollback(True, using="desk")
            self.undo.__exit__(None, None, None)

    def statement(self, number):
        from abjure.desk.reception.models import Submission

        return Submission.objects.get(pk=self.names[number])

    @rule(number=st.integers(0, 3), handle=st.sampled_from(HANDLES), verdict=st.sampled_from(list(Verdict)), drawn=st.booleans())
    def decide(self, number, handle, verdict, drawn):
        from abjure.desk.moderation import actions

        reason = "copy" if verdict is Verdict.REFUSE else ""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(actions, "chance", lambda: 0.0 if drawn else 1.0)
            self.try_to(actions.decide, submission=self.statement(number), moderator=self.staff[handle], verdict=verdict, reason=reason)

    @rule(number=st.integers(0, 3), handle=st.sampled_from(HANDLES))
    def pass_on(self, number, handle):
        from abjure.desk.moderation import actions

        self.try_to(actions.pass_on, submission=self.statement(number), moderator=self.staff[handle])

    @rule(handle=st.sampled_from(HANDLES))
    def read(self, handle):
        from abjure.desk.moderation import actions

        case = actions.assign(moderator=self.staff[handle], now=self.now)
        assert case is None or not case.submission.decisions.filter(moderator=self.staff[handle]).exists()

    @rule(handle=st.sampled_from(HANDLES), mode=st.sampled_from(["off", "show", "hold"]))
    def switch(self, handle, mode):
        from abjure.desk.moderation import switches

        self.try_to(switches.switch, key="repeated-text", mode=mode, by=self.staff[handle])

    @rule()
    def screen_again(self):
        from abjure.desk.moderation import stages

        stages.screen(now=self.now)

    @rule(hours=st.integers(1, 30))
    def wait(self, hours):
        self.now += timedelta(hours=hours)

    @precondition(lambda self: hasattr(self, "names"))
    @invariant()
    def nothing_is_accepted_without_its_signatures(self):
        from abjure.desk.declarations.models import Opening
        from abjure.desk.moderation.models import Case, Decision

        for name, shape in zip(self.names, SHAPES, strict=True):
            signed = Decision.objects.filter(submission=name, verdict="accept", moderator__duty="moderator")
            people = {decision.moderator_id for decision in signed}
            if Opening.objects.filter(digest=name).exists():
                assert len(people) >= charter_wants(shape)
                assert len(people) >= Case.objects.get(pk=name).needed

    @precondition(lambda self: hasattr(self, "names"))
    @invariant()
    def what_was_drawn_is_not_refused_by_one(self):
        from abjure.desk.moderation.models import Decision, SecondLook, Settlement

        for look in SecondLook.objects.all():
            if Settlement.objects.filter(submission=look.submission, outcome="refused").exists():
                assert Decision.objects.filter(submission=look.submission, verdict="refuse").count() >= 2

    def try_to(self, action, **values):
        try:
            with transaction.atomic(using="desk"):
                action(now=self.now, **values)
        except Refused:
            pass


def charter_wants(shape):
    from django.conf import settings as django

    values = content(**shape)
    return django.ABJURE.charter.moderators_needed(
        kind=values["kind"], real_name=values["signed"] == "real", people=len(values["people"]), provenance="self"
    )


def test_no_way_leads_past_the_charters_signatures():
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=8,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            database=None,
            phases=(Phase.generate,),
        ),
    )
