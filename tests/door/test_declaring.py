"""Declaring: a preview of exactly what becomes public, nothing kept until it is sent, and then one sealed envelope."""

import re

import pytest

from tests.door.conftest import hidden, text

pytestmark = pytest.mark.django_db(databases=["door"])
JOINT = {
    "who": "joint", "group": "family", "rows": "20", "name-2": "清风", "body-2": ["league"], "name-21": "白露", "body-21": ["party", "pioneers"],
    "list": "晨光\r\n\r\n 望舒 \r\n长河", "list-body": ["pioneers"],
}  # fmt: skip
ALL = {
    **JOINT, "unasked": "yes", "place": "overseas", "show-place": "yes", "walk": "military/commander", "text": "own",
    "own-text": 'One <b>line</b> & "two",\nthree.', "alias": "别名", "real": "unused", "own": "远山", "rows": "20",
}  # fmt: skip


def test_the_empty_form_is_the_same_for_everyone_and_may_be_kept(charter, client):
    page = client.get("/declare/", headers={"accept-language": "en"})
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "public, max-age=600"
    assert page.headers["Vary"] == "Accept-Language"
    assert set(hidden(page)) <= {"rows", "kind"}


def test_each_charter_shows_its_own_choices(charter, client):
    page = client.get("/declare/", headers={"accept-language": "en"}).content.decode()
    for choice in (*charter.bodies, *charter.templates):
        assert f'value="{choice.key}"' in page
    assert ("sign-alias" in page) == ("alias" in charter.signing)


def test_a_declaration_goes_from_preview_to_receipt(charter, visitor, kept, letters):
    page, code = visitor.declare()
    assert page.status_code == 200
    assert kept() == (1, 1)
    assert " ".join(code[at : at + 4] for at in range(0, 32, 4)) in " ".join(text(page).split())
    (letter,) = letters()
    assert letter.content["people"] == [{"name": (visitor.usual.get("own") or visitor.usual["real"]), "bodies": visitor.usual["body"]}]


def test_a_preview_keeps_nothing(charter, visitor, kept):
    page = visitor.preview()
    assert page.status_code == 200
    assert kept() == (0, 0)
    assert not page.cookies
    assert not visitor.client.cookies


def test_the_preview_shows_what_becomes_public_and_nothing_else(visitor):
    shown = text(visitor.preview(**ALL))
    for public in ("远山", "清风", "白露", "晨光", "望舒", "长河", 'One <b>line</b> & "two",', "Overseas", "6 people leave"):
        assert public in shown
    for hidden_ in ("Commander", "unused", "别名"):
        assert hidden_ not in shown


@pytest.mark.parametrize("fields", [{}, JOINT, ALL], ids=["alone", "together", "all that can be said"])
def test_every_field_comes_back_hidden(visitor, fields):
    sent = {**visitor.usual, **fields}
    again = hidden(visitor.preview(**fields))
    assert again.keys() - sent.keys() == {"code", "second", "mac"}
    assert {name: again[name] for name in sent} == {name: value if isinstance(value, list) else [value] for name, value in sent.items()}


def test_what_the_page_does_not_have_does_not_come_back(visitor):
    assert not {"x", "name-1", "name-22", "body-999", "code-2"} & set(
        hidden(visitor.preview(**{"x": "1", "name-1": "1", "name-22": "1", "body-999": "1", "code-2": "2"}))
    )


def test_what_was_previewed_is_what_is_sealed(visitor, letters):
    visitor.declare(**ALL)
    (letter,) = letters()
    assert letter.content == {
        "kind": "leaving", "signed": "alias", "language": "en", "group": "family", "template": "", "text": 'One <b>line</b> & "two",\nthree.',
        "unasked": True, "place": "overseas", "walk": "military/commander", "show_place": True, "show_walk": False, "declared": "", "earlier": "",
        "people": [
            {"name": "远山", "bodies": ["party", "league"]}, {"name": "清风", "bodies": ["league"]}, {"name": "白露", "bodies": ["party", "pioneers"]},
            {"name": "晨光", "bodies": ["pioneers"]}, {"name": "望舒", "bodies": ["pioneers"]}, {"name": "长河", "bodies": ["pioneers"]},
        ],
    }  # fmt: skip


def test_going_back_loses_nothing(visitor):
    page = visitor.post("edit", hidden(visitor.preview(**ALL)))
    assert page.status_code == 200
    shown = page.content.decode()
    for value in ("清风", "白露", "望舒", "One &lt;b&gt;line&lt;/b&gt;"):
        assert value in shown
    assert "code" not in hidden(page)


def test_a_row_more_is_one_more_up_to_twenty(visitor):
    page = visitor.post("row", {**visitor.usual, "rows": "2", "who": "joint", "name-2": "清风"})
    assert hidden(page)["rows"] == ["3"]
    assert 'name="name-4"' in page.content.decode()
    page = visitor.post("row", {**visitor.usual, "rows": "20"})
    assert hidden(page)["rows"] == ["20"]
    assert 'value="row"' not in page.content.decode()


@pytest.mark.parametrize("rows", ["", "0", "999", "9" * 5000, "-1", "二", "１２", "1e1"])
def test_any_number_of_rows_is_taken_for_one_that_there_is(visitor, rows):
    page = visitor.post("names", {**visitor.usual, "rows": rows})
    assert page.status_code == 200
    assert 2 <= int(hidden(page)["rows"][0]) <= 20


@pytest.mark.parametrize(("more", "status"), [(999, 200), (1000, 422)])
def test_a_thousand_people_are_taken_and_one_more_is_not(visitor, more, status):
    names = "\n".join(f"山{chr(0x4E00 + number)}" for number in range(more))
    page = visitor.preview(who="joint", list=names, **{"list-body": ["party"]})
    assert page.status_code == status
    if status == 200:
        assert "1,000 people leave" in text(page)
        assert visitor.send(page).status_code == 200
    else:
        assert "at most 1,000" in text(page) or "at most 1000" in text(page)


def test_what_no_envelope_holds_is_told_before_anybody_gets_a_code(visitor, kept):
    names = "\n".join(f"{'very long name ' * 3}{chr(0x4E00 + number)}" for number in range(800))
    page = visitor.preview(who="joint", list=names, **{"list-body": ["party", "league", "pioneers"]})
    assert page.status_code == 422
    assert "All together this is too long" in text(page)
    assert kept() == (0, 0)


def test_other_suggestions_are_other_names(visitor):
    pages = [visitor.post("names", visitor.usual).content for _ in range(3)]
    assert len(set(pages)) == 3


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en", "de"])
def test_the_language_of_the_page_is_that_of_the_statement(visitor, language, letters):
    page = visitor.client.post(f"/{language}/declare/", {**visitor.usual, "step": "preview"})
    assert page.headers["Content-Language"].lower() == language
    assert "Vary" not in page.headers
    visitor.clock.later(seconds=20)
    fields = hidden(page, re.compile(rf'<form action="/{language}/declare/".*?</form>', re.DOTALL))
    assert visitor.client.post(f"/{language}/declare/", {**fields, "step": "send"}).status_code == 200
    (letter,) = letters()
    assert letter.content["language"].lower() == language


@pytest.mark.parametrize(("asked", "spoken"), [
    ("zh-TW,zh;q=0.9", "zh-Hant"), ("zh-CN", "zh-Hans"), ("fr, en;q=0.5", "fr"), ("pt, en;q=0.5", "en"), ("pt", "en"), ("pt-BR,gl;q=0.8,*;q=0.5", "en"), ("", "zh-Hans"), ("*", "zh-Hans"),
    ("de-AT,de;q=0.9,en;q=0.5", "de"), ("pt,de;q=0.2", "de"), ("x" * 600, "zh-Hans"), ("en;q=" + "9" * 600, "zh-Hans"), ("zh-hant-" * 80, "zh-Hans"),
])  # fmt: skip
def test_without_a_language_in_the_address_the_browser_decides(withdrawals, client, asked, spoken):
    page = client.get("/declare/", headers={"accept-language": asked})
    assert page.status_code == 200
    assert page.headers["Content-Language"] == spoken


@pytest.mark.parametrize("language", ["en", "de", "zh-hans", "fa"])
def test_where_something_is_to_be_chosen_the_summary_names_the_field(visitor, language):
    page = visitor.client.post(
        "/declare/", {**visitor.usual, "kind": "none", "sign": "", "step": "preview"}, headers={"accept-language": language}
    )
    assert page.status_code == 422
    legends = dict(re.findall(r'id="f-(kind|sign)"><legend>(.*?)</legend>', page.content.decode()))
    listed = dict(re.findall(r'<li><a href="#f-(kind|sign)">(.*?)</a>', page.content.decode()))
    assert list(listed) == ["kind", "sign"]
    assert all(line.startswith(legends[name]) and len(line) > len(legends[name]) + 3 for name, line in listed.items())


WARNED = {
    "a name that leads to somebody": ({"own": "王明远 zhangsan@qq.com 13800138000"}, "“13800138000” in it can lead to whoever bears it"),
    "an alias that is the real name": ({"own": "小陈兰", "real": "陈兰"}, "contains “陈兰”, which was given as the real name"),
    "region and walk of life": (
        {"place": "north", "show-place": "1", "walk": "teacher", "show-walk": "1"},
        "Region and walk of life are shown together.",
    ),
}


@pytest.mark.parametrize(("fields", "said"), WARNED.values(), ids=WARNED)
def test_the_preview_warns_of_names_and_of_what_is_shown(visitor, withdrawals, fields, said):
    page = visitor.preview(**fields)
    assert page.status_code == 200
    assert said in text(page)
    assert "note warn" not in visitor.preview().content.decode()
    assert said not in text(visitor.preview())
