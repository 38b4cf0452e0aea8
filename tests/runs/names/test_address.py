"""The address of a page names what it shows: read strictly, written sparingly, and back to the same."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab import experiments
from lab.contract.errors import NotFound
from lab.contract.settings import ROOT
from lab.runs.names.address import read
from lab.runs.names.specification import Intervention, Run, specify
from lab.ui.story import ADDRESS

ADAM = experiments.find("adam-spikes")


def nowhere(id: str) -> Run:
    raise NotFound(f"Run {id} is not in this store.")


def test_a_bare_address_is_the_first_example_and_says_so_in_one_word():
    address = read(ADAM, {}, nowhere)
    assert address.parameters == {"preset": ADAM.presets[0].name}


@given(eta=st.floats(1e-4, 1.0), seed=st.integers(0, 100))
def test_what_is_written_reads_back_as_the_same_run(eta, seed):
    run = specify("adam-spikes", "fnn-sin", eta=eta, seed=seed)
    given = {"preset": "fnn-sin", "eta": repr(eta), "seed": str(seed)}
    address = read(ADAM, given, nowhere)
    assert specify("adam-spikes", None, **address.config.values()).id == run.id
    assert read(ADAM, address.parameters, nowhere).config == address.config


def test_only_what_differs_from_the_example_is_written():
    address = read(ADAM, {"preset": "fnn-sin", "eta": "0.02", "steps": "3300"}, nowhere)
    steps = ADAM.configure("fnn-sin").steps
    expected = {"preset": "fnn-sin", "eta": "0.02"} | ({} if steps == 3300 else {"steps": "3300"})
    assert address.parameters == expected


@pytest.mark.parametrize(
    ("link", "page"), ADDRESS.findall((ROOT / "docs" / "teachers.md").read_text(encoding="utf-8"))
)
def test_what_teachers_are_given_opens_as_it_says(link, page):
    experiment = experiments.find(page)
    address = read(experiment, dict(parse_qsl(link.partition("?")[2])), nowhere)
    assert address.problems == ()
    assert not address.stage or address.preset in {cut.preset for cut in experiment.cuts}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"eta": "99"}, "eta = 99.0 is outside"),
        ({"colour": "red"}, "colour is not a setting here"),
        ({"preset": "resnet"}, "resnet is not an example of adam-spikes"),
        ({"set": "epsilon:99"}, "epsilon = 99.0 is outside"),
        ({"set": "steps:5"}, "steps cannot be changed in the middle of a run"),
        ({"set": "nonsense"}, "nonsense cannot be changed in the middle of a run"),
        ({"run": "../etc"}, "run = ../etc is not a run's id"),
        ({"run": "0123456789abcdef"}, "Run 0123456789abcdef is not in this store."),
    ],
)
def test_what_a_link_gets_wrong_is_said_once_and_the_example_stands(given, sentence):
    address = read(ADAM, given, nowhere)
    assert len(address.problems) == 1
    assert address.problems[0].startswith(sentence)
    assert address.config == specify("adam-spikes").config


def test_a_named_run_wins_over_the_settings_and_a_moved_control_leaves_it():
    run = specify("adam-spikes", "fnn-sin", (Intervention(10, "epsilon", 0.1),), eta=0.02)
    address = read(ADAM, {"run": run.id, "eta": "0.5", "step": "7"}, lambda id: run)
    assert (address.config, address.interventions, address.step) == (run.config, run.interventions, 7)
    moved = address.changed(run.config.replace(seed=5))
    assert (moved.run, moved.interventions, moved.step) == (None, (), None)
    assert address.parameters["run"] == run.id
    assert "run" not in moved.parameters


def test_how_the_page_is_shown_survives_a_moved_control():
    address = read(ADAM, {"view": "stage", "lock": "eta", "step": "3"}, nowhere)
    moved = address.changed(address.config.replace(seed=5))
    assert moved.stage
    assert dict(moved.kept) == {"view": "stage", "lock": "eta"}


def test_a_prepared_branch_is_staged_and_stays_in_the_address():
    given = {"preset": "fnn-sin", "at": "crossing-2", "set": "epsilon:0.1,beta2:0.9"}
    address = read(ADAM, given, nowhere)
    assert address.staged == (("epsilon", 0.1), ("beta2", 0.9))
    assert address.asked("at") == "crossing-2"
    assert address.problems == ()
    assert address.parameters == given


def test_the_controls_of_a_branch_show_what_was_changed_and_moving_one_starts_anew():
    branch = Run(
        ADAM,
        ADAM.configure("fnn-sin", device="cpu"),
        (Intervention(9, "epsilon", 0.1),),
    )
    address = read(ADAM, {"preset": "fnn-sin", "run": branch.id}, lambda _: branch)
    assert address.settings.epsilon == 0.1
    assert address.changed(address.settings) is address
    moved = address.changed(address.settings.replace(eta=0.02))
    assert (moved.run, moved.interventions) == (None, ())
    assert (moved.config.eta, moved.config.epsilon) == (0.02, 0.1)
