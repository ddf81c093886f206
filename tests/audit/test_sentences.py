"""Every code of the checking half has a sentence and a hint."""

import re
from pathlib import Path

import abjure
from abjure.audit import sentences
from abjure.core.errors import Invalid

PACKAGE = Path(abjure.__file__).parent
FILES = [
    *PACKAGE.glob("audit/*.py"),
    *PACKAGE.glob("core/tlog/*.py"),
    *PACKAGE.glob("witness/*.py"),
    *(PACKAGE / "core" / f"{name}.py" for name in ("canonical", "leaf", "count", "proof", "standing")),
]
CODE = re.compile(
    r'"((?:audit|bundle|checkpoint|consistency|cosignature|count|day|file|inclusion|json|kept|key|leaf|log|monitor|note|policy|proof|prove|tile|witness)\.[a-z0-9-]+)"'
)


def codes():
    return {code for path in FILES if path.name != "sentences.py" for code in CODE.findall(path.read_text("utf-8"))}


def test_every_code_has_a_sentence_and_no_sentence_is_left_over():
    files = {"count.json", "leaf.json", "witness.sqlite3"}
    ours = {code for code in sentences.SENTENCES if not code.startswith("opening.")}
    assert codes() - files == ours - {"leaf.not-canonical", "leaf.unreadable"}


def test_sentences_are_lower_case_without_a_full_stop():
    for error, hint in sentences.SENTENCES.values():
        assert not error.endswith(".")
        assert hint
        assert not hint.endswith(".")


def test_a_sentence_names_the_facts_and_an_unknown_code_speaks_for_itself():
    assert sentences.say(Invalid("log.missing", path="vkey"))[0] == "vkey: missing"
    assert sentences.say(Invalid("count.body-twice"))[0] == "entry ?: defines the body ? a second time"
    assert sentences.say(Invalid("new.code", place=7)) == ("new.code place=7", None)
