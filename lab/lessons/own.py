"""A page's own question, that of its cut, in both languages."""

import functools
import re
from string import Formatter

from lab import experiments
from lab.contract.claim import RunRequest
from lab.contract.cut import Cut
from lab.contract.errors import NotFound
from lab.lessons.chinese import CLIFFS
from lab.lessons.words import Question, Runs, Words

NUMBER = re.compile(r"[-−+]?\d[\d,.]*(?:e[-+]?\d+)?(?<![.,])")


@functools.cache
def own(experiment: str, preset: str | None = None) -> Question:
    """The question of an example's cut; of the experiment's first, where none is named.

    Raises:
        NotFound: there is no such experiment, or no such cut.
    """
    cuts = {cut.preset: cut for cut in experiments.find(experiment).cuts}
    cut = next(iter(cuts.values()), None) if preset is None else cuts.get(preset)
    if cut is None:
        there = ", ".join(cuts) or "none"
        raise NotFound(f"{experiment} has no question in {str(preset)[:40]}; there are {there}.")
    return _question(experiment, cut)


def _question(experiment: str, cut: Cut) -> Question:
    cliff, (text, choices, outcome) = cut.cliff, CLIFFS[experiment, cut.preset]

    def truth(runs: Runs) -> tuple[int, ...]:
        return tuple(cliff.choices.index(choice) + 1 for choice in cliff.truth(runs))

    def told(runs: Runs) -> Words:
        sentence = cliff.told(runs)
        return Words(sentence, filled(outcome, sentence))

    return Question(
        f"{experiment}-{cut.preset}",
        experiment,
        cut.preset,
        Words(cliff.question, text),
        tuple(map(Words, cliff.choices, choices)),
        truth,
        told,
        (RunRequest(cut.preset),),
        cliff.futures,
    )


def filled(outcome: str, sentence: str) -> str:
    """The other language's sentence, in which `{0}` is the first number of this one; this one itself where it
    has other numbers than expected, and so says something else."""
    numbers = NUMBER.findall(sentence)
    used = {int(name) for _, name, _, _ in Formatter().parse(outcome) if name}
    return outcome.format(*numbers) if used == set(range(len(numbers))) else sentence
