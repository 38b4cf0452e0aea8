"""The one answer to "what is this id": a run or a set, its members, and what is recorded of each."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from lab.contract.claim import Claim, Verdict
from lab.contract.errors import NotFound
from lab.contract.experiment import Experiment
from lab.runs.names.specification import Run, spanned
from lab.runs.read.recording import Recording
from lab.runs.store.log import Log, RecordingInfo

IMPORTED = "Imported from a file"


@dataclass(frozen=True)
class Subject:
    """A run or a set as it was when somebody asked: `recordings` has the one shown for each member,
    by its run's id, where there is one."""

    log: Log
    id: str
    ids: tuple[str, ...]
    recordings: dict[str, RecordingInfo]

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """The members in their order."""
        return tuple(self.log.specification(run) for run in self.ids)

    @property
    def experiment(self) -> Experiment:
        """The experiment of its runs."""
        return self.runs[0].experiment

    @cached_property
    def infos(self) -> tuple[RecordingInfo, ...]:
        """The recordings that stand for it, each once, in the order of the members.

        Raises:
            NotFound: nothing of it is recorded.
        """
        if not self.recordings:
            raise NotFound(f"{self.id} is known, but nothing of it is recorded here; start it first.")
        return tuple({info.recording: info for info in self.recordings.values()}.values())

    @cached_property
    def recorded(self) -> tuple[tuple[Run, Recording], ...]:
        """The members that are recorded, and what of each is.

        Raises:
            NotFound: nothing of it is recorded.
        """
        whole = {info.recording: info for info in self.infos}
        return tuple(
            (run, Recording(self.log, whole[info.recording], info.members.index(run.id)))
            for run in self.runs
            if (info := self.recordings.get(run.id)) is not None
        )

    @property
    def complete(self) -> bool:
        """Whether every member is recorded to its end."""
        return len(self.recordings) == len(self.ids) and all(info.complete for info in self.infos)

    @property
    def source(self) -> str:
        """What has to be said wherever anything of it is shown; nothing of what was computed here, or came
        with the lab."""
        return _source(self.infos)

    def sourced(self, words: str) -> str:
        """Words about it, and with them where it comes from."""
        return sourced(words, self.infos)

    def judged(self) -> list[tuple[Claim, Verdict]]:
        """The claims about one run of its experiment, and what is recorded to its end says to each.

        Raises:
            NotFound: nothing of it is recorded.
        """
        recordings = [recording for _, recording in self.recorded]
        early = None if self.complete else Verdict("not observed", "not trained to its end")
        claims = [claim for claim in self.experiment.claims if claim.each_run]
        verdicts = [early or claim.judge(recordings) for claim in claims]
        return [
            (claim, replace(verdict, number=self.sourced(verdict.number)))
            for claim, verdict in zip(claims, verdicts, strict=True)
        ]


def find(log: Log, id: str) -> Subject:
    """The run or the set that an id names, with its recordings.

    Raises:
        NotFound: no run and no set of this store has that id.
    """
    ids = member_ids(log, id)
    if ids == (id,):
        log.specification(id)
    infos = log.shown_of(ids)
    return Subject(log, id, ids, {run: info for run in ids if (info := infos[run]) is not None})


def sourced(words: str, infos: Sequence[RecordingInfo]) -> str:
    """Words about recordings, and with them where these come from."""
    source = _source(infos)
    return f"{words} ({source}.)" if source else words


def _source(infos: Sequence[RecordingInfo]) -> str:
    return IMPORTED if any(info.imported for info in infos) else ""


def run_of(log: Log, id: str) -> Run:
    """The run of that id, or the one whose settings span the set of that id.

    Raises:
        NotFound: no run and no set of this store has that id, or no settings span the set.
        BadInput: it is learned from points that are not here.
    """
    runs = find(log, id).runs
    log.require(runs)
    return spanned(runs) if len(runs) > 1 else runs[0]


def member_ids(log: Log, id: str) -> tuple[str, ...]:
    """Runs that an id stands for: a set's members, else the run itself."""
    return tuple(log.set_members(id) or [id])


def recordings_of(log: Log, members: Sequence[str]) -> list[RecordingInfo]:
    """Every recording in which any of these runs is a member, newest first."""
    statement = """SELECT DISTINCT recording, created FROM members JOIN recordings USING (recording)
        WHERE run IN (SELECT value FROM json_each(?)) ORDER BY created DESC"""
    rows = log.query(statement, (json.dumps(list(members)),))
    return [log.recording(row["recording"]) for row in rows]
