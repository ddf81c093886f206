"""What the statements of a sweep have in common, and which those are now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Self

from django.db.models import QuerySet

from abjure.core.errors import Refused
from abjure.desk.declarations.models import Opening
from abjure.desk.declarations.succession import current
from abjure.desk.duplicates.models import Alike
from abjure.desk.reception.models import Submission


@dataclass(frozen=True)
class Conditions:
    """Days of acceptance, and at least one thing more; an empty string asks for nothing."""

    first: str
    last: str
    provenance: str = ""
    brought_in_by: str = ""
    like: str = ""

    @classmethod
    def parse(cls, form: Mapping[str, str]) -> Self:
        """Read conditions; Refused("sweep.days") or, if only days are named, ("sweep.too-wide")."""
        said = cls(**{name: form.get(name, "").strip() for name in cls.__dataclass_fields__})
        try:
            backwards = date.fromisoformat(said.first) > date.fromisoformat(said.last)
        except ValueError as error:
            raise Refused("sweep.days") from error
        if backwards:
            raise Refused("sweep.days")
        if not (said.provenance or said.brought_in_by or said.like):
            raise Refused("sweep.too-wide")
        return said

    def facts(self) -> dict[str, str]:
        """Return what was asked, as it is kept."""
        return {name: value for name, value in asdict(self).items() if value}

    def openings(self) -> list[Opening]:
        """Return the statements that meet all of this and are counted now."""
        names = self._submissions().values("digest")
        rows = Opening.objects.filter(kind=Opening.Kind.DECL, day__range=(self.first, self.last), digest__in=names)
        standing = (current(opening) for opening in rows.order_by("day", "digest"))
        return [opening for opening in standing if opening is not None]

    def _submissions(self) -> QuerySet[Submission]:
        rows = Submission.objects.filter(kind=Submission.Kind.DECLARATION)
        if self.provenance:
            rows = rows.filter(provenance=self.provenance)
        if self.brought_in_by:
            rows = rows.filter(brought_in_by__handle=self.brought_in_by)
        if self.like:
            rows = rows.filter(pk__in=Alike.objects.filter(leader=_digest(self.like)).values("submission"))
        return rows


def _digest(name: str) -> bytes:
    try:
        return bytes.fromhex(name)
    except ValueError:
        return b""
