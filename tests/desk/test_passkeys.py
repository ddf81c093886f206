"""Passkeys: whoever holds the link and then the device gets in, and nobody else."""

import hashlib

import pytest

from abjure.core.errors import Refused
from tests.desk.authenticator import PRESENT, Authenticator, b64

pytestmark = pytest.mark.usefixtures("staff")
HERE = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def link():
    from abjure.desk.staff import actions

    return actions.enrolment_links("")[0][2]


@pytest.fixture
def show(client):
    """Open a page, let the device answer its challenge, and send the form."""

    def show(address, answer):
        client.get(address)
        challenge = bytes.fromhex(client.session["challenge"])
        return client.post(address, {"credential": answer(challenge)}, headers=HERE)

    return show


def test_a_link_makes_a_passkey_and_lets_its_person_in_once(client, show, link):
    device = Authenticator()
    assert show(link, device.enrol).url == "/desk/"
    assert client.get("/desk/").status_code == 200
    client.post("/desk/sign-out/", headers=HERE)
    assert client.get("/desk/").url == "/desk/sign-in/"
    assert client.get(link).status_code == 422
    assert show("/desk/sign-in/", device.sign_in).url == "/desk/"
    assert client.get("/desk/").status_code == 200


def test_a_used_link_is_not_printed_again(show, link):
    from abjure.desk.staff import actions

    show(link, Authenticator().enrol)
    assert link not in {address for _, _, address in actions.enrolment_links("")}


def test_what_they_did_is_in_the_record(client, show, link):
    from abjure.desk.staff import record
    from abjure.desk.staff.models import Deed

    device = Authenticator()
    show(link, device.enrol)
    client.post("/desk/sign-out/", headers=HERE)
    show("/desk/sign-in/", device.sign_in)
    assert [deed.verb for deed in Deed.objects.all()] == ["enrol", "sign-out", "sign-in"]
    assert record.check() == 3


@pytest.mark.parametrize(
    "device",
    [
        pytest.param(Authenticator(origin="https://testserver.example"), id="a cloned site"),
        pytest.param(Authenticator(name="elsewhere"), id="another host's passkey"),
        pytest.param(Authenticator(flags=PRESENT), id="a device that did not ask who holds it"),
        pytest.param(Authenticator(flags=0), id="a device that nobody touched"),
    ],
)
def test_a_passkey_that_is_not_of_here_makes_nobody(show, link, device):
    from abjure.desk.staff.models import Passkey

    assert show(link, device.enrol).status_code == 422
    assert not Passkey.objects.exists()


def test_a_passkey_of_nobody_lets_nobody_in(show):
    assert show("/desk/sign-in/", Authenticator().sign_in).status_code == 422


def test_an_answer_to_another_challenge_is_refused(show, link):
    assert show(link, lambda _: Authenticator().enrol(bytes(32))).status_code == 422


def test_a_copied_passkey_is_noticed_by_its_count(client, show, link):
    device = Authenticator()
    show(link, device.enrol)
    for count, status in ((5, 302), (2, 422)):
        client.post("/desk/sign-out/", headers=HERE)
        device.count = count
        assert show("/desk/sign-in/", device.sign_in).status_code == status


def test_whoever_works_here_no_more_is_not_let_in(client, show, link, staff):
    device = Authenticator()
    show(link, device.enrol)
    person = staff["moderator-1"]
    person.active = False
    person.save()
    assert client.get("/desk/").url == "/desk/sign-in/"
    assert show("/desk/sign-in/", device.sign_in).status_code == 422


def test_a_second_passkey_lets_the_same_person_in(client, show, link):
    first, second = Authenticator(), Authenticator()
    show(link, first.enrol)
    assert show("/desk/passkeys/", second.enrol).url == "/desk/passkeys/"
    assert client.get("/desk/passkeys/").content.count(b"<li>") == 2
    for device in (first, second):
        client.post("/desk/sign-out/", headers=HERE)
        assert show("/desk/sign-in/", device.sign_in).url == "/desk/"
        assert b"moderator-1" in client.get("/desk/").content


def test_a_device_is_told_which_passkeys_there_are_already(client, show, link):
    device = Authenticator()
    show(link, device.enrol)
    assert b64(device.credential) in client.get("/desk/passkeys/").content.decode()


def test_one_device_has_one_passkey(show, link):
    device = Authenticator()
    show(link, device.enrol)
    assert show("/desk/passkeys/", device.enrol).status_code == 422


def test_nobody_has_more_than_five(show, link):
    show(link, Authenticator().enrol)
    assert [show("/desk/passkeys/", Authenticator().enrol).status_code for _ in range(5)] == [302] * 4 + [422]


def test_without_having_signed_in_nobody_adds_a_passkey(client):
    from abjure.desk.staff.models import Passkey

    answer = client.post("/desk/passkeys/", {"credential": Authenticator().enrol(bytes(32))}, headers=HERE)
    assert answer.url == "/desk/sign-in/"
    assert not Passkey.objects.exists()


def test_every_passkey_is_in_the_record(show, link):
    from abjure.desk.staff.models import Deed

    devices = [Authenticator(), Authenticator()]
    show(link, devices[0].enrol)
    show("/desk/passkeys/", devices[1].enrol)
    enrolled = Deed.objects.filter(verb="enrol").values_list("subject", flat=True)
    assert list(enrolled) == [hashlib.sha256(device.credential).hexdigest() for device in devices]


def test_a_new_link_takes_the_place_of_a_lost_one(client, show, link, now):
    from abjure.desk.staff import actions, record
    from abjure.desk.staff.models import Deed

    actions.renew_link(handle="moderator-1", forget=False, now=now)
    assert client.get(link).status_code == 422
    mine = [address for handle, _, address in actions.enrolment_links("") if handle == "moderator-1"]
    assert len(mine) == 1
    assert show(mine[0], Authenticator().enrol).url == "/desk/"
    assert [deed.verb for deed in Deed.objects.all()] == ["link", "enrol"]
    assert record.check() == 2


@pytest.mark.parametrize(("forget", "let_in"), [(False, "/desk/"), (True, None)], ids=["kept", "forgotten"])
def test_what_a_lost_device_could_do_ends_where_it_is_told_so(client, show, link, now, forget, let_in):
    from abjure.desk.staff import actions

    device = Authenticator()
    show(link, device.enrol)
    actions.renew_link(handle="moderator-1", forget=forget, now=now)
    assert client.get("/desk/").status_code == (302 if forget else 200), "the session"
    client.post("/desk/sign-out/", headers=HERE)
    assert show("/desk/sign-in/", device.sign_in).headers.get("Location") == let_in


@pytest.mark.parametrize("handle", ["nobody", "demo-moderator-1"])
def test_only_who_works_here_has_a_link(handle, now):
    from abjure.desk.staff import actions

    with pytest.raises(Refused, match=r"^staff\.handle$"):
        actions.renew_link(handle=handle, forget=False, now=now)
