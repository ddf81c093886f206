"""A journey over a line as bad as those out of a censored country: 15 % of what comes is lost, a quarter of a second there and back."""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy import render
from tests import household
from tests.faults import lossy, travel

pytestmark = [pytest.mark.slow, pytest.mark.root, pytest.mark.timeout(900)]
JOURNEYS = 11


@pytest.fixture
def far():
    """The address of the register at the far end of the bad line."""
    if os.geteuid() != 0:
        pytest.skip("only root may make a network")
    with lossy.line(0.15, 0.01, 250, 1000), household.new(python=lossy.inside(lossy.SERVER, sys.executable)) as register:
        register.found("three-withdrawals")
        for role in ("door", "public"):
            register.start(role)
        server = subprocess.Popen(lossy.inside(lossy.SERVER, *web_server(register, f"{lossy.ADDRESS}:8080")))
        time.sleep(2)
        yield f"http://{lossy.ADDRESS}:8080"
        server.terminate()
        server.wait()


def web_server(register, listen):
    """Return the command of the web server of deploy/ that listens there."""
    run = register.run_folder("front")
    values = {"run": run, "rules": household.SITES / "keeps-nothing.conf", "listen": listen, "name": "_", "tls": "", "home": register.home}
    values |= {role: register.port(role) for role in ("door", "public")}
    template = (household.SITES / "nginx.conf").read_text()
    (run / "nginx.conf").write_text(render.render(template, {name: str(value) for name, value in values.items()}))
    return [household.nginx(), "-e", "/dev/null", "-p", str(run), "-c", str(run / "nginx.conf")]


def test_a_median_journey_takes_at_most_ten_seconds(far):
    taken = []
    for _ in range(JOURNEYS):
        said = subprocess.run(
            lossy.inside(lossy.VISITOR, sys.executable, str(Path(travel.__file__)), far), capture_output=True, text=True, check=True
        ).stdout
        taken.append(json.loads(said))
    totals = sorted(sum(steps.values()) for steps in taken)
    print(
        f"median {statistics.median(totals):.1f} s, longest {totals[-1]:.1f} s, front page {statistics.median(one['front'] for one in taken):.1f} s"
    )
    assert statistics.median(totals) <= 10
    assert statistics.median(one["front"] for one in taken) <= 3
