"""The sentences to translate: found in templates and Python, kept in step with every catalogue."""

import ast
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib

FUNCTION = re.compile(r"(?<![\w.])(_|n?p?gettext)\(")
LITERAL = re.compile(r"""\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*,?""", re.DOTALL)
# What the first page and the door say; the catalogues of the journey's languages hold no more. A code's part before the dot is its room.
JOURNEY = frozenset({"ja", "ko", "fr", "es", "ru", "vi", "fa"})
JOURNEY_PLACES = (
    *("abjure/server/templates/", "abjure/server/words.py", "abjure/door/"),
    *(f"abjure/public/statistics/templates/statistics/{name}.html" for name in ("first", "empty")),
)
JOURNEY_CODES = ("declaration.", "form.", "preview.", "work.", "envelope.", "seal.", "receipt.", "risk.", "request.", "application.")
SENTENCES = "abjure/server/messages.py"
# How many literals each function takes, and at which place the context, the sentence and its plural stand.
SHAPES = {"_": (None, 0, None), "gettext": (None, 0, None), "pgettext": (0, 1, None), "ngettext": (None, 0, 1), "npgettext": (0, 1, 2)}


@dataclass(frozen=True)
class Message:
    """One sentence to translate: its context and plural, and where it is said."""

    sentence: str
    context: str | None = None
    plural: str | None = None
    places: tuple[str, ...] = field(default=(), compare=False)


def _message(function: str, literals: list[str], place: str) -> Message | None:
    context, sentence, plural = SHAPES[function]
    if len(literals) <= max(place for place in (context, sentence, plural) if place is not None):
        return None
    return Message(
        literals[sentence],
        literals[context] if context is not None else None,
        literals[plural] if plural is not None else None,
        (place,),
    )


def in_template(text: str, place: str) -> Iterator[Message]:
    """Yield the sentences of a Django template; trimmed and with doubled percent signs, as they are looked up."""
    from django.utils.translation.template import templatize  # noqa: PLC0415  # only who asks for templates needs Django

    code = templatize(text)
    for found in FUNCTION.finditer(code):
        literals, at = [], found.end()
        while literal := LITERAL.match(code, at):
            literals.append(ast.literal_eval(literal[1]))
            at = literal.end()
        if message := _message(found[1], literals, place):
            yield message


def in_python(text: str, place: str) -> Iterator[Message]:
    """Yield the sentences of a Python file: literal arguments of gettext and its kin, lazy or not."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
            continue
        called = (node.func.id if isinstance(node.func, ast.Name) else node.func.attr).removesuffix("_lazy")
        literals = [argument.value for argument in node.args if isinstance(argument, ast.Constant) and isinstance(argument.value, str)]
        if called in SHAPES and (message := _message(called, literals, place)):
            yield message


def wanted(package: Path) -> list[Message]:
    """Return every sentence of the package once, with all its places, in the order of their first one."""
    places: dict[Message, list[str]] = {}
    for message in _found(package):
        places.setdefault(message, []).extend(message.places)
    # A catalogue has one entry for a sentence: the one with a plural says the other as well.
    counted = {(message.sentence, message.context) for message in places if message.plural}
    return [
        Message(message.sentence, message.context, message.plural, tuple(dict.fromkeys(found)))
        for message, found in places.items()
        if message.plural or (message.sentence, message.context) not in counted
    ]


def wanted_in(package: Path, catalogue: Path) -> list[Message]:
    """Return every sentence that a catalogue is to hold: all of them, or those of the journey."""
    if catalogue.parts[-3] not in JOURNEY:
        return wanted(package)
    coded = _coded(package.parent / SENTENCES)
    return [message for message in wanted(package) if message.sentence in coded or any(map(_is_journey, message.places))]


def _is_journey(place: str) -> bool:
    return place.startswith(JOURNEY_PLACES)


def _coded(file: Path) -> set[str]:
    """Return the sentences for the codes of the journey."""
    tables = [node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Dict)]
    pairs = [(ast.literal_eval(key), value) for table in tables for key, value in zip(table.keys, table.values, strict=True) if key]
    return {ast.literal_eval(value.args[0]) for code, value in pairs if str(code).startswith(JOURNEY_CODES) and isinstance(value, ast.Call)}


def _found(package: Path) -> Iterator[Message]:
    for file in sorted(package.rglob("*")):
        find = {".py": in_python, ".html": in_template, ".txt": in_template}.get(file.suffix)
        if find and file.is_file() and (file.suffix == ".py" or "templates" in file.parts):
            yield from find(file.read_text(encoding="utf-8"), str(file.relative_to(package.parent)))


def key(entry: polib.POEntry) -> Message:
    """Return the sentence that an entry of a catalogue translates."""
    return Message(entry.msgid, entry.msgctxt, entry.msgid_plural or None)


def is_translated(entry: polib.POEntry) -> bool:
    """Say whether an entry may be shown to a reader."""
    return not entry.fuzzy and (all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr))


def untranslated(package: Path, catalogue: Path) -> list[Message]:
    """Return the sentences that this catalogue does not say yet."""
    said = {key(entry) for entry in polib.pofile(str(catalogue)) if not entry.obsolete and is_translated(entry)}
    return [message for message in wanted_in(package, catalogue) if message not in said]


def unsaid(package: Path, catalogue: Path) -> list[Message]:
    """Return the sentences of this catalogue that nobody says any more."""
    said = set(wanted_in(package, catalogue))
    return [key(entry) for entry in polib.pofile(str(catalogue)) if key(entry) not in said]


def keep_in_step(package: Path, catalogue: Path) -> int:
    """Add what the catalogue lacks, drop what nobody says; return how many sentences wait for a translator."""
    old = polib.pofile(str(catalogue), wrapwidth=0)
    known = {key(entry): entry for entry in old if not entry.obsolete}
    new = polib.POFile(wrapwidth=0)
    new.metadata = old.metadata
    plurals = int(match[1]) if (match := re.search(r"nplurals=(\d)", old.metadata.get("Plural-Forms", ""))) else 1
    for message in wanted_in(package, catalogue):
        entry = known.get(message) or polib.POEntry(msgid=message.sentence, msgctxt=message.context, msgid_plural=message.plural or "")
        if message.plural and not entry.msgstr_plural:
            entry.msgstr_plural = dict.fromkeys(range(plurals), "")
        entry.occurrences = [(place, "") for place in message.places]
        new.append(entry)
    new.save(str(catalogue))
    return sum(not is_translated(entry) for entry in new)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    for file in sorted(Path("abjure/server/locale").glob("*/LC_MESSAGES/django.po")):
        sys.stdout.write(f"{file}: {keep_in_step(Path('abjure'), file)} to translate\n")
