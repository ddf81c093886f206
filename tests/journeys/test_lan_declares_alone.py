"""Lan declares alone under an alias, in simplified Chinese, and follows her statement until she can prove it without us."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Declarant

WORDS = "我声明退出。红领巾是老师给系上的，那年我八岁，并不懂得誓词的意思。"


@pytest.fixture
def abjure():
    """Run a command of the checking half: nothing of the register is in its environment."""

    def run(*words):
        return subprocess.run([sys.executable, "-m", "abjure", *map(str, words)], env={}, capture_output=True, text=True, check=False)

    return run


@pytest.fixture(
    params=[
        pytest.param("register", id="on SQLite"),
        pytest.param("register_on_postgresql", id="on PostgreSQL", marks=pytest.mark.postgres),
    ]
)
def somewhere(request):
    """The register on each kind of database."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def lan(chromium, somewhere):
    person = Declarant(chromium, somewhere, "zh-CN")
    yield person
    person.close()


def test_lan_declares_alone_under_an_alias(lan, somewhere, staff_of, abjure, tmp_path):
    declarant, register = lan, somewhere
    page = declarant.open_form("zh-hans")
    declarant.tick("body-league")
    declarant.tick("body-pioneers")
    declarant.tick("unasked")
    declarant.tick("sign-alias")
    declarant.tick("alias-1")
    alias = page.locator("#alias-1").get_attribute("value")
    declarant.tick("text-own")
    page.locator("#f-own-text").fill(WORDS)
    page.locator("#f-place").select_option("north")

    declarant.preview()
    expect(page.locator(".card")).to_contain_text(WORDS)
    expect(page.locator(".card")).to_contain_text(alias)
    assert "华北" not in page.locator(".card").inner_text(), "a place that was not ticked is not shown"
    declarant.send()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    declarant.open_answer("zh-hans")
    expect(page.locator("#commitment")).to_have_count(0)

    staff_of(register, "moderator-1").decide(WORDS)

    declarant.wait_for_answer("zh-hans", "#commitment")
    number = declarant.find_entry()
    expect(page.locator(".text")).to_contain_text(WORDS)
    expect(page.locator("table")).to_contain_text(alias)
    assert "/zh-hans/" in page.url, "links keep the language"

    proof = declarant.fetch_proof(tmp_path)
    policy = register.home / "log" / "policy"
    answer = abjure("verify", proof, "--policy", policy)
    assert answer.returncode == 0, answer.stderr
    answer = abjure("audit", register.home / "log")
    assert answer.returncode == 0, answer.stderr
    answer = abjure("audit", f"{register.front}/log/", "--policy", policy)
    assert answer.returncode == 0, answer.stderr
    count = register.count()
    assert f"count: {count['people']:,} " in answer.stdout, answer.stdout
    assert count["tree_size"] > number
    assert count["total"] == count["people"] + count["carried_over"]


def test_a_damaged_proof_does_not_pass(declarant, register, staff_of, abjure, tmp_path):
    proof = tmp_path / "damaged"
    page = declarant.page
    page.goto("/statements/")
    page.locator("a[href*='/days/']").first.click()
    page.locator("a[href*='/statements/']").and_(page.locator("main a")).first.click()
    whole = declarant.fetch_proof(tmp_path).read_bytes()
    proof.write_bytes(whole.replace(b"index ", b"index 1", 1))
    answer = abjure("verify", proof, "--policy", register.home / "log" / "policy")
    assert answer.returncode == 1
    assert "abjure: error:" in answer.stderr


def test_the_code_alone_opens_the_answer_however_it_is_typed(declarant, register):
    page = declarant.open_form("en")
    declarant.tick("body-party")
    declarant.tick("sign-alias")
    declarant.tick("alias-2")
    declarant.tick("text-plain")
    declarant.preview()
    code = declarant.send()
    full_width = code.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    declarant.receipt = " — ".join(full_width.split())
    declarant.open_answer("en")
    expect(page.locator("ol.steps")).to_be_visible()
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    declarant.receipt = wrong
    declarant.open_answer("en")
    expect(page.locator("#errors")).to_be_visible()
