"""The words for what an application and a finding may say: the desk's forms and the paper use the same."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Labels = dict[str, str | Promise]

DOCUMENTS: Labels = {
    "passport": _("Passport"),
    "identity-card": _("Identity card"),
    "residence-permit": _("Residence permit"),
    "refugee-document": _("Refugee travel document"),
    "other": pgettext_lazy("document", "Other document"),
}
METHODS: Labels = {
    "in-person": _("In person, with the original document"),
    "video": _("By video, with the document shown"),
    "remote": _("From copies, without meeting"),
}
LEVELS: Labels = {
    "low": pgettext_lazy("assurance", "Low"),
    "substantial": pgettext_lazy("assurance", "Substantial"),
    "high": pgettext_lazy("assurance", "High"),
}
CHECKS: Labels = {
    "portrait": _("portrait compared with the person"),
    "security-features": _("security features of the document"),
    "chip": _("chip of the document read"),
    "names": _("names compared letter by letter"),
    "birth-date": _("birth date compared"),
    "number": _("last four characters of the number compared"),
}
VARIANTS: Labels = {
    "linked": _("Linked: the paper shows alias and entry number"),
    "unlinked": _("Unlinked: the paper shows date and bodies only"),
}
REASONS: Labels = {
    "documents": _("The documents were not sufficient"),
    "identity": _("The person could not be matched with the documents"),
    "declaration": _("The declaration could not be matched with the person"),
    "no-show": _("The person did not come"),
    "other": pgettext_lazy("reason", "Another reason"),
}
VOID_REASONS: Labels = {
    "issued-in-error": _("Issued in error"),
    "identity-fraud": _("Identity fraud"),
    "replaced": _("Replaced by a newer certificate"),
    "holder": _("At the holder's wish"),
    "key-compromise": _("A signing key was compromised"),
}
