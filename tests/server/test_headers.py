"""What a browser may load, listed by path and looked at whole: every address of every role, in every language."""

import importlib
import re
from dataclasses import replace

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver

from abjure.server import headers
from tests.registers import withdrawals  # noqa: F401  # a fixture

ROLES = ("door", "desk", "gate", "public", "all")
ONION = "abjure2345abjure2345abjure2345abjure2345abjure2345abju.onion"
BARE = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
# The one list of pages on which a script may run and ask its own host; a new one is a decision.
WITH_SCRIPT = re.compile(r"(desk|declare|recount)/.*")
# Those on which a script may run that asks nobody: it works for a token.
WITH_WORK = re.compile(r"objection/|receipt/lost/")


def addresses(patterns, before=""):
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield before + str(one.pattern)


def every_address():
    for role in ROLES:
        patterns = importlib.import_module(f"abjure.server.urls_{role}").urlpatterns
        yield from ((role, address) for address in addresses(patterns))


def wanted(address):
    if WITH_SCRIPT.fullmatch(address):
        return BARE.replace("img-src", "script-src 'self'; connect-src 'self'; img-src")
    if WITH_WORK.fullmatch(address):
        return BARE.replace("img-src", "script-src 'self'; img-src")
    return BARE


@pytest.mark.parametrize("language", ["", "/zh-hans", "/de"])
def test_every_address_of_every_role_may_load_exactly_this(rf, withdrawals, language):  # noqa: F811
    found = {}
    for role, address in every_address():
        request = rf.get(f"{language}/{address}")
        answer = headers.Headers(lambda _: HttpResponse())(request)
        found[role, address] = answer.headers["Content-Security-Policy"]
    assert found == {(role, address): wanted(address) for role, address in every_address()}
    assert len(found) > 60


def test_no_policy_lets_in_another_host_or_what_stands_in_the_page():
    for _, policy in headers.POLICIES:
        assert "http" not in policy
        assert "unsafe" not in policy
        assert "data:" not in policy
        assert "*" not in policy
        for bare in ("default-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert bare in policy


@pytest.mark.parametrize(("public_url", "onion", "host", "kind", "told"), [
    pytest.param("https://register.example", ONION, "register.example", "text/html", True, id="a page over TLS"),
    pytest.param("https://register.example", ONION, "register.example", "application/json", False, id="no page"),
    pytest.param("https://register.example", ONION, ONION, "text/html", False, id="on the onion itself"),
    pytest.param("http://127.0.0.1:8000", ONION, "127.0.0.1:8000", "text/html", False, id="without TLS"),
    pytest.param("https://register.example", "", "register.example", "text/html", False, id="no onion"),
])  # fmt: skip
def test_a_page_tells_where_it_is_on_the_onion(rf, settings, withdrawals, public_url, onion, host, kind, told):  # noqa: F811
    settings.ABJURE = replace(settings.ABJURE, public_url=public_url, onion=onion)
    request = rf.get("/zh-hans/statements/?x=secret", headers={"host": host})
    answer = headers.Headers(lambda _: HttpResponse(content_type=kind))(request)
    assert answer.headers.get("Onion-Location") == (f"http://{ONION}/zh-hans/statements/" if told else None)


@pytest.mark.parametrize("role", ["door", "desk", "public", "all"])
@pytest.mark.parametrize("language", ["", "/zh-hans"])
def test_leaving_goes_straight_to_the_harmless_page_and_drops_what_is_held(client, withdrawals, settings, role, language):  # noqa: F811
    settings.ROOT_URLCONF = f"abjure.server.urls_{role}"
    answer = client.get(f"{language}/leave")
    assert answer.status_code == 303
    assert answer.headers["Location"] == withdrawals.exit_url
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.content == b""
