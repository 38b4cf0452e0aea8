"""The same little of what `make fuzz` tries at length: Hypothesis draws, and shrinks what it finds."""

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.classes import Rooms
from tests.fuzz.configs import Links, Numbers, Settings
from tests.fuzz.door import over_network
from tests.fuzz.files import Memories, Recordings
from tests.fuzz.measure import Kind, check, measure
from tests.fuzz.requests import Bodies, Messages
from tests.serving import Server

LOCAL = (Settings, Links, Numbers, Memories)
SERVED = (Bodies, Messages, Rooms)
draws = given(st.randoms(use_true_random=False))


@pytest.fixture(scope="module")
def served(server: Server) -> Iterator[list[Kind]]:
    """What a server takes."""
    with over_network(server) as door:
        yield [kind(door) for kind in SERVED]


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Recordings:
    """What a store takes."""
    return Recordings(tmp_path_factory.mktemp("recordings"))


@pytest.mark.parametrize("kind", [kind() for kind in LOCAL], ids=[kind.__name__ for kind in LOCAL])
@settings(max_examples=60, derandomize=True)
@draws
def test_what_is_nearly_valid_is_taken_or_refused_in_a_sentence(kind: Kind, random: Random):
    check(kind, kind.draw(random))


@pytest.mark.parametrize("number", range(len(SERVED)), ids=[kind.__name__ for kind in SERVED])
@settings(max_examples=60, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@draws
def test_a_server_takes_or_refuses_it(served: list[Kind], number: int, random: Random):
    check(served[number], served[number].draw(random))


@pytest.mark.filterwarnings("ignore:overflow encountered:RuntimeWarning")  # a sum of the largest
@settings(max_examples=12, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@draws
def test_a_store_takes_or_refuses_it(recordings: Recordings, random: Random):
    check(recordings, recordings.draw(random))


@pytest.mark.parametrize("kind", LOCAL)
def test_an_input_is_made_again_by_its_number(kind: type[Kind]):
    assert ascii(kind().draw(Random("0 x 17"))) == ascii(kind().draw(Random("0 x 17")))


class Faulty:
    """Takes what is even, refuses nothing, and fails at 3."""

    def draw(self, random: Random) -> int:
        return random.randrange(4)

    def take(self, drawn: int) -> None:
        assert drawn != 3, "three"


def test_what_fails_is_counted_with_its_input():
    count = measure("faulty", Faulty(), range(200), seed=0)
    assert count.inputs == 200
    assert count.accepted + count.found.total() == 200
    assert count.found.total() > 20
    (example,) = count.findings.values()
    assert example.endswith(": 3")


class Broken(Faulty):
    """Draws nothing where it would have drawn 2."""

    def draw(self, random: Random) -> int:
        if (drawn := super().draw(random)) == 2:
            raise ValueError("two")
        return drawn


def test_what_is_not_drawn_costs_its_input_and_no_other():
    count = measure("broken", Broken(), range(200), seed=0)
    assert count.inputs == 200
    assert sorted(what.partition(" in ")[0] for what in count.found) == [
        "AssertionError",
        "not drawn: ValueError",
    ]
