"""Settings of every experiment, as a body and as a link have them, and the numbers in them."""

import json
import math
from random import Random
from typing import Any

from lab import experiments
from lab.contract.errors import BadInput, LabError, NotFound
from lab.contract.experiment import Experiment
from lab.contract.field import Setting
from lab.contract.strangers import DIGITS, QUOTED, quoted, read_json, whole
from lab.runs.names import address, link
from lab.runs.names.specification import Run, estimated, from_specification, set_id, specify
from lab.runs.read.history import Series
from tests.fuzz import grammar

EXPERIMENTS = experiments.every()
MEMBERS = 40
"""Members of the largest set whose ids are computed here: the others only cost time."""
MANNERS = (
    "run",
    "step",
    "at",
    "set",
    "until",
    "view",
    "hide",
    "lock",
    "room",
    "answer",
    "utm_source",
    "fbclid",
)


class Settings:
    """A preset with some fields changed, and what is done to the run on its way: as a body sends it."""

    def draw(self, random: Random) -> Any:
        """An experiment's name, a preset's, fields, interventions."""
        experiment = random.choice(EXPERIMENTS)
        known = list(experiment.config.settings().values())
        fields = {about.name: value(random, about) for about in random.sample(known, random.randint(0, 4))}
        acts = [_act(random, experiment) for _ in range(random.choice((0, 0, 0, 1, 2)))]
        whole = {
            "experiment": experiment.name,
            "preset": random.choice(experiment.presets).name,
            "fields": fields,
            "interventions": acts,
        }
        return grammar.changed(random, whole, grammar.some(random))

    def take(self, drawn: Any) -> None:
        """Name the run, and look at it as a page does.

        Raises:
            LabError: it is refused.
        """
        match drawn:
            case {"experiment": str(name), "preset": str() | None as preset, "fields": dict(fields),
                  "interventions": list(acts)}:  # fmt: skip
                run = specify(name, preset, **{str(key): field for key, field in fields.items()})
            case _:
                raise BadInput("The body's own model refuses these.")
        written = {**run.specification, "interventions": acts}
        run = from_specification(json.loads(json.dumps(written)))
        members = run.members
        assert from_specification(run.specification).id == run.id
        if len(members) <= MEMBERS:
            assert set_id(members)
        assert all(number >= 0 for number in vars(estimated(members)).values())
        run.experiment.unused(run.config)
        run.experiment.waiting(members[0].config)
        _comes_back(run)


class Links:
    """The address of a page, as people pass it on."""

    def draw(self, random: Random) -> Any:
        """The experiment's name, and the pairs of a query."""
        experiment = random.choice(EXPERIMENTS)
        known = list(experiment.config.settings().values())
        fields = {
            about.name: address_text(value(random, about))
            for about in random.sample(known, random.randint(0, 4))
        }
        asked = {"preset": random.choice(experiment.presets).name, **fields}
        for name in random.sample(MANNERS, random.choice((0, 1, 2))):
            asked[name] = random.choice(
                ("0", "12", "warning-1", "stage", "0123456789abcdef", "eta:0.1,x:true")
            )
        pairs = list(asked.items())
        for _ in range(grammar.some(random)):
            at = random.randrange(len(pairs))
            name, text = pairs[at]
            pairs[at] = random.choice(
                (
                    (name, random.choice(grammar.TEXTS)),
                    (name, grammar.text(random, text, 1)),
                    (grammar.text(random, name, 1), text),
                    (name, random.choice(pairs)[1]),
                    (f"{name}={text}", ""),
                )
            )
            if random.random() < 0.2:
                pairs.append(random.choice(pairs))
        return experiment.name, pairs

    def take(self, drawn: Any) -> None:
        """Read it as a page does, and as a command does that is given the link.

        Raises:
            LabError: it names nothing that there is, or has a problem, which the page says.
        """
        name, pairs = drawn
        asked = link.parameters(pairs)
        read = address.read(experiments.find(name), asked, _no_run)
        assert read.changed(read.config.replace()) is read
        again = address.read(read.experiment, read.parameters, _no_run)
        assert again.config == read.config
        if read.problems:
            for problem in read.problems:
                sentence(problem)
            raise BadInput(read.problems[0])
        text = f"/{name}?" + "&".join(f"{key}={part}" for key, part in pairs)
        link.canonical(text)
        link.named(text)


class Numbers:
    """Numbers, series and JSON as they stand in links and bodies."""

    def draw(self, random: Random) -> Any:
        """A text."""
        text = str(
            random.choice((0, 17, 0.02, 1e-9, 2**53, "loss", "loss/v_hat@tokens", "[1, 2.5]", '{"a": 1}'))
        )
        return grammar.text(random, text, grammar.some(random))

    def take(self, drawn: Any) -> None:
        """Read it with all that read numbers.

        Raises:
            LabError: none of them takes it.
        """
        assert len(quoted(drawn).encode()) <= 4 * QUOTED
        number = whole(drawn)
        assert number is None or 0 <= number < 10**DIGITS
        found = None
        for reader in (read_json, Series.parse, lambda text: read_json(text.encode(errors="surrogatepass"))):
            try:
                found = reader(drawn)
            except LabError as error:
                sentence(str(error))
        assert not isinstance(found, float) or math.isfinite(found)
        if found is None and number is None:
            raise BadInput("no reader takes it.")


def value(random: Random, about: Setting) -> Any:
    """A value that a setting takes, or nearly."""
    if about.singular:
        return [_single(random, about) for _ in range(random.choice((0, 1, 1, 2, 3)))]
    return _single(random, about)


def _single(random: Random, about: Setting) -> Any:
    if about.choices:
        return random.choice(about.choices)
    if about.kind == "bool":
        return random.random() < 0.5
    if about.minimum is None or about.maximum is None:
        return "a text"
    low, high = about.minimum, about.maximum
    if random.random() < 0.2:
        number = random.choice((low, high))
    elif about.scale == "log" and low > 0:
        number = low * (high / low) ** random.random()
    else:
        number = random.uniform(low, high)
    return round(number) if about.kind == "int" else float(number)


def address_text(value: Any) -> str:
    """A value as a link has it."""
    if isinstance(value, list):
        return ",".join(map(address_text, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def sentence(text: str) -> None:
    """Fails unless a refusal is one: short, and of characters that can be sent."""
    assert 0 < len(text.encode()) <= 4000, f"a refusal of {len(text)} characters"


def _act(random: Random, experiment: Experiment) -> list[Any]:
    live = [about for about in experiment.config.settings().values() if about.live]
    acts = [(about.name, value(random, about)) for about in live]
    acts += [(action.name, random.choice((True, 1, {}, {"number": 1}))) for action in experiment.actions]
    return [random.randint(0, 60), *(random.choice(acts) if acts else ("eta", 0.1))]


def _comes_back(run: Run) -> None:
    """A page's address of these settings opens the same."""
    if run.interventions:
        return
    base = address.example(run.experiment, None)
    asked = {"preset": run.experiment.presets[0].name, **run.config.differing(base)}
    again = address.read(run.experiment, link.parameters(asked.items()), _no_run)
    assert again.config == run.config, (again.problems, asked)


def _no_run(id: str) -> Run:
    raise NotFound(f"{id} is not recorded here.")
