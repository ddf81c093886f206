"""The onion service of deploy/ in a Tor network of our own: it is reached, its circuits are told apart, and work is asked of a flood."""

import re
import shutil
import subprocess
from urllib.parse import urlencode

import pytest

from tests.deploy.conftest import USUAL
from tests.faults import toynet

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
PREVIEW = ("-d", urlencode(USUAL | {"step": "preview"}), "-H", "Accept-Language: en")


@pytest.fixture(scope="module")
def onion(front):
    """The onion's name, and the client's port."""
    if shutil.which("tor") is None:
        pytest.skip("no tor: apt-get install tor")
    with toynet.running(front.run_folder("front")) as found:
        yield found


@pytest.mark.parametrize("path", ["/", "/declare/", "/receipt/", "/zh-hans/declare/", "/log/vkey"])
def test_every_page_is_there_and_tells_of_no_other_place(onion, path):
    head, body = toynet.fetch(*onion, path)
    assert head.startswith("HTTP/1.1 200")
    assert "onion-location" not in head.lower()
    assert body


def test_a_flood_over_one_circuit_is_slowed_and_another_circuit_is_not(onion):
    answers = [toynet.fetch(*onion, "/declare/", *PREVIEW, "--proxy-user", "one:one") for _ in range(24)]
    assert all(head.startswith("HTTP/1.1 200") for head, _ in answers)
    assert ["Very much arrives" in body for _, body in answers].count(True) == 4
    _, body = toynet.fetch(*onion, "/declare/", *PREVIEW, "--proxy-user", "two:two")
    assert "Very much arrives" not in body


def test_work_is_asked_of_a_flood_by_tor_itself(onion):
    assert "pow: yes" in subprocess.run(["tor", "--list-modules"], capture_output=True, text=True, check=True).stdout
    assert "HiddenServicePoWDefensesEnabled 1" in toynet.TORRC.read_text()


def test_leaving_leads_out_of_the_onion(onion):
    head, _ = toynet.fetch(*onion, "/leave")
    assert head.startswith("HTTP/1.1 303")
    assert re.search(r"(?i)^location: https://", head, re.MULTILINE)
