"""Refusals: every code that is raised has a sentence for the reader, and every sentence has a code that is raised."""

import ast

from abjure.audit.sentences import SENTENCES
from abjure.server.messages import MESSAGES
from tests.architecture import house

TABLE = house.PACKAGE / "server" / "messages.py"
# What only the checking half meets is said by it, in English, on a command line.
CHECKERS = (house.PACKAGE / "core", house.PACKAGE / "audit", house.PACKAGE / "witness")


def raised():
    """Yield each literal code of an Invalid or Refused, with its place."""
    for file in house.modules():
        for node in ast.walk(house.tree(file)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute) and node.args:
                called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if called in {"Invalid", "Refused"} and isinstance(node.args[0], ast.Constant):
                    yield node.args[0].value, file, f"{house.name(file)}:{node.lineno}"


def is_checked(file):
    return any(folder in file.parents for folder in CHECKERS)


def literals():
    return {
        node.value
        for file in house.modules()
        if file != TABLE
        for node in ast.walk(house.tree(file))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_refusal_has_a_sentence():
    assert {code: place for code, file, place in raised() if code not in MESSAGES | (SENTENCES if is_checked(file) else {})} == {}


def test_every_sentence_belongs_to_a_refusal():
    assert set(MESSAGES) <= literals()


def test_a_code_is_a_room_and_a_reason():
    assert [code for code, *_ in raised() if not all(part.replace("-", "").isalnum() and part.islower() for part in code.split("."))] == []
