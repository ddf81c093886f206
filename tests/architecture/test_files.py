"""Every tracked file: no package registry's host, no path of one machine, no secret, no compiled catalogue."""

import re

import pytest

from tests.architecture import house

# Written so that this file does not name what it looks for.
REGISTRIES = [
    rf"{host}\.{end}"
    for host, end in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "(org|com)"), ("yarnpkg", "com"), ("deb" + r"\.debian", "org"))
]
MACHINES = [rf"/{folder}/" for folder in ("work", "root", "home/[a-z]+", "Users")]
SECRETS = ["-----BEGIN [A-Z ]*PRIVATE KEY-----", "AGE-SECRET-" + "KEY-1"]
FOUND = re.compile("|".join(f"(?:{pattern})" for pattern in REGISTRIES + SECRETS) + "|(?<![\\w.>/])(?:" + "|".join(MACHINES) + ")")


def words(file):
    content = file.read_bytes()
    return "" if b"\0" in content else content.decode("utf-8")


def test_no_file_names_a_registry_a_machine_or_a_secret():
    found = {house.name(file): match.group() for file in house.tracked() if (match := FOUND.search(words(file)))}
    assert found == {}


def test_nothing_that_set_up_makes_is_tracked():
    names = [house.name(file) for file in house.tracked()]
    assert [
        name for name in names if name.endswith((".mo", ".pyc", ".sqlite3", ".ttf", ".otf")) or name.startswith(("var/", "build/"))
    ] == []


@pytest.mark.parametrize("file", sorted((house.ROOT / "requirements").glob("*.txt")), ids=house.name)
def test_every_dependency_is_pinned_by_hash(file):
    text = file.read_text(encoding="utf-8").replace("\\\n", "")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert lines
    assert [line for line in lines if not re.match(r"[a-z0-9.-]+==\S+ +--hash=sha256:[0-9a-f]{64}", line)] == []
