"""Staff: links that work once, passkeys bound to the host, sessions under /desk/ alone, a record that nobody changes unnoticed."""

import json
import re

import pytest
from django.db import IntegrityError, transaction

from abjure.core.errors import Invalid, Refused

pytestmark = pytest.mark.usefixtures("staff")


def test_a_register_starts_with_four_people_and_a_link_each():
    from abjure.desk.staff import actions

    links = actions.enrolment_links("http://localhost:8000/")
    assert [(handle, duty) for handle, duty, _ in links] == [
        ("moderator-1", "moderator"), ("moderator-2", "moderator"), ("examiner-1", "examiner"), ("examiner-2", "examiner"),
    ]  # fmt: skip
    assert all(re.fullmatch(r"http://localhost:8000/desk/enrol/[\w-]{43}/", address) for _, _, address in links)


def test_unused_links_are_the_same_at_the_next_start():
    from abjure.desk.staff import actions

    before = actions.enrolment_links("http://localhost")
    actions.seed_staff()
    assert actions.enrolment_links("http://localhost") == before


def test_no_link_is_in_the_database():
    from abjure.desk.staff import actions
    from abjure.desk.staff.models import Enrolment

    tokens = {address.split("/")[-2] for _, _, address in actions.enrolment_links("http://localhost")}
    stored = {bytes(link.token_digest) for link in Enrolment.objects.all()}
    assert not {token.encode() for token in tokens} & stored


def test_who_stands_for_others_has_no_link_and_cannot_sign_in(staff):
    from abjure.desk.staff.models import Enrolment

    demonstration = [person for person in staff.values() if person.demonstration]
    assert {person.handle for person in demonstration} == {"demo-importer", "demo-moderator-1", "demo-moderator-2"}
    assert not Enrolment.objects.filter(staff__in=demonstration).exists()
    assert not any(person.may_sign_in() for person in demonstration)


def test_a_session_of_somebody_who_stands_for_others_opens_nothing(seated):
    assert seated("demo-moderator-1").get("/desk/").url == "/desk/sign-in/"


def test_an_unknown_link_is_refused(client):
    assert client.get("/desk/enrol/unknown/").status_code == 422


@pytest.mark.parametrize("answer", ["", "no json", "{}", '{"rawId": 4}', json.dumps({"rawId": "AAAA", "response": {}})])
def test_what_is_no_passkey_is_refused(answer, now):
    from abjure.desk.staff import actions, passkeys

    site = passkeys.Site("localhost:8000", secure=False)
    token = actions.enrolment_links("")[0][2].split("/")[-2]
    with pytest.raises(Refused, match=r"^staff\.passkey$"):
        actions.sign_in(answer=answer, site=site, challenge=bytes(32), now=now)
    with pytest.raises(Refused, match=r"^staff\.passkey$"):
        actions.enrol(token=token, answer=answer, site=site, challenge=bytes(32), now=now)


@pytest.mark.parametrize(
    ("host", "name"), [("localhost:8000", "localhost"), ("desk.example", "desk.example"), ("127.0.0.1:8000", "127.0.0.1")]
)
def test_a_passkey_is_bound_to_the_name_of_the_host(host, name):
    from abjure.desk.staff import passkeys

    assert passkeys.Site(host, secure=False).id == name
    assert passkeys.Site(host, secure=True).origin == f"https://{host}"


def test_a_challenge_is_good_for_one_answer(client):
    client.get("/desk/sign-in/")
    assert "challenge" in client.session
    client.post("/desk/sign-in/", {"credential": "{}"}, headers={"Origin": "http://testserver"})
    assert client.post("/desk/sign-in/", {"credential": "{}"}, headers={"Origin": "http://testserver"}).status_code == 422


def test_the_session_is_the_desks_alone(client):
    cookie = client.get("/desk/sign-in/").cookies["desk"]
    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == ("/desk/", "Strict", True)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="nobody says from where"),
        pytest.param({"Origin": "null"}, id="an opaque origin"),
        pytest.param({"Origin": "http://elsewhere.example"}, id="another site"),
        pytest.param({"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"}, id="the browser says so"),
    ],
)
def test_a_form_from_elsewhere_is_refused(client, headers):
    assert client.post("/desk/sign-in/", {"credential": "{}"}, headers=headers).status_code == 403


def test_a_session_remembers_its_language(client):
    answer = client.get("/zh-hant/desk/sign-in/")
    assert answer.url == "/desk/language/zh-hant/desk/sign-in/"
    assert client.get(answer.url).url == "/desk/sign-in/"
    assert '<html lang="zh-Hant">' in client.get("/desk/sign-in/").content.decode()


def test_a_language_leads_nowhere_else(client):
    assert client.get("/desk/language/en//elsewhere.example/").status_code == 403


@pytest.fixture
def deeds(staff, now):
    from abjure.desk.staff import record

    for verb in ("sign-in", "accept", "sign-out"):
        record.write(staff=staff["moderator-1"], verb=verb, now=now, subject=bytes(32))


@pytest.mark.usefixtures("deeds")
def test_the_record_is_one_chain():
    from abjure.desk.staff import record
    from abjure.desk.staff.models import Deed

    assert record.check() == 3
    assert [deed.verb for deed in Deed.objects.all()] == ["sign-in", "accept", "sign-out"]


@pytest.mark.usefixtures("deeds")
@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_the_record(change):
    from abjure.desk.staff.models import Deed

    rows = Deed.objects.filter(number=1)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(using="desk"):
        rows.update(verb="refuse") if change == "update" else rows._raw_delete("desk")


@pytest.mark.usefixtures("deeds")
def test_a_changed_deed_is_named(staff, now):
    from abjure.desk.staff import record
    from abjure.desk.staff.models import Deed

    Deed.objects.create(number=3, staff=staff["moderator-2"], verb="accept", moment=now, previous=bytes(32), digest=b"\x01" * 32)
    with pytest.raises(Invalid, match=r"^staff\.record$") as caught:
        record.check()
    assert caught.value.facts == {"number": 3}


@pytest.mark.parametrize(("handle", "duty"), [("moderator-1", "moderator"), ("examiner-1", "examiner")])
def test_the_menu_leads_where_the_duty_may_go_and_marks_the_page(seated, handle, duty):
    from abjure.desk.staff.pages import MENUS

    client = seated(handle)
    for address, _ in MENUS[duty]:
        menu = client.get(address).content.decode().partition('<nav class="s"')[2].partition("</nav>")[0]
        assert re.findall(r'href="([^"]+)" aria-current="page"', menu) == [address]
