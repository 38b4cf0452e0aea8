"""What a room asks: taken from the cut of an example, with the outcome computed from its recording."""

from lab import experiments
from lab.contract.errors import NotFound
from lab.export import assets
from lab.figures import film
from lab.rooms.words import Outcome, Step
from lab.runs.names.specification import set_id, specify
from lab.runs.read.subject import find
from lab.runs.store.log import Log


def question(experiment: str, preset: str | None = None) -> Step:
    """The question of an experiment's cut, its first or that of an example.

    Raises:
        NotFound: there is no such experiment, or no such cut.
    """
    found = experiments.find(experiment)
    for cut in found.cuts:
        if preset in (None, cut.preset):
            cliff = cut.cliff
            return Step(found.name, cut.preset, cliff.question, cliff.choices, cliff.futures)
    there = ", ".join(cut.preset for cut in found.cuts) or "none"
    raise NotFound(f"{found.name} has no question in {str(preset)[:40]}; there are {there}.")


def outcome(log: Log, step: Step) -> Outcome:
    """What came after a step's question, from what is recorded here.

    Raises:
        NotFound: nothing of it is recorded.
    """
    runs = specify(step.experiment, step.preset).members
    if len(runs) > 1:
        log.remember_set(set_id(runs), [run.id for run in runs])
    found = film.outcome(find(log, set_id(runs))) or {"truth": [], "told": ""}
    numbers = (step.choices.index(choice) + 1 for choice in found["truth"] if choice in step.choices)
    return Outcome(tuple(numbers), found["told"])


def drawing(step: Step, *, large: bool) -> tuple[str, list[float]]:
    """The figure as the question stands in it, without what is kept back, as SVG; of the large one also
    where its futures end, in the order of the choices, in percent of its height, if it has them."""
    lead = experiments.find(assets.LEAD)
    if large and (step.experiment, step.preset) == (lead.name, lead.cuts[0].preset):
        return assets.drawings()[assets.CLIFF], assets.ends()
    stills = assets.stills(experiments.find(step.experiment), step.preset)
    return (assets.drawings()[stills[-1]] if stills else ""), []
