"""A seeded day in the life of a store: mostly questions, asked by Zipf's law, and now and then a change."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random

from lab.memos.events import Event, Op

AGENTS = ("A", "B", "C", "D")
PRIVATE = 0.25
"""Share of the memories that only their owner may read, where there are several agents."""

DRIFT = 0.1
"""Share of the ranks that change places at each drift."""

RARE: tuple[Op, ...] = ("delete", "expire", "freeze", "export", "query")
"""The last per cent; its query comes from an agent that may not ask."""

SHARES: tuple[tuple[Op | None, float], ...] = (
    ("add", 0.02 / 0.98),
    ("duplicate", 0.01 / 0.98),
    ("conflict", 0.01 / 0.98),
    (None, 0.01 / 0.98),
)
"""Of what is not an update: None stands for the rare ones, the rest are queries (93 % at 2 % updates)."""


@dataclass(frozen=True)
class Habits:
    """What a stream is like.

    Attributes:
        events: its length.
        cubes: subjects at the beginning.
        zipf: exponent of the law by which subjects are asked; 0 asks all alike.
        drift_every: events between two shuffles of a tenth of the ranks; 0 for never.
        update_share: share of events that are updates.
        agents: how many act, 1 to 4.
        relations, values: facts a memory, and how many values a fact may take.
    """

    events: int = 2000
    cubes: int = 64
    zipf: float = 1.1
    drift_every: int = 200
    update_share: float = 0.02
    agents: int = 2
    relations: int = 4
    values: int = 32


@dataclass
class _Known:
    """A subject as the stream sees it: what is true, who owns it, who may read it."""

    owner: str
    readers: tuple[str, ...]
    values: tuple[int, ...]
    frozen: bool = False


@dataclass
class _Drawing:
    habits: Habits
    rng: Random
    known: dict[int, _Known] = field(default_factory=dict)
    ranks: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    @property
    def agents(self) -> tuple[str, ...]:
        return AGENTS[: self.habits.agents]

    def event(self, step: int) -> Event:
        """One event, and what it changes here."""
        if self.habits.drift_every and step and step % self.habits.drift_every == 0:
            self._drift()
        op = self._op()
        if op == "query":
            return self._query(step, self._asked())
        if op == "add":
            return self.add(step)
        slot = self.rng.choice(self.ranks)
        known = self.known[slot]
        if op is None:
            return self._rare(step, slot)
        if known.frozen:
            return self._query(step, slot)
        if op == "update":
            known.values = self._values()
            return Event(step, op, known.owner, slot, values=known.values)
        values = known.values if op == "duplicate" else self._otherwise(known.values)
        return Event(step, op, self._reader(slot), slot, values=values)

    def add(self, step: int) -> Event:
        """A new subject."""
        slot = len(self.known)
        owner = self.agents[slot % len(self.agents)]
        others = tuple(agent for agent in self.agents if agent != owner)
        readers = () if self.rng.random() < PRIVATE else others
        self.known[slot] = _Known(owner, readers, self._values())
        self.ranks.insert(self.rng.randint(0, len(self.ranks)), slot)
        self.weights = list(accumulate((i + 1) ** -self.habits.zipf for i in range(len(self.ranks))))
        return Event(step, "add", owner, slot, values=self.known[slot].values, readers=readers)

    def _rare(self, step: int, slot: int) -> Event:
        op, known = self.rng.choice(RARE), self.known[slot]
        strangers = [agent for agent in self.agents if agent not in (known.owner, *known.readers)]
        if op == "query" and strangers:
            return self._query(step, slot, self.rng.choice(strangers))
        if op == "query" or (known.frozen and op != "export") or len(self.ranks) == 1:
            return self._query(step, slot)
        if op in ("delete", "expire"):
            self.ranks.remove(slot)
        known.frozen = known.frozen or op == "freeze"
        return Event(step, op, known.owner, slot)

    def _op(self) -> Op | None:
        if self.rng.random() < self.habits.update_share:
            return "update"
        draw = self.rng.random()
        for op, share in SHARES:
            draw -= share
            if draw < 0:
                return op
        return "query"

    def _asked(self) -> int:
        return self.rng.choices(self.ranks, cum_weights=self.weights[: len(self.ranks)])[0]

    def _reader(self, slot: int) -> str:
        return self.rng.choice((self.known[slot].owner, *self.known[slot].readers))

    def _query(self, step: int, slot: int, agent: str | None = None) -> Event:
        relation = self.rng.randrange(self.habits.relations)
        return Event(step, "query", agent or self._reader(slot), slot, relation=relation)

    def _drift(self) -> None:
        moving = self.rng.sample(range(len(self.ranks)), round(DRIFT * len(self.ranks)))
        subjects = [self.ranks[place] for place in moving]
        self.rng.shuffle(subjects)
        for place, subject in zip(moving, subjects, strict=True):
            self.ranks[place] = subject

    def _values(self) -> tuple[int, ...]:
        return tuple(self.rng.randrange(self.habits.values) for _ in range(self.habits.relations))

    def _otherwise(self, values: tuple[int, ...]) -> tuple[int, ...]:
        """The same facts but for one."""
        relation = self.rng.randrange(self.habits.relations)
        other = (values[relation] + self.rng.randrange(1, self.habits.values)) % self.habits.values
        return (*values[:relation], other, *values[relation + 1 :])


def draw_stream(habits: Habits, seed: int) -> tuple[list[Event], list[Event]]:
    """The subjects that are known at the beginning, as adds of step 0, and the events 0 … events - 1."""
    drawing = _Drawing(habits, Random(seed))
    initial = [drawing.add(0) for _ in range(habits.cubes)]
    return initial, list(_events(drawing))


def _events(drawing: _Drawing) -> Iterator[Event]:
    for step in range(drawing.habits.events):
        yield drawing.event(step)
