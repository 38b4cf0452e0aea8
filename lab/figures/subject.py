"""What is sent on: a run or a set, with what is recorded of it, and the few words that name it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from lab.contract.config import ExperimentConfig
from lab.contract.errors import NotFound
from lab.contract.experiment import Experiment
from lab.contract.figure import Figure
from lab.figures import compare, together
from lab.figures.fork import fork
from lab.runs.names.link import COMPARE
from lab.runs.names.specification import Run, example, set_id, spanning
from lab.runs.read.recording import Recording
from lab.runs.store.log import Log, RecordingInfo


@dataclass(frozen=True)
class Subject:
    """Members in their order, and what stands for each that is recorded; at least one is."""

    log: Log
    runs: tuple[Run, ...]
    recorded: tuple[tuple[Run, Recording], ...]

    @cached_property
    def id(self) -> str:
        """Id of the run, or of the set."""
        return set_id(self.runs)

    @cached_property
    def experiment(self) -> Experiment:
        """What was asked."""
        return self.runs[0].experiment

    @cached_property
    def config(self) -> ExperimentConfig:
        """The run's settings, or those that span the set."""
        return spanning(self.runs) if len(self.runs) > 1 else self.runs[0].config

    @cached_property
    def compares(self) -> bool:
        """Whether it is a comparison, which no settings span."""
        return compare.compares(self.runs)

    @cached_property
    def whole(self) -> bool:
        """Whether the experiment has a sentence about all of them: a set, or its changes of one run."""
        if len(self.runs) == 1 or self.experiment.describe_set is None:
            return False
        return not self.compares or bool(self.experiment.together and fork(self.experiment, self.runs))

    @cached_property
    def path(self) -> str:
        """Where a page shows it, from the server's root on."""
        return f"{COMPARE if self.compares else self.experiment.name}?run={self.id}"

    @cached_property
    def figures(self) -> Sequence[Figure]:
        """The figures of a run, a set or a comparison."""
        return together.figures_of(self.experiment, self.config, self.runs)

    @cached_property
    def hero(self) -> Figure:
        """The figure that is shown first."""
        return self.figures[0]

    @cached_property
    def infos(self) -> tuple[RecordingInfo, ...]:
        """The recordings that stand for it, each once."""
        return tuple({one.info.recording: one.info for _, one in self.recorded}.values())

    @property
    def complete(self) -> bool:
        """Whether every member is recorded to its end."""
        return len(self.recorded) == len(self.runs) and all(one.complete for one in self.infos)

    @property
    def last_step(self) -> int:
        """The last step of a row or a snapshot."""
        taken = self.log.snapshots(self.infos[0].recording).values()
        return max(*(info.last_step for info in self.infos), *(step for steps in taken for step in steps), 0)

    def said(self, step: int) -> str:
        """What the figure shows at a step, in one sentence; of a set, of all of it or of its first member."""
        recordings = [recording for _, recording in self.recorded]
        if self.experiment.describe_set and self.whole and len(recordings) > 1:
            return self.experiment.sentence_of_set(recordings, step)
        if self.compares and len(self.runs) <= len(compare.LOOKS):
            named = dict(zip((run.id for run in self.runs), compare.labels(self.runs), strict=True))
            said = [(named[run.id], self._of(one, step)) for run, one in self.recorded]
            return " · ".join(f"{label}: {sentence}" for label, sentence in said)
        return self.experiment.sentence(recordings[0], step)

    def _of(self, recording: Recording, step: int) -> str:
        return self.experiment.sentence(recording, min(step, recording.info.last_step))

    @property
    def sentence(self) -> str:
        """What is seen in the end; of a set of which nothing is said as a whole, what it compares."""
        if len(self.runs) > 1 and not self.whole:
            return f"{self.hero.title}: {len(self.runs)} runs compared."
        return self.said(self.last_step)

    @cached_property
    def preset(self) -> str:
        """The example that differs from it in the fewest settings."""
        return min(self.experiment.presets, key=lambda one: len(self.changed(one.name))).name

    def changed(self, preset: str | None = None) -> dict[str, str]:
        """Its settings that an example (else the nearest) has otherwise, as a link writes them."""
        base = example(self.experiment, preset or self.preset)
        return dict(self.config.differing(base))


def subject(log: Log, id: str) -> Subject:
    """What stands for an id in this store.

    Raises:
        NotFound: nothing here goes by it, or nothing of it is recorded.
    """
    ids = log.set_members(id) or [id]
    runs = tuple(log.specification(one) for one in ids)
    shown = log.shown_of(ids)
    recorded = tuple(
        (run, Recording(log, info, info.members.index(run.id))) for run in runs if (info := shown[run.id])
    )
    if not recorded:
        raise NotFound(f"{id} is known, but nothing of it is recorded here; start it first.")
    return Subject(log, runs, recorded)
