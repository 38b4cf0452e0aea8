"""What holds for every experiment of the lab and each of its examples."""

import importlib
import re
import subprocess
import sys
from functools import cache

import plotly.graph_objects as go
import pytest

from lab import experiments
from lab.contract.claim import FEWEST, RUNS
from lab.contract.errors import BadInput
from lab.contract.figure import Above, Across, Exponent, Grid, Line, Moment, Span
from lab.contract.settings import number
from lab.runs.format import checkpoint
from lab.runs.names.specification import Run, estimated, specify
from lab.runs.read.branch import child
from lab.runs.service.batches import in_batches
from lab.ui.lessons import followed, tries
from tests.experiments.rows import digests, frames, gathered, rows
from tests.experiments.words import plain

EXPERIMENTS = experiments.every()
EXAMPLES = [(one, preset.name) for one in EXPERIMENTS for preset in one.presets]
CLAIMS = [(one, claim) for one in EXPERIMENTS for claim in one.claims]
STEPS = 25
ROLES = {"model", "data", "limit", "second", "truth", "others", "ink", "soft", "hairline", "panel"}
example = pytest.mark.parametrize(
    ("experiment", "preset"), EXAMPLES, ids=lambda one: getattr(one, "name", one)
)
every = pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda one: one.name)


def here(experiment, preset):
    """An example's run, small where it needs a GPU."""
    without_gpu = cases(experiment).WITHOUT_GPU if experiment.preset(preset).needs_gpu else {}
    return specify(experiment.name, preset, **without_gpu)


def some_members(experiment, preset, most=3):
    """The first runs of an example's set that train as one batch."""
    runs = here(experiment, preset).members
    return [run.config for run in in_batches(runs)[0][:most]]


def short(config):
    """A config whose last row comes soon, made small where its cases say how."""
    package = type(config).__module__.split(".")[-2]
    small = getattr(importlib.import_module(f"tests.experiments.cases.{package}"), "SMALL", {})
    if "steps" in type(config).settings():
        small = {"steps": min(config.steps, STEPS), **small}
    return config.replace(**small)


def cases(experiment):
    return importlib.import_module(f"tests.experiments.cases.{experiment.name.replace('-', '_')}")


def trained(experiment, configs):
    """The digests of these as one batch."""
    return digests(frames(experiment.train(configs), STEPS), len(configs))


@cache
def trained_before(name, preset):
    """The digests of an example's first members as one batch, trained once for all that compare with it."""
    experiment = experiments.find(name)
    return trained(experiment, [short(config) for config in some_members(experiment, preset)])


@example
def test_trained_twice_gives_equal_digests(experiment, preset):
    configs = [short(config) for config in some_members(experiment, preset)]
    assert trained(experiment, configs) == trained_before(experiment.name, preset)


@example
def test_a_checkpoint_continues_as_if_nothing_had_happened(experiment, preset):
    configs = [short(config) for config in some_members(experiment, preset)]
    straight = experiment.train(configs)
    before = frames(straight, STEPS // 2)
    reached = straight.progress()
    saved = checkpoint.pack(straight.state_dict())
    after = frames(straight, STEPS)
    resumed = experiment.train(configs)
    resumed.load_state_dict(checkpoint.unpack(saved))
    assert resumed.progress() == reached > 0
    again = frames(resumed, STEPS)
    assert before or after
    assert digests(again, len(configs)) == digests(after, len(configs))


@example
def test_a_member_of_a_batch_has_the_bits_of_its_run_alone(experiment, preset):
    configs = [short(config) for config in some_members(experiment, preset)]
    alone = [trained(experiment, [config])[0] for config in configs]
    # A mark carries its member's number; nothing else may differ.
    assert trained_before(experiment.name, preset) == alone


def first_with(experiment, setting):
    """The first run of the first small example that uses a setting."""
    configs = (short(some_members(experiment, preset.name, most=1)[0]) for preset in experiment.everywhere)
    return next(config for config in configs if setting not in experiment.unused(config))


@pytest.mark.long
@every
def test_both_ends_of_every_bound_run_or_are_refused_in_a_sentence(experiment):
    refusals = []
    for name, about in experiment.config.settings().items():
        config = first_with(experiment, name)
        for end in (about.minimum, about.maximum, *about.choices):
            if end is None or end in ("auto", "cuda"):
                continue
            try:
                changed = config.replace(**{name: (end,) if about.singular else end})
            except BadInput as error:
                refusals.append(str(error))
                continue
            training = experiment.train([changed])
            seen = frames(training, 3)
            assert training.progress() >= 1
            if any(frame.scalars for frame in seen):
                assert plain(experiment.sentence(gathered(training, seen), seen[-1].step))
    assert all(sentence.endswith(".") and len(sentence) < 300 for sentence in refusals)


@example
def test_every_binding_names_what_the_recording_has(experiment, preset):
    config = some_members(experiment, preset, most=1)[0]
    recorded = rows(experiment.train([short(config)]))
    plural = {about.singular for about in type(config).settings().values()}
    for figure in experiment.figures(config):
        assert figure.bindings
        for binding in figure.bindings:
            match binding:
                case Line():
                    named = {binding.x, binding.y, binding.over or binding.y}
                    assert named <= set(recorded.columns)
                case Across():
                    assert binding.y in recorded.columns
                    assert binding.x in plural
                case Above():
                    assert binding.y in recorded.columns
                    assert binding.of in {
                        one.trace for one in figure.bindings if isinstance(one, Across | Grid)
                    }
                case Grid():
                    assert binding.z in recorded.columns
                    assert {binding.x, binding.y} <= plural
                    assert binding.opens is None or experiment.preset(binding.opens)
                case Moment() | Span():
                    axis = binding.yaxis.replace("y", "yaxis", 1)
                    assert axis in figure.layout
                    assert binding.mark
                case Exponent():
                    assert binding.of in {one.trace for one in figure.bindings if isinstance(one, Across)}
                case _:
                    assert getattr(binding, "y", "step") in recorded.columns
                    assert getattr(binding, "array", None) in {None, *recorded.arrays}
            assert getattr(binding, "trace", 0) < len(figure.traces)


@example
def test_figures_are_plotly_s_own_and_need_no_webgl(experiment, preset):
    config = here(experiment, preset).config
    names = [figure.name for figure in experiment.figures(config)]
    assert len(set(names)) == len(names)
    for figure in experiment.figures(config):
        drawn = go.Figure(coloured(list(figure.traces)), coloured(dict(figure.layout)))
        assert not [one.type for one in drawn.data if one.type.endswith("gl") or "3d" in one.type]
        assert all(200 <= height <= 800 for height in figure.height)


def coloured(value):
    """A figure's description with its roles replaced by colours, each of them known."""
    if isinstance(value, dict):
        return {key: coloured(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [coloured(one) for one in value]
    if isinstance(value, str) and value.startswith("@"):
        assert value[1:] in ROLES
        return "#123456"
    return value


@pytest.mark.parametrize(("experiment", "claim"), CLAIMS, ids=lambda one: getattr(one, "slug", ""))
def test_a_claim_can_hold_fail_and_stay_unobserved(experiment, claim):
    given = cases(experiment)
    told = {
        "checked" if claim.checked else "holds": given.SUPPORTED[claim.slug],
        "does not hold": given.VIOLATED[claim.slug],
        "not observed": given.SILENT[claim.slug],
    }
    for outcome, recordings in told.items():
        assert recordings
        for recorded in recordings:
            verdict = claim.judge(recorded)
            assert verdict.outcome == outcome, verdict
            assert verdict.number


@pytest.mark.parametrize(("experiment", "claim"), CLAIMS, ids=lambda one: getattr(one, "slug", ""))
def test_the_evidence_of_a_claim_can_be_specified(experiment, claim):
    named = set()
    for one in claim.evidence:
        run = specify(experiment.name, one.preset, **one.fields)
        named.add((child(run, 1, one.changes) if one.at else run).id)
    assert len(named) == len(claim.evidence)
    if claim.draws is not None:
        assert specify_draws(experiment, claim.draws)
        assert claim.draws.runs >= RUNS or (claim.draws.runs >= FEWEST and claim.draws.why)
    else:
        assert named


def specify_draws(experiment, draws):
    """Ids of what two seeds train: other runs for each."""
    first, second = (
        {run.id for request in draws.of(seed) for run in specified(experiment, request)}
        for seed in draws.seeds[:2]
    )
    assert not first & second
    return first | second


def specified(experiment, request):
    run = specify(experiment.name, request.preset, **request.fields)
    return (child(run, 1, request.changes),) if request.at else run.members


@every
def test_the_sentence_changes_at_its_marks_and_at_each_row_is_one(experiment):
    recording, names = cases(experiment).TOLD
    for name in names:
        mark = next(mark for mark in recording.marks if mark.name == name)
        before, at = (words(experiment.sentence(recording, step)) for step in (mark.at - 1, mark.at))
        assert before != at
    for step in recording.column("step")[::37]:
        sentence = experiment.sentence(recording, int(step))
        assert plain(sentence)
        assert len(sentence) < 250


def words(sentence):
    return re.sub(r"[\d.,e+-]+", "", sentence)


@every
def test_every_example_has_its_own_name_a_title_and_a_cost(experiment):
    names = [preset.name for preset in experiment.presets]
    assert len(set(names)) == len(names)
    for preset in experiment.presets:
        cost = experiment.estimate([experiment.configure(preset.name)])
        assert min(cost.steps, cost.seconds, cost.bytes) > 0
        assert len(preset.title) <= 40


@every
def test_the_links_of_the_story_lead_somewhere(experiment):
    """Each "try this" parses, is affordable by default and begins; `make lessons` runs them to their ends."""
    found = tries(experiment)
    assert found
    begun = set()
    for link in found:
        address = followed(experiment, link)
        assert bool(address.asked("at")) == bool(address.staged)
        run = Run(experiment, address.config).members[0]
        if address.staged:
            assert child(run, 1, dict(address.staged)).interventions
        assert 0 < estimated(Run(experiment, address.config).members).seconds <= number("LAB_MAX_SECONDS")
        if run.id not in begun:
            training = experiment.train([short(run.config)])
            frames(training, 3)
            assert training.progress() >= 1
        begun.add(run.id)


def test_what_the_web_process_imports_of_an_experiment_needs_nothing_heavy():
    code = (
        "import sys; from lab import experiments\n"
        "for one in experiments.every():\n"
        "    for preset in one.presets: one.figures(one.configure(preset.name))\n"
        "print({'torch', 'scipy', 'ot', 'sklearn', 'matplotlib'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, encoding="utf-8")
    assert done.stdout == "set()\n"


@every
def test_in_a_notebook_it_is_a_line(experiment):
    assert experiment.name in repr(experiment)
    assert len(repr(experiment)) < 300
