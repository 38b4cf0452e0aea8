"""A config says once what may be set; every way in gets the same bounds and the same sentences."""

from typing import Literal, Self

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import model_validator

from lab.contract.config import ExperimentConfig
from lab.contract.errors import BadInput
from lab.contract.field import member, setting, several


class Config(ExperimentConfig):
    eta: float = setting(0.01, "Step size.", symbol="η", minimum=1e-5, maximum=1.0, scale="log", live=True)
    steps: int = setting(10, "Rows.", minimum=1, maximum=20)
    optimizer: Literal["adam", "gd"] = setting("adam", "Rule.")
    guard: bool = setting(False, "Keep below the threshold.")
    seeds: tuple[int, ...] = setting((0,), "Draws.", minimum=0, maximum=10, singular="seed")
    betas: tuple[float, ...] = setting((), "Spans a set.", minimum=0.0, maximum=0.999, singular="beta")


class Guarded(Config):
    """One whose fields depend on one another."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.guard and self.steps > 15:
            raise BadInput(f"steps = {self.steps} is too long with a guard.")
        return self


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("eta", "3", "eta = 3.0 is outside 1e-05 … 1.0 (log). Try eta=0.01."),
        ("eta", "nan", "eta = nan is not allowed here: 1e-05 … 1.0 (log). Try eta=0.01."),
        ("eta", "fast", "eta = fast is not allowed here: 1e-05 … 1.0 (log). Try eta=0.01."),
        ("steps", "2.5", "steps = 2.5 is not allowed here: whole numbers 1 … 20. Try steps=10."),
        ("optimizer", "sgd", "optimizer = sgd is not allowed here: one of adam, gd. Try optimizer=adam."),
        ("guard", "maybe", "guard = maybe is not allowed here: true or false. Try guard=false."),
        ("seeds", "1,99", "seeds = 99 is outside whole numbers 0 … 10 each, separated by commas."),
        ("seeds", "", "seeds has 0 values, allowed are 1 … 64, separated by commas."),
        ("ETTA", "1", "ETTA is not a setting here; the nearest is eta."),
        ("colour", "red", "colour is not a setting here; the nearest is guard."),
    ],
)
def test_what_cannot_be_taken_gets_one_sentence_that_names_the_range(name, text, sentence):
    with pytest.raises(BadInput) as refused:
        Config.make({name: text})
    assert str(refused.value).startswith(sentence)


def test_a_link_keeps_what_it_can_and_says_what_it_cannot():
    parsed = Config.parse({"eta": "3", "steps": "12"}, {"guard": True})
    assert parsed.config == Config(steps=12, guard=True)
    assert len(parsed.problems) == 1


def test_values_that_are_allowed_together_alone_are_taken_in_any_order():
    link = {"guard": "true", "steps": "12"}
    for fields in (link, dict(reversed(link.items()))):
        parsed = Guarded.parse(fields, {"steps": 20})
        assert (parsed.config, parsed.problems) == (Guarded(steps=12, guard=True), ())


@given(
    eta=st.floats(1e-5, 1.0),
    steps=st.integers(1, 20),
    guard=st.booleans(),
    seeds=st.lists(st.integers(0, 10), min_size=1, max_size=5),
    betas=st.lists(st.floats(0, 0.999), max_size=5),
)
def test_text_of_a_link_reads_back_as_the_same_config(eta, steps, guard, seeds, betas):
    config = Config(eta=eta, steps=steps, guard=guard, seeds=tuple(seeds), betas=tuple(betas))
    assert Config.make(config.differing(Config())) == config


def test_a_whole_number_given_for_a_real_one_is_the_same_config():
    assert Config.make({"eta": 1}).values() == Config.make({"eta": 1.0}).values()


def test_device_is_the_last_setting_and_auto_by_default():
    assert list(Config.settings())[-1] == "device"
    assert Config().device == "auto"


class Swept(Config):
    """One with a field of several values, and a plural field without a field beside it."""

    gamma: float = setting(0.5, "How small.", symbol="γ", minimum=0.1, maximum=2.0, scale="log")
    gammas: tuple[float, ...] = several("gamma", "Several at once.")
    sizes: tuple[int, ...] = setting((), "Sizes.", minimum=1, maximum=9, singular="size")
    size = member(sizes, 4)
    layers: tuple[int, ...] = setting((1, 2), "Depths.", minimum=1, maximum=4, singular="layers")
    depth = member(layers)


def test_a_plural_field_has_the_bounds_of_the_field_it_is_several_of():
    about = Swept.settings()["gammas"]
    assert (about.default, about.singular, about.symbol) == ((), "gamma", "γ")
    with pytest.raises(BadInput, match=r"gammas = 3.0 is outside 0.1 … 2.0 each"):
        Swept.make({"gammas": "0.5,3"})


def test_a_member_has_its_own_value_in_every_field_and_is_called_as_before():
    one = Swept(gammas=(0.3,), sizes=(7,), layers=(3,))
    assert (one.resolved.gamma, one.resolved.size, one.resolved.depth) == (0.3, 7, 3)
    assert one.resolved.resolved == one.resolved
    assert one.values()["gamma"] == 0.5
    whole = Swept(gammas=(0.3, 0.4))
    assert (whole.resolved, whole.size, whole.depth) == (whole, 4, 1)


def test_a_set_has_as_many_members_as_its_plural_fields_have_pairs():
    assert Swept(layers=(1,)).members == 1
    assert Swept(gammas=(0.3, 0.4), seeds=(1, 2, 3)).members == 2 * 3 * 2


def test_runs_that_differ_in_some_plural_fields_alone_have_one_key():
    runs = [Swept(gammas=(0.3,)), Swept(gammas=(0.4,)), Swept(gamma=0.6), Swept(gammas=(0.3,), sizes=(2,))]
    keys = [one.without(("gammas",)) for one in runs]
    assert keys[0] == keys[1] == keys[2] != keys[3]
    assert len({*keys}) == 2
