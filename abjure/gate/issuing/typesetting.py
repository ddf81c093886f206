"""The paper itself: typst sets it as PDF/A-2a, with the fonts that set-up fetched and no others."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import segno
import typst

from abjure.core.errors import Invalid, Refused

SOURCE = Path(__file__).parent / "certificate.typ"
# Under this standard typst fails on a character that no font has; without it, it would print a box and say nothing.
STANDARD: Final = "a-2a"
ERROR_LEVEL = "q"


def fonts() -> Path:
    """Return the folder of fonts: ABJURE_FONTS, else build/fonts of the checkout; Refused("fonts.missing") if there is none."""
    folder = Path(os.environ.get("ABJURE_FONTS", "") or Path(__file__).parents[3] / "build" / "fonts")
    if not any(folder.glob("*.ttf")):
        raise Refused("fonts.missing", folder=str(folder))
    return folder


def typeset(facts: Mapping[str, Any], *, day: date) -> bytes:
    """Return the paper as PDF/A-2a; the same facts and day give the same bytes.

    Raises Invalid("certificate.glyph") where no font has a character, ("certificate.typesetting") for anything else.
    """
    moment = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    inputs = {"facts": json.dumps(facts, ensure_ascii=False)}
    try:
        made = _compiler(fonts()).compile(str(SOURCE), format="pdf", sys_inputs=inputs, timestamp=moment, pdf_standards=STANDARD)
    except RuntimeError as error:
        raise Invalid("certificate.glyph" if "could not be displayed" in str(error) else "certificate.typesetting") from error
    if not isinstance(made, bytes):
        raise Invalid("certificate.typesetting")
    return made


@cache
def _compiler(folder: Path) -> typst.Compiler:
    """Return a compiler that has read the fonts: that takes longer than setting ten papers."""
    return typst.Compiler(font_paths=[str(folder)], ignore_system_fonts=True)


def qr(address: str, digits: str) -> str:
    """Return the QR code of an address with digits as its fragment, as SVG: the digits in numeric mode take two versions less."""
    drawn = io.BytesIO()
    parts: Any = [f"{address}#", digits]  # segno takes a list of segments, each in its own mode; its types do not say so
    segno.make(parts, error=ERROR_LEVEL, boost_error=False).save(drawn, kind="svg", xmldecl=False, omitsize=True)
    return drawn.getvalue().decode()
