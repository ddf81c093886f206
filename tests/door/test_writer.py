"""The door's writer: groups, the same tag twice in a group, what it answers, and a home whose path no socket can be named by."""

import socket
import threading
from datetime import date
from pathlib import Path

import pytest

from abjure.core.receipt import Receipt

DAY = date(2026, 11, 20)


def handed_in(number, sealed=b"sealed"):
    from abjure.door.envelopes.handed_in import HandedIn

    return HandedIn(bytes([number]) * 32, bytes([number + 100]) * 32, DAY, sealed)


def answer(listening):
    connection, _ = listening.accept()
    with connection:
        connection.sendall(b"here")


@pytest.mark.django_db(databases=["door"])
def test_a_group_is_kept_and_a_tag_that_comes_twice_is_one_ticket():
    from abjure.door.envelopes import group
    from abjure.door.envelopes.handed_in import HandedIn
    from abjure.door.envelopes.models import Envelope, Ticket

    twice = HandedIn(handed_in(1).tag, b"x" * 32, DAY, b"another")
    tickets = group.keep([handed_in(1), handed_in(2), twice])
    assert [ticket.digest for ticket in tickets] == [handed_in(1).digest, handed_in(2).digest, handed_in(1).digest]
    assert (Ticket.objects.count(), Envelope.objects.count()) == (2, 2)
    again = group.keep([twice])
    assert again == [(handed_in(1).digest, DAY)]


class Line:
    """A worker's line to the writer, and what it was answered."""

    def __init__(self):
        self.connection, self.answer = self, b""

    def sendall(self, answer):
        self.answer += answer


# Envelopes are told apart by the first eight bytes of their digest, and each has one tag.
@pytest.mark.parametrize("digest", [handed_in(1).digest, handed_in(1).digest[:8] + bytes(24)], ids=["the same envelope", "the same number"])
@pytest.mark.parametrize("together", [True, False], ids=["in one group", "in two"])
@pytest.mark.django_db(databases=["door"], transaction=True)
def test_an_envelope_that_another_tag_has_fails_nobody_else(digest, together):
    from abjure.door.envelopes import writer
    from abjure.door.envelopes.handed_in import HandedIn
    from abjure.door.envelopes.models import Envelope, Ticket

    asked = [(Line(), one) for one in (handed_in(1), HandedIn(b"x" * 32, digest, DAY, b"again"), handed_in(2))]
    for group in [asked] if together else [[one] for one in asked]:
        writer._answer(group)
    assert [line.answer[:1] for line, _ in asked] == [writer.KEPT, writer.SPENT, writer.KEPT]
    assert (Ticket.objects.count(), Envelope.objects.count()) == (2, 2)


def test_a_frame_is_read_as_it_was_written():
    from abjure.door.envelopes import writer

    worker = writer.Worker(socket.socket())
    frames = handed_in(1).format() + handed_in(2, bytes(4096)).format()
    seen = []
    for start in range(0, len(frames), 1000):
        worker.received += frames[start : start + 1000]
        seen += list(worker.frames())
    assert seen == [handed_in(1), handed_in(2, bytes(4096))]
    worker.connection.close()


def test_a_frame_that_is_too_long_is_refused():
    from abjure.door.envelopes import writer
    from abjure.door.envelopes.handed_in import LONGEST

    worker = writer.Worker(socket.socket(), bytearray((LONGEST + 1).to_bytes(4, "big")))
    with pytest.raises(ValueError, match=str(LONGEST + 1)):
        list(worker.frames())
    worker.connection.close()


@pytest.mark.parametrize("length", [10, 200], ids=["a short path", "a path longer than sockets allow"])
def test_a_writer_is_reached_wherever_its_home_lies(tmp_path, length):
    from abjure.door.envelopes import address

    folder = tmp_path / ("d" * length)
    folder.mkdir()
    with address.of(folder / "writer") as place, socket.socket(socket.AF_UNIX) as listening:
        listening.bind(place)
        listening.listen(1)
        answered = threading.Thread(target=answer, args=(listening,))
        answered.start()
        with address.of(folder / "writer") as there, socket.socket(socket.AF_UNIX) as asking:
            asking.connect(there)
            assert asking.recv(4) == b"here"
        answered.join()
    assert Path(folder, "writer").is_socket()


def test_a_code_never_shows_in_what_python_prints_of_it():
    receipt = Receipt.new("o")
    assert receipt.code not in repr(receipt)
