"""Templates of deploy/: every place is filled in, and nothing else is."""

import subprocess
import sys

import pytest

from deploy import render
from tests.household import ROOT


def test_every_place_is_filled_in():
    assert render.render("listen {{port}}; {{tls}}", {"port": "80", "tls": ""}) == "listen 80; "


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        pytest.param({}, "not given: port", id="a value is missing"),
        pytest.param({"port": "80", "prot": "81"}, "not asked for: prot", id="a name is misspelt"),
    ],
)
def test_what_does_not_fit_is_named(values, problem):
    with pytest.raises(ValueError, match=f"^{problem}$"):
        render.render("listen {{port}};", values)


def test_wrong_usage_is_named_on_the_command_line(tmp_path):
    template = tmp_path / "template"
    template.write_text("{{home}}")
    command = [sys.executable, str(ROOT / "deploy" / "render.py"), str(template)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout, answer.stderr) == (2, "", "abjure: error: not given: home\n")
    answer = subprocess.run([*command, "home=/srv"], capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout) == (0, "/srv")
