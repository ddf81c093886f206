"""What cannot be declared: each fault is told beside its field, in the reader's language, and nothing typed is lost or kept."""

import html
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.door.conftest import text

pytestmark = pytest.mark.django_db(databases=["door"])
BIDI, ZERO_WIDTH = "\u202e", "\u200b"
JOINT = {"who": "joint", "name-2": "清风", "body-2": ["party"]}
OWN = {"text": "own"}
SAID = {**OWN, "own-text": "我退出。"}
FIELDS = [
    pytest.param({"own": ""}, "own", "declaration.name-missing", id="no alias"),
    pytest.param({"own": "山" * 61}, "own", "declaration.name-too-long", id="an alias of 61 characters"),
    pytest.param({"own": f"a{BIDI}b"}, "own", "declaration.characters", id="an alias that turns the text around"),
    pytest.param({"own": f"a{ZERO_WIDTH}b"}, "own", "declaration.characters", id="an alias with nothing inside"),
    pytest.param({"own": "a\0b"}, "own", "declaration.characters", id="an alias with NUL"),
    pytest.param({"own": "a\nb"}, "own", "declaration.characters", id="an alias of two lines"),
    pytest.param({"own": "12"}, "own", "declaration.name-without-letters", id="an alias of digits"),
    pytest.param({"own": "Аnna"}, "own", "declaration.name-mixed-scripts", id="an alias of two scripts"),
    pytest.param({"sign": "real", "real": "Anna 2"}, "real", "declaration.characters", id="a real name with a digit"),
    pytest.param({"sign": "real", "real": ""}, "real", "declaration.name-missing", id="no real name"),
    pytest.param({"sign": "real", "real": "Аnna"}, "real", "declaration.name-mixed-scripts", id="a real name of two scripts"),
    pytest.param({"kind": "solemn", "text": "retract"}, "sign", "declaration.real-name-required", id="a solemn statement by alias"),
    pytest.param({"sign": None}, "sign", "declaration.choice", id="not signed"),
    pytest.param({"sign": "x"}, "sign", "declaration.choice", id="signed otherwise"),
    pytest.param({**SAID, "kind": None}, "kind", "declaration.choice", id="no kind"),
    pytest.param({**SAID, "kind": "x"}, "kind", "declaration.choice", id="another kind"),
    pytest.param({"body": None}, "body", "declaration.bodies", id="nothing left"),
    pytest.param({"body": ["x"]}, "body", "declaration.choice", id="another body"),
    pytest.param({"body": ["party", "party"]}, "body", "declaration.choice", id="a body twice"),
    pytest.param({"text": None}, "text", "declaration.text", id="no words"),
    pytest.param({"text": "own"}, "text", "declaration.text", id="own words that are not there"),
    pytest.param({"text": "x"}, "text", "declaration.choice", id="another template"),
    pytest.param({**OWN, "own-text": "a" * 20_001}, "text", "declaration.text-too-long", id="20,001 characters"),
    pytest.param({**OWN, "own-text": f"a{BIDI}b"}, "text", "declaration.characters", id="words that turn the text around"),
    pytest.param({**OWN, "own-text": "a\x07b"}, "text", "declaration.characters", id="words that ring a bell"),
    pytest.param({"place": "x"}, "place", "declaration.choice", id="another place"),
    pytest.param({"walk": "x"}, "walk", "declaration.choice", id="another walk of life"),
    pytest.param({**JOINT, "group": "x"}, "group", "declaration.choice", id="another group"),
    pytest.param({**JOINT, "name-2": ""}, "name-2", "declaration.name-missing", id="a second person without a name"),
    pytest.param({**JOINT, "name-2": "山" * 61}, "name-2", "declaration.name-too-long", id="a second person's long name"),
    pytest.param({**JOINT, "name-2": "远山"}, "name-2", "declaration.name-repeated", id="the same person twice"),
    pytest.param({**JOINT, "body-2": None}, "body-2", "declaration.bodies", id="a second person who leaves nothing"),
    pytest.param({**JOINT, "list": "a\x85b", "list-body": ["party"]}, "list", "declaration.characters", id="a list with the other line end"),
    pytest.param({**JOINT, "list": "a\x0bb", "list-body": ["party"]}, "list", "declaration.characters", id="a list with a vertical tab"),
    pytest.param({**JOINT, "list": "白露"}, "list-body", "declaration.bodies", id="a list that leaves nothing"),
    pytest.param({**JOINT, "list": "\n".join(f"人{number}" for number in range(999)), "list-body": ["party"]}, "list", "declaration.people", id="1,001 people"),
    pytest.param({**JOINT, "list": "白露\n白露", "list-body": ["party"]}, "list", "declaration.name-repeated", id="a list with one twice"),
]  # fmt: skip
ONCE = [
    "kind", "who", "group", "list", "sign", "alias", "own", "real", "text", "own-text",
    "unasked", "place", "show-place", "walk", "show-walk", "rows", "name-2",
]  # fmt: skip


def summary(page):
    """Return the places to which the page leads, each with what it says there."""
    return [(name, html.unescape(said)) for name, said in re.findall(r'<li><a href="#f-([^"]+)">([^<]*)</a></li>', page.content.decode())]


@pytest.mark.parametrize(("fields", "place", "code"), FIELDS)
def test_a_fault_is_told_at_its_field(visitor, kept, fields, place, code):
    from django.utils import translation

    from abjure.server.messages import LEGENDS, MESSAGES

    page = visitor.preview(**fields)
    assert page.status_code == 422
    said = dict(summary(page))
    assert list(said) == [place]
    with translation.override("en"):
        where = f"{LEGENDS[place]} " if code == "declaration.choice" else ""
        words = re.split(r"%\(\w+\)s", where + str(MESSAGES[code]))
    assert re.fullmatch(".+".join(map(re.escape, words)), said[place])
    assert f'id="f-{place}"' in page.content.decode()
    assert kept() == (0, 0)


@pytest.mark.parametrize(("fields", "place", "code"), FIELDS)
def test_sending_without_a_preview_judges_alike(visitor, kept, fields, place, code):
    sent = {name: value for name, value in {**visitor.usual, **fields}.items() if value is not None}
    page = visitor.post("send", {**sent, "code": "1", "second": "1", "mac": "1"})
    assert page.status_code == 422
    assert [name for name, _ in summary(page)] == [place]
    assert kept() == (0, 0)


@pytest.mark.parametrize(
    "typed", [{"own": "a" * 61}, {"own": f"a{BIDI}b"}, {"own": "12", "text": "own", "own-text": "kept <words>"}], ids=ascii
)
def test_nothing_typed_is_lost(visitor, typed):
    page = visitor.preview(**typed).content.decode()
    for value in typed.values():
        assert html.escape(value) in page


def test_who_has_not_chosen_how_to_sign_is_not_asked_for_a_name_yet(visitor):
    page = visitor.preview(sign=None, own="").content.decode()
    assert 'href="#f-sign"' in page
    assert 'href="#f-own"' not in page


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en", "de"])
def test_a_fault_is_told_in_the_readers_language(visitor, language):
    from django.utils import translation

    from abjure.server.messages import MESSAGES

    page = visitor.client.post(f"/{language}/declare/", {**visitor.usual, "own": "", "step": "preview"})
    with translation.override(language):
        assert str(MESSAGES["declaration.name-missing"]) in html.unescape(page.content.decode())


@pytest.mark.parametrize("name", ONCE)
def test_a_field_that_came_twice_is_refused(visitor, kept, name):
    page = visitor.preview(**{name: ["1", "2"]})
    assert page.status_code == 422
    assert "A field was sent twice" in text(page)
    assert kept() == (0, 0)


def test_every_single_field_has_been_tried_twice():
    from abjure.door.envelopes.sheet import SINGLE

    assert set(ONCE) == {*SINGLE, "name-2"}


@pytest.mark.parametrize("step", [None, "", "x", "SEND"])
def test_a_step_that_there_is_not_is_refused(visitor, step):
    page = visitor.client.post("/declare/", {**visitor.usual, **({} if step is None else {"step": step})})
    assert page.status_code == 400
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("body", "kind"), [
    (b"", "multipart/form-data"), (b"x", "multipart/form-data; boundary=x"), (b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
    (b"step=preview&" + b"&".join(b"a=" for _ in range(4001)), "application/x-www-form-urlencoded"), (b"{}", "application/json"),
    (b"step=%ff%fe&kind=%00", "application/x-www-form-urlencoded"), (b"step=preview", "application/x-www-form-urlencoded; charset=x"),
    (b"--x\r\nContent-Disposition: form-data; name=step; filename=a\r\n\r\npreview\r\n--x--\r\n", "multipart/form-data; boundary=x"),
])  # fmt: skip
def test_what_is_no_form_is_refused(client, withdrawals, kept, body, kind):
    page = client.generic("POST", "/declare/", body, content_type=kind)
    assert page.status_code in {400, 422}
    assert page.headers["Cache-Control"] == "no-store"
    assert kept() == (0, 0)


def test_at_a_parish_nobody_signs_with_an_alias(settings, client, clock, kept):
    from tests.door.conftest import ALONE, Visitor
    from tests.registers import founded, put_in_place

    put_in_place(settings, founded("parish"))
    page = Visitor(client, clock, ALONE["parish"]).preview(sign="alias", own="远山")
    assert page.status_code == 422
    assert "sign" in dict(summary(page))


@given(fields=st.dictionaries(st.sampled_from([*ONCE, "body", "list-body", "body-2"]), st.text(max_size=40)))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_is_answered_with_a_page(visitor, kept, fields):
    typed = {name: value.encode("utf-8", "replace").decode() for name, value in fields.items()}
    page = visitor.preview(**typed)
    assert page.status_code in {200, 422}
    assert kept() == (0, 0)
