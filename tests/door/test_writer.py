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
    assert again == [(handed_in(1).digest, DAY.isoformat())]


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
