"""A training that names what it saves goes on as if nothing had happened."""

from collections import deque

import numpy as np
import pytest

from lab.contract.config import ExperimentConfig
from lab.contract.training import Counted, Frame


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
