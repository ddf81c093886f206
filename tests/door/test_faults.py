"""A database that is full, busy or away: no receipt is shown, nothing is half kept, and everything typed can be sent again."""

import re
from contextlib import ExitStack

import pytest
from django.db import InterfaceError, OperationalError, connections

from tests.door.conftest import hidden, text

pytestmark = pytest.mark.django_db(databases=["door"])
AGAIN = re.compile(r'<form action="(?:/[a-z-]+)?/[a-z/]+" method="post".*?</form>', re.DOTALL)
TYPED = {"own": "远山", "text": "own", "own-text": "One <line>\r\nand another", "unasked": "yes"}


@pytest.fixture(params=[OperationalError, InterfaceError])
def failing(request):
    """Let the door's database fail where it writes or reads, and mend it."""

    class Failing(ExitStack):
        def all_inserts(self):
            self.at("INSERT INTO door_envelope")

        def all_reads(self):
            self.at("FROM door_ticket")

        def at(self, words):
            def refuse(execute, sql, *rest):
                if words in sql.replace('"', ""):
                    raise request.param("database or disk is full")
                return execute(sql, *rest)

            self.enter_context(connections["door"].execute_wrapper(refuse))

        def mend(self):
            self.close()

    with Failing() as failing:
        yield failing


@pytest.mark.parametrize("what", ["all_inserts", "all_reads"])
def test_nothing_is_kept_and_no_receipt_is_shown(visitor, failing, kept, what):
    preview = visitor.preview(**TYPED)
    getattr(failing, what)()
    page = visitor.send(preview)
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "30"
    assert page.headers["Cache-Control"] == "no-store"
    assert "This does not work just now" in text(page)
    code = hidden(preview)["code"][0]
    assert code[:4] + " " + code[4:8] not in text(page)
    failing.mend()
    assert kept() == (0, 0)


def test_the_same_page_sends_everything_again_under_the_same_code(visitor, failing, kept, letters, monkeypatch):
    preview = visitor.preview(**TYPED)
    failing.all_inserts()
    page = visitor.send(preview)
    again = hidden(page, AGAIN)
    assert again == hidden(preview) | {"step": ["send"]}
    failing.mend()
    monkeypatch.setattr("django.utils.timezone.now", lambda: visitor.clock.now)
    assert "Your statement has been handed in" in text(visitor.client.post("/declare/", again, headers={"accept-language": "en"}))
    assert kept() == (1, 1)
    (letter,) = letters()
    assert letter.content["text"] == "One <line>\nand another"


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en", "de"])
def test_it_is_said_in_the_readers_language_and_sent_again_in_it(visitor, failing, language):
    failing.all_reads()
    page = visitor.client.post(f"/{language}/receipt/", {"code": "1" * 32, "step": "open"})
    assert page.status_code in {422, 503}
    code = hidden(visitor.preview())["code"][0]
    page = visitor.client.post(f"/{language}/receipt/", {"code": code, "step": "open"})
    assert page.status_code == 503
    assert f'<form action="/{language}/receipt/"' in page.content.decode()
    assert hidden(page, AGAIN) == {"code": [code], "step": ["open"]}
