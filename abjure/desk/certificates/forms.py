"""What an examiner fills in: what was seen and what follows; or why a certificate is taken back."""

from __future__ import annotations

from django import forms

from abjure.core.examination import Finding
from abjure.core.moderation import Verdict
from abjure.desk.certificates import labels


def _choices(words: labels.Labels) -> list[tuple[str, object]]:
    return list(words.items())


class FindingForm(forms.Form):
    """One examiner's finding; which fields a verdict needs is a rule of core/examination.py."""

    verdict = forms.ChoiceField(choices=[(verdict.value, verdict.value) for verdict in Verdict])
    day = forms.DateField(required=False)
    method = forms.ChoiceField(choices=[("", ""), *_choices(labels.METHODS)], required=False)
    level = forms.ChoiceField(choices=[("", ""), *_choices(labels.LEVELS)], required=False)
    documents = forms.MultipleChoiceField(choices=_choices(labels.DOCUMENTS), required=False)
    checks = forms.MultipleChoiceField(choices=_choices(labels.CHECKS), required=False)
    reason = forms.ChoiceField(choices=[("", ""), *_choices(labels.REASONS)], required=False)

    def finding(self) -> Finding:
        """Return what was filled in; a refusal says its reason and nothing else."""
        filled = self.cleaned_data
        if filled["verdict"] == Verdict.REFUSE:
            return Finding(Verdict.REFUSE.value, "", reason=filled["reason"])
        day = filled["day"].isoformat() if filled["day"] else ""
        documents, checks = tuple(filled["documents"]), tuple(filled["checks"])
        return Finding(Verdict.ACCEPT.value, day, filled["method"], filled["level"], documents, checks)


class TakeBackForm(forms.Form):
    """Why a certificate is void; the reason stays at this desk."""

    reason = forms.ChoiceField(choices=_choices(labels.VOID_REASONS))
