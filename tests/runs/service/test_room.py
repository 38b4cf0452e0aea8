"""How much may wait: nobody fills the queue for others, and a class behind one address is never refused."""

import pytest

from lab.contract.errors import OverLimit
from lab.runs.service.fair import ROOMS, Asked, Asker
from lab.runs.service.room import CLASS, Load, check

HERE = "192.0.2.1"


def waits(count, seconds, *, address=HERE, known=True, owner="stranger"):
    return [Asked(Asker(f"{owner} {k}", address, known), seconds) for k in range(count)]


def test_forty_of_one_class_are_never_refused_behind_one_address():
    waiting = []
    for k in range(CLASS):
        pupil = Asker(f"pupil {k}", HERE)
        check(pupil, [600.0], Load(waiting))
        waiting.append(Asked(pupil, 600.0))
    assert len(waiting) >= 60


def test_what_comes_without_a_cookie_is_one_visitor_of_its_address():
    waiting = waits(16, 1.0, known=False)
    with pytest.raises(OverLimit, match="makes 17 runs of yours"):
        check(Asker("stranger 99", HERE, known=False), [1.0], Load(waiting))
    check(Asker("stranger 99", "192.0.2.2", known=False), [1.0], Load(waiting))


def test_an_address_may_have_half_of_the_seconds_wait_and_is_told_how_long_they_take(monkeypatch):
    monkeypatch.setenv("LAB_WORKERS", "2")
    waiting = waits(4, 380.0, known=False)
    said = "address 1900 s of computing would wait, and 1800 s may: what is before it takes about 13 minutes"
    with pytest.raises(OverLimit, match=said):
        check(Asker("stranger 5", HERE, known=False), [380.0], Load(waiting))


def test_more_seconds_than_may_wait_are_refused_from_anywhere(monkeypatch):
    monkeypatch.setenv("LAB_WORKERS", "1")
    waiting = [entry for k in range(36) for entry in waits(1, 100.0, address=f"192.0.2.{k}", known=False)]
    with pytest.raises(OverLimit, match=r"3600 s of computing wait already, .* about 60 minutes"):
        check(Asker("another", "198.51.100.1", known=False), [1.0], Load(waiting))


def test_who_has_nothing_waiting_is_taken_where_others_are_refused():
    waiting = waits(64, 50.0, owner="greedy")
    newcomer = Asker("newcomer", "198.51.100.1")
    check(newcomer, [2.0], Load(waiting))
    mine = [*waiting, Asked(newcomer, 2.0)]
    with pytest.raises(OverLimit, match="65 runs wait already, and 64 may"):
        check(newcomer, [2.0], Load(mine))


def test_the_places_that_are_kept_have_an_end_too():
    waiting = waits(128, 1.0, address="198.51.100.2")
    with pytest.raises(OverLimit, match="128 runs wait already"):
        check(Asker("newcomer", HERE), [2.0], Load(waiting))
    waiting = waits(CLASS + 1, 1.0)
    with pytest.raises(OverLimit, match="65 runs wait already"):
        check(Asker("one more", HERE), [2.0], Load(waiting))


def test_what_takes_a_free_place_does_not_wait():
    check(Asker("somebody", HERE, known=False), [1900.0, 1.0], Load(free=2))
    with pytest.raises(OverLimit, match="From your address"):
        check(Asker("somebody", HERE, known=False), [1.0, 1900.0], Load(free=1))


def test_rooms_have_places_of_their_own_beside_everybody_s():
    full, class_ = waits(128, 50.0, owner="greedy"), Asker("room a", ROOMS)
    check(class_, [20.0, 20.0, 20.0], Load(full))
    rooms = waits(64, 1.0, address=ROOMS, owner="room")
    with pytest.raises(OverLimit, match="64 runs wait already, and 64 may"):
        check(class_, [1.0, 1.0], Load(rooms))
    check(Asker("visitor", HERE, known=False), [1.0], Load(rooms))
