"""Wen makes a solemn statement under his real name; later the desk hides its words, and a tombstone stays that still counts."""

from playwright.sync_api import expect

from tests.household import wait_until

NAME = "文守一"
WORDS = "在高压下写下的保证书，全部作废。我声明退出。"


def propose(staff, wish, reason):
    page = staff.page
    page.locator(f"label[for={wish}]").click()
    page.locator("#reason").select_option(reason)
    page.locator("form.card:not([action*=statements]) button.btn").click()


def test_a_solemn_statement_is_hidden_by_two_and_still_counts(declarant, register, staff_of):
    page = declarant.open_form("zh-hans")
    declarant.tick("kind-solemn", "body-party", "sign-real")
    page.locator("#f-real").fill(NAME)
    declarant.tick("text-own")
    page.locator("#f-own-text").fill(WORDS)
    declarant.preview()
    declarant.send()
    first, second = staff_of(register, "moderator-1"), staff_of(register, "moderator-2")
    first.decide(WORDS)
    second.decide(WORDS)
    declarant.wait_for_answer("zh-hans", "#commitment")
    short = page.locator("#commitment").inner_text().strip()
    number = declarant.find_entry()
    expect(page.locator(".text")).to_contain_text(WORDS)
    before = register.count()

    first.find(short)
    propose(first, "withhold", "holder")
    expect(first.page.locator("button[value=yes]")).to_have_count(0)
    second.find(short)
    second.page.locator("button[name=agreed][value=yes]").click()

    address = f"/zh-hans/statements/{number}/"
    # A browser may keep the page for a minute, so it is the server that is asked.
    wait_until(lambda: WORDS not in declarant.context.request.get(address).text(), "the words to go", 30)
    page.goto(f"{address}?again")
    expect(page.locator("article.tomb")).to_be_visible()
    assert WORDS not in page.content()
    assert NAME not in page.content()
    for address in ("/statements/", f"/statements/{number}/proof"):
        assert NAME.encode() not in declarant.context.request.get(address).body()
    after = register.count()
    assert (after["people"], after["statements"]) == (before["people"], before["statements"])
    assert register.run("public", "audit", str(register.home / "log")).returncode == 0


def test_a_solemn_statement_under_an_alias_is_not_taken(declarant):
    page = declarant.open_form("zh-hans")
    declarant.tick("kind-solemn", "body-party", "sign-alias", "alias-1", "text-own")
    page.locator("#f-own-text").fill(WORDS)
    declarant.preview()
    expect(page.locator("#errors")).to_be_visible()
