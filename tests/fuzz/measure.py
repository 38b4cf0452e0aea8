"""Inputs one after the other: each is taken or refused, in time; what else happens is a finding."""

import faulthandler
import time
import traceback
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Protocol

import psutil

from lab.contract.errors import SENTENCE, LabError
from tests.patience import PATIENCE

SECONDS = 1.0
"""CPU seconds of this process that an input may take: what others do on the machine counts for nothing."""
GROWTH = 256 * 2**20
"""Bytes by which the memory of a process may grow over all of its inputs."""
BREATH = 500
"""Inputs between two looks at the memory."""
ROOT = str(Path(__file__).resolve().parents[2])


class Kind(Protocol):
    """A kind of input: how one is drawn, and what takes it."""

    def draw(self, random: Random) -> Any:
        """An input; the same choices give the same."""

    def take(self, drawn: Any) -> None:
        """Give it to the lab.

        Raises:
            LabError: it is refused.
        """


@dataclass
class Count:
    """What became of the inputs of a kind; `findings` has an input for each thing that was wrong."""

    kind: str
    accepted: int = 0
    refused: int = 0
    seconds: float = 0.0
    slowest: tuple[float, int] = (0.0, -1)
    growth: int = 0
    findings: dict[str, str] = field(default_factory=dict)
    found: Counter[str] = field(default_factory=Counter)

    @property
    def inputs(self) -> int:
        """How many there were."""
        return self.accepted + self.refused + self.found.total()

    def add(self, other: "Count") -> None:
        """Count another process's inputs of this kind as well."""
        self.accepted += other.accepted
        self.refused += other.refused
        self.seconds += other.seconds
        self.slowest = max(self.slowest, other.slowest)
        self.growth = max(self.growth, other.growth)
        self.findings = other.findings | self.findings
        self.found += other.found

    def __str__(self) -> str:
        rate = self.inputs / self.seconds if self.seconds else 0.0
        return (
            f"{self.kind:<11}{self.inputs:>9,} inputs {self.accepted:>9,} taken {self.refused:>9,} refused  "
            f"{rate:>7,.0f}/s  slowest {self.slowest[0]:.2f} s (input {self.slowest[1]})  "
            f"memory +{self.growth / 2**20:.0f} MB  {self.found.total()} findings"
        )


def check(kind: Kind, drawn: Any) -> bool:
    """Whether an input was taken; else it was refused in a sentence that can be sent.

    Raises:
        Exception: whatever else happened.
    """
    try:
        kind.take(drawn)
    except LabError as error:
        sentence = str(error)
        assert 0 < len(sentence) <= SENTENCE
        assert sentence.encode()
        return False
    return True


def measure(name: str, kind: Kind, numbers: Iterable[int], seed: int) -> Count:
    """Try the inputs of these numbers; each is made from the seed and its number alone."""
    count, process = Count(name), psutil.Process()
    before = 0
    for done, number in enumerate(numbers):
        try:
            drawn = kind.draw(Random(f"{seed} {name} {number}"))
        except Exception as error:  # the fuzz's own fault costs this input, not the count of the others
            _note(count, f"not drawn: {_place(error)}", number, None)
            continue
        faulthandler.dump_traceback_later(2 * PATIENCE, exit=True)  # it never ends: say where
        begun = time.process_time()
        try:
            if check(kind, drawn):
                count.accepted += 1
            else:
                count.refused += 1
        except Exception as error:
            _note(count, _place(error), number, drawn)
        seconds = time.process_time() - begun
        faulthandler.cancel_dump_traceback_later()
        count.seconds += seconds
        count.slowest = max(count.slowest, (seconds, number))
        if seconds > SECONDS:
            _note(count, f"{seconds:.1f} s of CPU", number, drawn)
        if done % BREATH == BREATH - 1:
            memory = process.memory_info().rss
            before = before or memory  # the first ones fill what is made once
            count.growth = max(count.growth, memory - before)
    if count.growth > GROWTH:
        _note(count, f"{count.growth / 2**20:.0f} MB of memory", -1, None)
    return count


def _note(count: Count, what: str, number: int, drawn: Any) -> None:
    count.found[what] += 1
    count.findings.setdefault(what, f"input {number}: {ascii(drawn)[:1500]}")


def _place(error: Exception) -> str:
    """The error, and the innermost places of ours."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(ROOT)]
    places = " < ".join(f"{Path(frame.filename).name}:{frame.name}" for frame in frames[::-1][:3])
    return f"{type(error).__name__} in {places}: {ascii(str(error))[:160]}"
