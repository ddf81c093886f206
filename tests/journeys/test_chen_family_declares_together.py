"""The Chen family declares together: two moderators must agree, nobody decides twice, and a refusal gives its reason."""

from playwright.sync_api import expect

WORDS = "我们一家三口商量过了，从今天起退出。"
NAMES = {"": "天涯归客", "2": "山间清风", "3": "云外青山"}


def fill(declarant, words):
    page = declarant.open_form("zh-hant")
    declarant.tick("body-party", "body-league", "who-joint")
    page.locator("#f-group").select_option("family")
    for number in ("2", "3"):
        page.locator(f"#f-name-{number}").fill(NAMES[number])
    page.locator("input[name=body-2][value=pioneers]").check()
    page.locator("input[name=body-3][value=league]").check()
    declarant.tick("sign-alias")
    page.locator("#f-own").fill(NAMES[""])
    declarant.tick("text-own")
    page.locator("#f-own-text").fill(words)
    return page


def test_a_family_is_three_people_and_one_statement(declarant, register, staff_of):
    before = register.count()
    page = fill(declarant, WORDS)
    declarant.preview()
    for name in NAMES.values():
        expect(page.locator(".card table")).to_contain_text(name)
    declarant.send()

    first, second = staff_of(register, "moderator-1"), staff_of(register, "moderator-2")
    first.decide(WORDS)
    first.page.goto("/desk/")
    assert WORDS not in first.page.content(), "who has decided is not asked again"
    declarant.open_answer("zh-hant")
    expect(page.locator("#commitment")).to_have_count(0)
    second.decide(WORDS)

    declarant.wait_for_answer("zh-hant", "#commitment")
    declarant.find_entry()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    for name in NAMES.values():
        expect(page.locator("table")).to_contain_text(name)
    after = register.count()
    assert (after["people"] - before["people"], after["statements"] - before["statements"]) == (3, 1)
    added = {body: after["by_body"][body] - before["by_body"].get(body, 0) for body in after["by_body"]}
    assert added == {"party": 1, "league": 2, "pioneers": 1}


def test_one_person_may_not_decide_twice_even_by_hand(declarant, register, staff_of):
    words = WORDS + "（二）"
    fill(declarant, words)
    declarant.preview()
    declarant.send()
    first = staff_of(register, "moderator-1")
    first.read(words)
    address = first.page.locator("#open form:has([name=verdict])").get_attribute("action")
    first.decide(words)
    answer = first.context.request.post(
        f"{register.desk}{address}", form={"verdict": "accept"}, headers={"Origin": register.desk, "Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status == 422
    declarant.open_answer("en")
    expect(declarant.page.locator("#commitment")).to_have_count(0)
    staff_of(register, "moderator-2").decide(words, "refuse", "list-consent")
    declarant.open_answer("en")
    expect(declarant.page.locator("#commitment")).to_have_count(0)


def test_a_refused_family_reads_why_and_is_not_counted(declarant, register, staff_of):
    before, words = register.count(), WORDS + "（三）"
    page = fill(declarant, words)
    declarant.preview()
    declarant.send()
    for handle in ("moderator-1", "moderator-2"):
        staff_of(register, handle).decide(words, "refuse", "list-consent")
    declarant.wait_for_answer("zh-hant", ".note.bad")
    assert page.locator(".note.bad").inner_text().count("\n") >= 1, "the reason stands in words"
    assert register.count()["people"] == before["people"]


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(declarant, register):
    page = fill(declarant, WORDS)
    page.locator("#f-own").fill("")
    page.locator("#f-name-3").fill("")
    declarant.preview()
    expect(page.locator("#f-own")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#f-own-text")).to_have_value(WORDS)
    expect(page.locator("#f-name-2")).to_have_value(NAMES["2"])
