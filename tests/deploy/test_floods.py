"""Floods of forms: from one address they go the slow way, from many they are counted together, and nobody is refused."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

SLOW = b"Very much arrives just now"


def flood(call, addresses, count):
    """Post so many previews over all addresses, four at a time; return the answers."""
    callers = [call(address) for address in addresses]

    def some(first):
        return [callers[number % len(callers)].post("preview") for number in range(first, count, 4)]

    # Every thread has connections of its own: the number of addresses is 1, or a multiple of 4.
    with ThreadPoolExecutor(4 if len(callers) % 4 == 0 else 1) as pool:
        return [answer for found in pool.map(some, range(4)) for answer in found]


def test_a_flood_from_one_address_goes_the_slow_way_and_its_neighbours_do_not(front, call):
    answers = flood(call, ["127.0.1.7"], 100)
    assert {answer.status for answer in answers} == {200}
    assert sum(SLOW in answer.body for answer in answers) >= 79
    assert SLOW not in call("127.0.2.7").post("preview").body


def test_a_flood_from_many_addresses_is_taken_as_a_crowd_would_be(front, call):
    answers = flood(call, [f"127.1.{number}.1" for number in range(40)], 200)
    assert {answer.status for answer in answers} == {200}
    assert not any(SLOW in answer.body for answer in answers)


def test_no_file_of_the_house_tells_from_where(front, call):
    from tests.household import files_with

    call("127.0.99.77").post("preview")
    folders = [front.home, *(front.folder / name for name in ("run-front",)), front.folder]
    for place in (b"127.0.99.77", b"127.0.99"):
        assert files_with(place, folders) == []


def test_how_much_arrived_can_be_asked_for_in_numbers_alone(front, call):
    call("127.0.3.7").post("preview")
    said = front.run("door", "switch").stdout
    assert said.startswith("open: everything is open\npreviews this hour: ")


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    "addresses", [["127.2.0.1"], [f"127.3.{number}.{host}" for number in range(250) for host in (1, 2)]], ids=["one", "many"]
)
def test_ten_thousand_forms_a_minute_hold_nobody_else_up(front, call, addresses):
    start = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        flooding = pool.submit(flood, call, addresses, 10_000)
        waited = []
        while not flooding.done():
            waited.append(call("127.9.9.9").ask("GET", "/declare/").seconds)
            time.sleep(0.5)
        answers = flooding.result()
    seconds = time.monotonic() - start
    print(f"10,000 forms in {seconds:.0f} s; slow {sum(SLOW in answer.body for answer in answers)}; longest wait {max(waited):.2f} s")
    assert {answer.status for answer in answers} == {200}
    assert sorted(waited)[len(waited) * 99 // 100] < 1
