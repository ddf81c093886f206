"""Herr Vogt leaves his parish: another charter, in German, under his real name, at the same code."""

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Declarant

NAME = "Jörg Vogt-Lindemann"
WORDS = "Hiermit erkläre ich meinen Austritt. Meine Gründe behalte ich für mich."


@pytest.fixture
def vogt(chromium, parish):
    person = Declarant(chromium, parish, "de-DE")
    yield person
    person.close()


def test_a_parishioner_leaves_under_his_real_name(vogt, parish, staff_of):
    page = vogt.page
    page.goto("/declare/")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    assert page.locator("#sign-alias").count() == 0, "this charter knows no aliases"
    vogt.tick("body-parish", "body-church", "sign-real")
    page.locator("#f-real").fill(NAME)
    vogt.tick("text-own")
    page.locator("#f-own-text").fill(WORDS)
    vogt.preview()
    expect(page.locator(".card")).to_contain_text(NAME)
    vogt.send()

    staff_of(parish, "moderator-1").decide(WORDS)

    vogt.wait_for_answer("de", "#commitment")
    vogt.find_entry()
    expect(page.locator("table")).to_contain_text(NAME)
    expect(page.locator("body")).to_contain_text("die Kirchengemeinde")
    assert parish.count()["by_body"] == {"parish": 1, "church": 1}
