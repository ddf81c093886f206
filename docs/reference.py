"""The pages of the reference: commands, settings, refusals, roles and stages, each from the table that the code itself uses."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence

from abjure.audit import commands as checking
from abjure.audit.sentences import SENTENCES
from abjure.core import commitment, leaf
from abjure.server import environment, pipeline, serving, sides
from abjure.witness import commands as witnessing
from tests.gate import faults

MADE = "<!-- made by `make docs` from the code; change the code -->\n\n"


def pages() -> dict[str, str]:
    """Return every page of the reference by its file name."""
    made = {
        "commands.md": _commands(),
        "settings.md": _settings(),
        "roles.md": _roles(),
        "refusals.md": _refusals(),
        "leaves.md": _leaves(),
        "faults.md": _faults(),
    }
    return {name: MADE + text for name, text in made.items()}


def _commands() -> str:
    parser = argparse.ArgumentParser(prog="abjure")
    subparsers = parser.add_subparsers()
    checking.add_to(subparsers)
    witnessing.add_to(subparsers)
    from abjure.server import commands as serving_half

    serving_half.add_to(subparsers)
    return "# Commands\n\n" + "\n".join(_command(name, made) for name, made in subparsers.choices.items())


def _command(name: str, parser: argparse.ArgumentParser) -> str:
    parser.formatter_class = lambda prog: argparse.HelpFormatter(prog, width=100)
    inner = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001 - argparse has no reader
    text = f"## abjure {name}\n\n```text\n{parser.format_help()}```\n"
    return text + "".join("\n" + _command(f"{name} {below}", made) for action in inner for below, made in action.choices.items())


def _settings() -> str:
    return "# Settings\n\nAll that abjure reads from the environment:\n\n" + _table(("variable", "means"), environment.VARIABLES.items())


def _roles() -> str:
    rows = [
        (
            role,
            ", ".join(sides.REACHES[role]),
            ", ".join(serving.JOBS[role]),
            ", ".join(_short(stage) for stage in pipeline.STAGES[role]) or "-",
        )
        for role in environment.ROLES
    ]
    return "# Roles\n\nWhat each role reaches, which processes it starts, and which stages they run:\n\n" + _table(
        ("role", "databases", "processes", "stages"), rows
    )


def _refusals() -> str:
    from abjure.server.messages import MESSAGES

    said = [(code, f"{error} ({hint})" if hint else error) for code, (error, hint) in SENTENCES.items()]
    shown = [(code, _english(text)) for code, text in MESSAGES.items()]
    return (
        "# Refusals\n\nEvery code, and what people read.\n\n## The checking half\n\n"
        + _table(("code", "sentence"), sorted(said))
        + "\n## Pages and commands\n\n"
        + _table(("code", "sentence"), sorted(shown))
    )


def _leaves() -> str:
    rows = [(kind, ", ".join(fields)) for kind, fields in _fields().items()]
    return (
        "# Leaves\n\nThe closed table of the log (spec/leaf.md):\n\n"
        + _table(("kind", "fields"), rows)
        + "\nThe labels that a statement commits to, in order (spec/commitment.md): "
        + ", ".join(f"`{label}`" for label in commitment.LABELS)
        + ".\n"
    )


def _faults() -> str:
    steps = [(step.what, f"`{step.module}.{step.name}`") for step in faults.STEPS + faults.WITNESS_STEPS]
    others = [(fault.what, fault.answer, f"`{fault.test}`") for fault in faults.FAULTS]
    return (
        "# Faults\n\nWhat is done to the gate in `tests/gate/`. It is stopped at each of these steps, "
        f"{' and '.join(f'*{way}*' for way in faults.WAYS)}, with a batch that ends {', '.join(f'*{size}*' for size in faults.SIZES)} of a tile; "
        "then it runs again, and the log is audited as a whole: everybody has one place, and nothing is shown that is withheld. "
        f"{(len(faults.STEPS) + len(faults.WITNESS_STEPS)) * len(faults.WAYS) * len(faults.SIZES)} cases, "
        f"and {len(faults.STEPS) * len(faults.WAYS)} in which it closes a day with a void and what replaces it:\n\n"
        + _table(("step", "done by"), steps)
        + "\nAnd besides:\n\n"
        + _table(("fault", "the gate", "test"), others)
    )


def _fields() -> Mapping[str, Sequence[str]]:
    return {kind: tuple(fields) for kind, fields in leaf.FIELDS.items()}


def _english(text: object) -> str:
    """Return the sentence that a lazy translation was made from."""
    made_from: tuple[str, ...] = getattr(text, "_args", (text,))
    return made_from[0]


def _short(stage: str) -> str:
    return ".".join(part for part in stage.split(".")[1:] if part != "stages")


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(_lines(heads, rows)) + "\n"


def _lines(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
