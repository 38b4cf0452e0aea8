"""An exhibit: a run or a set to send on, with its recordings and the few words that name it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from lab.contract.config import ExperimentConfig
from lab.contract.figure import Figure
from lab.figures import compare, together
from lab.figures.fork import fork
from lab.runs.names.link import COMPARE
from lab.runs.names.specification import example, spanning
from lab.runs.read.recording import Recording
from lab.runs.read.subject import Subject, find
from lab.runs.store.log import Log


@dataclass(frozen=True)
class Exhibit(Subject):
    """A subject of which something is recorded, with its figures and its sentences."""

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

    @property
    def last_step(self) -> int:
        """The last step of a row or a snapshot."""
        taken = self.log.snapshots(self.infos[0].recording).values()
        return max(*(info.last_step for info in self.infos), *(step for steps in taken for step in steps), 0)

    def said(self, step: int) -> str:
        """What the figure shows at a step, in one sentence; of a set, of all of it or of its first member;
        of what came as a file, with that."""
        return self.sourced(self._shows(step))

    def _shows(self, step: int) -> str:
        recordings = [recording for _, recording in self.recorded]
        if self.experiment.describe_set and self.whole and len(recordings) > 1:
            return self.experiment.sentence_of_set(recordings, step)
        if self.compares and len(self.runs) <= len(compare.LOOKS):
            named = dict(zip((run.id for run in self.runs), compare.labels(self.runs), strict=True))
            sentences = [(named[run.id], self._of(recording, step)) for run, recording in self.recorded]
            return " · ".join(f"{label}: {sentence}" for label, sentence in sentences)
        return self.experiment.sentence(recordings[0], step)

    def _of(self, recording: Recording, step: int) -> str:
        return self.experiment.sentence(recording, min(step, recording.info.last_step))

    @property
    def sentence(self) -> str:
        """The sentence of the last step; of a set that has none as a whole, what it compares."""
        if len(self.runs) > 1 and not self.whole:
            return self.sourced(f"{self.hero.title}: {len(self.runs)} runs compared.")
        return self.said(self.last_step)

    @cached_property
    def preset(self) -> str:
        """The example that differs from it in the fewest settings; none where there are no examples."""
        if not self.experiment.presets:
            return ""
        return min(self.experiment.presets, key=lambda preset: len(self.changed(preset.name))).name

    def changed(self, preset: str | None = None) -> dict[str, str]:
        """Its settings that an example (else the nearest) has otherwise, as a link writes them."""
        if not self.experiment.presets:
            return {}
        base = example(self.experiment, preset or self.preset)
        return dict(self.config.differing(base))


def exhibit(log: Log, id: str) -> Exhibit:
    """The exhibit of an id: at least one of its members is recorded.

    Raises:
        NotFound: nothing here goes by it, or nothing of it is recorded.
    """
    found = find(log, id)
    found.infos  # noqa: B018 (raises where there is none)
    return Exhibit(log, id, found.ids, found.recordings)
