"""Refusals: every code that is raised has a sentence for the reader, and every sentence has a code that is raised."""

import ast
import re

from abjure.audit.sentences import SENTENCES
from abjure.server.messages import MESSAGES
from tests.architecture import house

SAYERS = {"Invalid", "Refused", "Problem", "RowFault"}
CODE = re.compile(r"[a-z0-9-]+\.[a-z0-9-]+")
TABLE = house.PACKAGE / "server" / "messages.py"
# What only the checking half meets is said by it, in English, on a command line.
CHECKERS = (house.PACKAGE / "core", house.PACKAGE / "audit", house.PACKAGE / "witness")


def raised():
    """Yield each literal code of a refusal, a form's problem or an imported row's fault, with its place."""
    for file in house.modules():
        for node in ast.walk(house.tree(file)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                for argument in node.args if called in SAYERS else []:
                    if isinstance(argument, ast.Constant) and CODE.fullmatch(str(argument.value)):
                        yield argument.value, file, f"{house.name(file)}:{node.lineno}"


def is_checked(file):
    return any(folder in file.parents for folder in CHECKERS)


def literals():
    """Return every word of the code, and how every composed one begins."""
    constants = [node for file in house.modules() if file != TABLE for node in ast.walk(house.tree(file)) if isinstance(node, ast.Constant)]
    return {node.value for node in constants if isinstance(node.value, str)}


def test_every_refusal_has_a_sentence():
    assert {code: place for code, file, place in raised() if code not in MESSAGES | (SENTENCES if is_checked(file) else {})} == {}


def test_every_sentence_belongs_to_a_refusal():
    said = literals()
    assert {code for code in MESSAGES if code not in said and code.rpartition("-")[0] + "-" not in said} == set()
