"""What a check of a certificate asks for: the number, a family name and a birth date, as they stand on the paper."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class CheckForm(forms.Form):
    """The three things to type; how they are read is forgiving, what they must match is not."""

    number = forms.CharField(max_length=40, error_messages={"required": _("Type the number that stands on the paper.")})
    family_name = forms.CharField(max_length=60, error_messages={"required": _("Type the family name as on the paper.")})
    birth_date = forms.DateField(
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%d.%m.%Y", "%Y%m%d"],
        error_messages={
            "required": _("Type the date of birth: year, month, day."),
            "invalid": _("This is not a date. Type year, month, day, for example 1971-03-09."),
        },
    )


class CodeForm(forms.Form):
    """The text of the QR code on the paper."""

    code = forms.CharField(max_length=4000, error_messages={"required": _("Paste the text of the code.")})
