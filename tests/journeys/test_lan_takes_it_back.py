"""Lan withdraws with her receipt: the entry's page shows a note where her words were, her code opens nothing more, and the audit passes."""

import subprocess
import sys

from playwright.sync_api import expect

from tests.household import wait_until

WORDS = "我声明退出，也请不要再叫我回去。"


def declare(declarant):
    declarant.open_form("zh-hans")
    declarant.tick("body-league", "sign-alias", "alias-1", "text-own")
    declarant.page.locator("#f-own-text").fill(WORDS)
    declarant.preview()
    declarant.send()


def test_lan_withdraws_with_her_receipt(declarant, register, staff_of):
    declare(declarant)
    staff_of(register, "moderator-1").decide(WORDS)
    declarant.wait_for_answer("zh-hans", "#commitment")
    number = declarant.find_entry()
    page = declarant.page
    expect(page.locator(".text")).to_contain_text(WORDS)

    declarant.ask("zh-hans", "withdraw")

    page.goto(f"/zh-hans/statements/{number}/")

    def is_hidden():
        page.reload()
        return page.locator(".tomb").count() == 1

    wait_until(is_hidden, "the words to be hidden", 30)
    assert WORDS not in page.content()

    def is_unknown():
        return declarant.open_answer("zh-hans").locator("#errors").count() == 1

    wait_until(is_unknown, "the code to open nothing", 30)
    command = [sys.executable, "-m", "abjure", "audit", str(register.home / "log")]
    answer = subprocess.run(command, env={}, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
