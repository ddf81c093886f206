"""Every address of the desk against everyone who might open it: nobody is let in but those named here, and no address is left out."""

import pytest
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

NAME = "00" * 32
ARGUMENTS = {"name": NAME, "other": NAME, "number": 1, "token": "unknown", "language": "en", "page": "desk/", "act": "object"}
PUBLIC = {"staff:enrol", "staff:sign-in", "staff:sign-out", "staff:speak"}
MODERATOR, EXAMINER = "moderator", "examiner"
# Who may open what; whoever else signs in is told that it is not for them.
BOTH = {"moderation:queue", "staff:further"}
BY_ROOM = {
    "moderation": {MODERATOR},
    "importing": {MODERATOR},
    "certificates": {EXAMINER},
    "requests": {MODERATOR, EXAMINER},
    "scribe": {MODERATOR, EXAMINER},
}
OUTSIDE = {"demo-moderator-1", None}


def patterns(resolver, room=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, pattern.namespace or room)
        elif isinstance(pattern, URLPattern) and room:
            yield f"{room}:{pattern.name}", pattern


def addresses():
    from django.urls import reverse

    resolver = get_resolver("abjure.server.urls_desk")
    for name, pattern in patterns(resolver):
        wanted = {key: ARGUMENTS[key] for key in pattern.pattern.converters}
        yield name, reverse(name, urlconf="abjure.server.urls_desk", kwargs=wanted)


def listed():
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    return sorted(addresses())


@pytest.fixture
def ask(client, seated, staff):
    """Ask for an address with both verbs as this person; return the answers."""

    def ask(handle, address):
        if handle is not None:
            seated(handle)
        headers = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
        return [client.get(address), client.post(address, headers=headers)]

    return ask


def test_every_room_of_the_desk_is_in_the_matrix():
    assert {name.partition(":")[0] for name, _ in listed()} == set(BY_ROOM) | {"staff"}


@pytest.mark.parametrize("handle", [None, "demo-moderator-1"])
def test_who_has_not_signed_in_is_sent_to_sign_in_everywhere(ask, handle):
    for name, address in listed():
        for answer in ask(handle, address) if name not in PUBLIC else ():
            assert (answer.status_code, answer.headers.get("Location")) in {(302, "/desk/sign-in/"), (405, None)}, name


@pytest.mark.parametrize(("handle", "duty"), [("moderator-1", MODERATOR), ("examiner-1", EXAMINER)])
def test_who_has_signed_in_opens_only_what_is_theirs(ask, handle, duty):
    for name, address in listed():
        room = name.partition(":")[0]
        if name in PUBLIC | BOTH:
            continue
        statuses = {answer.status_code for answer in ask(handle, address)} - {405}
        if duty in BY_ROOM[room]:
            assert 403 not in statuses, name
        else:
            assert statuses == {403}, name


@pytest.mark.parametrize("handle", ["moderator-1", "examiner-1"])
def test_no_guessed_name_opens_anything(ask, handle):
    for name, address in listed():
        if NAME in address or "/1/" in address:
            assert {answer.status_code for answer in ask(handle, address)} <= {403, 404, 405, 422}, name
