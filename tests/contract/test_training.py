"""A training that names what it saves goes on as if nothing had happened."""

from collections import deque

import numpy as np
import pytest
import torch

from lab.contract.config import ExperimentConfig
from lab.contract.state import restore, save
from lab.contract.training import Counted, Frame
from lab.runs.format.checkpoint import pack, unpack


class Part:
    def __init__(self) -> None:
        self.value = 0

    def state_dict(self) -> dict:
        return {"value": self.value}

    def load_state_dict(self, saved: dict) -> None:
        self.value = saved["value"]


class Sum(Counted, saved=("total", "parts", "recent")):
    steps = 5

    def __init__(self) -> None:
        super().__init__([ExperimentConfig()])
        self.total = np.zeros(2)
        self.parts, self.recent = {"a": Part(), "b": Part()}, deque(maxlen=2)

    def advance(self, step: int) -> Frame:
        self.total += step
        self.parts["a"].value += 1
        self.recent.append(step)
        return Frame(step, {"total": float(self.total[0])})


class Longer(Sum, saved=("extra",)):
    steps, extra = 7, 0


def test_it_counts_its_steps_and_then_stops():
    training = Sum()
    assert [training.step().step for _ in range(5)] == list(range(5))
    assert training.progress() == 5
    with pytest.raises(StopIteration):
        training.step()


def test_what_it_names_is_kept_with_what_its_base_names():
    training = Longer()
    training.step(), training.step(), training.step()
    state = training.state_dict()
    assert set(state) == {"done", "total", "parts", "recent", "extra"}
    training.step()
    assert state["total"].tolist() == [3.0, 3.0]
    again = Longer()
    part = again.parts["a"]
    again.load_state_dict(state)
    assert again.parts["a"] is part
    assert (part.value, again.recent, again.recent.maxlen) == (3, deque([1, 2]), 2)
    assert again.step().scalars == {"total": 6.0}


@pytest.mark.parametrize("generator", [np.random.default_rng(3), torch.Generator().manual_seed(3)])
def test_a_generator_goes_on_with_the_numbers_that_it_would_have_drawn(generator):
    saved = unpack(pack({"noise": save(generator)}))["noise"]

    def drawn():
        numpy = isinstance(generator, np.random.Generator)
        return generator.random(4).tolist() if numpy else torch.rand(4, generator=generator).tolist()

    expected = drawn()
    assert restore(generator, saved) is generator
    assert drawn() == expected
