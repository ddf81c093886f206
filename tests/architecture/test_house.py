"""The house itself: every folder placed, every file with a door-plate, no function or file too long to be read."""

import ast
import subprocess
import sys

import pytest

from tests.architecture import house

LONGEST_FUNCTION = 60
LONGEST_FILE = 350
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
MODULES = pytest.mark.parametrize("file", house.modules(), ids=house.name)


def test_every_folder_has_been_placed():
    assert set(house.packages()) <= house.PLACES


def test_no_folder_or_file_has_a_name_of_nothing():
    names = {part for file in house.modules() for part in file.relative_to(house.PACKAGE).with_suffix("").parts}
    assert not names & house.NAMES_OF_NOTHING


@MODULES
def test_a_file_opens_with_its_door_plate(file):
    docstring = ast.get_docstring(house.tree(file))
    assert docstring, "no docstring"
    assert len(docstring.split("\n\n")[0]) <= 300, "a door-plate is one sentence"


@MODULES
def test_a_file_can_be_read_in_one_sitting(file):
    assert len(file.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@MODULES
def test_a_function_can_be_read_in_one_glance(file):
    lengths = {node.name: node.end_lineno - node.lineno + 1 for node in ast.walk(house.tree(file)) if isinstance(node, FUNCTIONS)}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_the_map_shows_every_file():
    answer = subprocess.run([sys.executable, "setup/map.py", "abjure"], cwd=house.ROOT, capture_output=True, text=True, check=True)
    shown = [line.split()[0] for line in answer.stdout.splitlines()]
    expected = [file.name for file in house.modules() if file.name != "__init__.py" and (file.parent / "__init__.py").exists()]
    assert sorted(name for name in shown if not name.endswith("/")) == sorted(expected)
