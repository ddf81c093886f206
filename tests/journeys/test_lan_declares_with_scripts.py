"""Lan and the Chens declare with JavaScript on: their browsers preview, seal and send; nothing that they typed reaches the door."""

from __future__ import annotations

import gzip
import time
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Route, expect

from abjure.door.envelopes import switches
from tests.journeys.people import PATIENCE, Declarant
from tests.journeys.scripted import ALIAS, WORDS, Scripted, fill, keep


@pytest.fixture
def lan(chromium, register):
    person = Scripted(chromium, register, "zh-CN")
    yield person
    person.close()
    assert set(person.troubles) <= person.expected


def test_lan_declares_and_only_a_sealed_envelope_leaves_her_browser(lan, register, staff_of):
    page = fill(lan)
    page.locator("#f-place").select_option("north")
    address = page.url
    lan.preview()
    card = page.locator(".card")
    expect(card).to_contain_text(WORDS)
    expect(card).to_contain_text(ALIAS)
    assert "华北" not in card.inner_text(), "a place that was not ticked is not shown"
    lan.send()

    keep(lan)
    assert [len(body) for body in lan.uploads()] == [4096], "the code stays on the device until it is typed to ask"
    assert page.url == address, "nothing of it stands in an address"
    posted = next(request for request in lan.sent if request.method == "POST")
    assert len(posted.headers["abjure-work"]) == 1200
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]

    staff_of(register, "moderator-1").decide(WORDS)
    lan.wait_for_answer("zh-hans", "#commitment")
    number = lan.find_entry()
    expect(page.locator(".text")).to_contain_text(WORDS)
    assert number > 0


def test_the_chens_declare_together(lan, register, staff_of):
    page = fill(lan, "我们一家商量过了。")
    lan.tick("who-joint")
    page.locator("#f-group").select_option("family")
    page.locator("button[value=row]").click()
    for row, name in (("2", "山间清风"), ("3", "天涯归客"), ("4", "远方来信")):
        page.locator(f"#f-name-{row}").fill(name)
        page.locator(f"input[name=body-{row}][value=pioneers]").check()
    lan.preview()
    expect(page.locator(".card tbody tr")).to_have_count(4)
    expect(page.locator("h2[data-put=leave]")).to_contain_text("4")
    lan.send()
    assert [len(body) for body in lan.uploads()] == [4096]
    for handle in ("moderator-1", "moderator-2"):
        staff_of(register, handle).decide("我们一家商量过了。")
    lan.wait_for_answer("zh-hans", "#commitment")


def test_a_long_text_goes_in_the_larger_size(lan):
    fill(lan, "我声明退出。" * 3000)
    lan.preview()
    lan.send()
    assert [len(body) for body in lan.uploads()] == [65536]


def test_where_something_is_to_be_chosen_the_summary_names_the_field(lan):
    page = lan.open_form("en")
    page.wait_for_load_state("networkidle")
    lan.preview()
    expect(page.locator("#f-sign [data-mend]")).to_be_visible()  # said by the script, not by the door
    legend = page.locator("#f-sign legend").inner_text()
    expect(page.locator("#errors a[href='#f-sign']")).to_have_text(f"{legend} Please choose one of these.")


def test_faults_and_risks_are_told_without_asking_the_door(lan):
    page = fill(lan, "我叫某某，电话 138 1234 5678。", "zh-hant")
    lan.tick("body-league")
    lan.preview()
    expect(page.locator("#errors li")).to_have_count(1)
    expect(page.locator("#f-body")).to_contain_text(page.locator("#errors li").inner_text())
    lan.tick("body-league")
    lan.preview()
    expect(page.locator("[data-put=risks] p")).to_have_count(2)
    page.locator("button[value=edit]").click()
    expect(page.locator("#f-own-text")).to_have_value("我叫某某，电话 138 1234 5678。")
    page.locator("#f-own-text").fill(WORDS)
    lan.preview()
    expect(page.locator("[data-put=risks]")).to_have_count(0)
    assert lan.uploads() == []


def test_other_suggestions_send_nothing_that_was_typed(lan):
    page = fill(lan)
    page.locator("button[value=names]").click()
    expect(page.locator("#f-own")).to_have_value(ALIAS)
    page.wait_for_load_state("networkidle")
    assert [ALIAS.encode() in body or WORDS.encode() in body for body in lan.uploads()] == [False]


def test_a_dropped_line_loses_nothing_and_the_same_is_sent_again(lan, register):
    page = fill(lan)
    lan.preview()
    bodies = []

    def lose_the_answer(route: Route) -> None:
        bodies.append(route.request.post_data_buffer)
        route.fetch()
        route.abort()

    page.route("**/declare/", lose_the_answer)
    page.locator("button[value=send]").click()
    expect(page.locator("[data-say=dropped]")).to_be_visible(timeout=3 * PATIENCE)
    expect(page.locator(".card")).to_contain_text(WORDS)
    expect(page.locator("button[value=edit]")).to_have_count(0)
    page.unroute("**/declare/")
    lan.send()
    assert lan.uploads()[-1] == bodies[0]
    lan.open_answer("zh-hans")
    expect(page.locator("ol.steps")).to_be_visible()


@pytest.mark.parametrize(("status", "code", "said"), [
    pytest.param(422, "seal.other-key", "登记处更换了密钥", id="a key that has changed"),
    pytest.param(422, "envelope.size", "登记处无法收下", id="a length that was changed on the way"),
    pytest.param(422, "work.wrong", "登记处无法收下", id="work that is refused twice"),
    pytest.param(400, "<p>", "登记处无法收下", id="headers that were taken out on the way"),
])  # fmt: skip
def test_what_is_never_taken_leads_to_the_plain_form_with_all_that_was_typed(lan, status, code, said):
    page = fill(lan)
    lan.preview()
    page.route("**/declare/", lambda route: route.fulfill(status=status, content_type="text/plain", body=f"{code}\n"))
    page.locator("button[value=send]").click()
    expect(page.locator("#errors")).to_contain_text(said, timeout=3 * PATIENCE)
    expect(page.locator("#errors")).not_to_contain_text(code)
    expect(page.locator("#f-own-text")).to_have_value(WORDS)
    expect(page.locator("#f-own")).to_have_value(ALIAS)
    page.unroute("**/declare/")
    lan.preview()
    expect(page.locator("input[name=mac]")).to_have_count(1)
    Declarant.send(lan)


def test_work_that_is_too_old_is_done_anew_and_nobody_is_asked(lan):
    page = fill(lan)
    lan.preview()
    refused = []

    def refuse_once(route: Route) -> None:
        refused.append(route.request.post_data_buffer)
        route.fulfill(status=422, content_type="text/plain", body="work.too-old\n") if len(refused) == 1 else route.continue_()

    page.route("**/declare/", refuse_once)
    lan.send()
    first, second = (request for request in lan.sent if request.method == "POST")
    assert refused[0] == refused[1]
    assert first.headers["abjure-work"] != second.headers["abjure-work"]


def test_where_the_door_is_shut_it_says_until_when_and_the_same_is_sent_then(lan, register):
    page = fill(lan)
    lan.preview()
    switches.turn(register.home, switches.Switch(switches.READ_ONLY, datetime(2099, 11, 22, 9, tzinfo=UTC)))
    try:
        time.sleep(2 * switches.LOOK_SECONDS)
        page.locator("button[value=send]").click()
        alert = page.locator("[data-say=dropped]")
        expect(alert).to_contain_text("2099", timeout=3 * PATIENCE)
        expect(alert).to_contain_text("请再发送一次")
        expect(page.locator("[data-say=why]")).not_to_contain_text("网络断了")
    finally:
        switches.turn(register.home, switches.Switch())
    time.sleep(2 * switches.LOOK_SECONDS)
    lan.send()


def test_a_crowd_at_the_web_server_never_has_the_page_loaded_again(lan, register):
    page = fill(lan)
    lan.preview()
    body = page.request.get(f"http://localhost:{register.port('public')}/zh-hans/busy").text()
    assert "重新载入本页" in body
    page.route("**/declare/", lambda route: route.fulfill(status=503, content_type="text/html; charset=utf-8", body=body))
    page.locator("button[value=send]").click()
    expect(page.locator("[data-say=dropped]")).to_be_visible(timeout=3 * PATIENCE)
    expect(page.locator("[data-say=why]")).to_contain_text("网络断了")
    page.unroute("**/declare/")
    lan.send()


def test_nothing_typed_is_there_when_somebody_goes_back(lan):
    page = fill(lan)
    page.goto("/")
    page.go_back()
    expect(page.locator("#f-own-text")).to_have_value("")
    expect(page.locator("#f-own")).to_have_value("")


@pytest.mark.parametrize("missing", [
    pytest.param("delete Object.getPrototypeOf(crypto).subtle", id="no WebCrypto"),
    pytest.param("delete window.BigInt", id="an old browser"),
    pytest.param("window.fetch = () => Promise.reject(new Error())", id="no rules"),
    pytest.param("crypto.subtle.importKey = () => Promise.reject(new Error())", id="no key"),
])  # fmt: skip
def test_where_it_cannot_the_script_steps_aside(lan, missing):
    lan.expected = {"BigInt is not defined"}
    lan.page.add_init_script(missing)
    page = fill(lan)
    lan.preview()
    expect(page.locator("input[name=mac]")).to_have_count(1)
    expect(page.locator(".card")).to_contain_text(WORDS)
    Declarant.send(lan)


def test_the_script_is_small(lan, register):
    page = lan.page
    page.goto("/zh-hans/declare/")
    script = page.request.get("/static/built/declare.js", headers={"accept-encoding": "identity"}).body()
    assert len(gzip.compress(script, 9)) <= 20_000
    for address in ("/", "/zh-hans/receipt/", "/statements/"):
        page.goto(address)
        expect(page.locator("script")).to_have_count(0)


def test_the_length_is_spoken_of_only_where_the_plain_way_is_taken(lan):
    page = lan.open_form("en")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#plain")).to_be_hidden()
    lan.tick("who-joint")
    page.locator("input[name=share-2]").check()
    expect(page.locator("#plain")).to_be_visible()
    page.locator("input[name=share-2]").uncheck()
    expect(page.locator("#plain")).to_be_hidden()


def test_the_length_is_spoken_of_where_the_rules_do_not_come(lan):
    lan.page.route("**/declare/rules", lambda route: route.abort())
    page = lan.open_form("en")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#plain")).to_be_visible()
