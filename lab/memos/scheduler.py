"""Who gets a cache, and in which form: eight policies by name.

A policy sees the tier and answers with moves; the store carries them out and pays. After a text was read
its keys and values are at hand, so caching them costs nothing more (`source = "text"`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lab.contract.errors import BadInput
from lab.memos.cube import FORMS, Form
from lab.memos.tier import Resident, Tier

PERIOD = 50
"""Events between two looks of the periodic policy."""

ROOMY = 4
"""With room for this many whole caches the scheduler stops counting bytes."""


@dataclass(frozen=True)
class Move:
    """A text's cache becomes `form`; `text` means that it has none."""

    text: str
    form: Form


class Policy:
    """Reads everything as text; the base of the others, which say what follows an event."""

    def after_read(self, tier: Tier, text: str, served: Form) -> Iterator[Move]:  # noqa: ARG002
        """Moves after a text was answered from, in the form that served."""
        yield from ()

    def after_write(self, tier: Tier, text: str) -> Iterator[Move]:  # noqa: ARG002
        """Moves after a new version came."""
        yield from ()

    def each_event(self, tier: Tier) -> Iterator[Move]:  # noqa: ARG002
        """Moves after any event that was granted."""
        yield from ()


Age = Callable[[Tier, str, Resident], int]


def _made(_: Tier, __: str, resident: Resident) -> int:
    return resident.since


def _used(_: Tier, __: str, resident: Resident) -> int:
    return resident.last


def _asked(tier: Tier, text: str, _: Resident) -> int:
    return tier.counts.get(tier.slots[text], 0)


class Cache(Policy):
    """Caches whatever was read; when the tier is full the smallest `age` gives way."""

    def __init__(self, form: Form, age: Age, *, eager: bool = False) -> None:
        self.form, self.age, self.eager = form, age, eager

    def after_read(self, tier: Tier, text: str, served: Form) -> Iterator[Move]:
        """Cache a text that had to be read as text."""
        if served == "text":
            yield from self._admit(tier, text)

    def after_write(self, tier: Tier, text: str) -> Iterator[Move]:
        """Encode a new version before anyone asks, where eager."""
        if self.eager:
            yield from self._admit(tier, text)

    def _admit(self, tier: Tier, text: str) -> Iterator[Move]:
        if tier.costs.bytes(self.form) > tier.budget:
            return
        while not tier.fits(text, self.form):
            held = {other: resident for other, resident in tier.residents.items() if resident.bytes}
            yield Move(min(held, key=lambda other: self.age(tier, other, held[other])), "text")
        yield Move(text, self.form)


class PeriodicTopK(Policy):
    """The most read subjects, looked at on a timer; any change rebuilds all of it, as MemOS' code does."""

    def each_event(self, tier: Tier) -> Iterator[Move]:
        """Throw everything out and encode the new selection, when it differs from the old one."""
        if tier.now % PERIOD:
            return
        old = tier.held("kv")
        room = tier.free // max(1, tier.costs.kv_bytes) + len(old)
        asked = sorted(
            (text for text, slot in tier.slots.items() if tier.counts.get(slot)),
            key=lambda text: -tier.counts[tier.slots[text]],
        )
        wanted = asked[:room]
        if set(wanted) != set(old):
            yield from (Move(text, "text") for text in old)
            yield from (Move(text, "kv") for text in wanted)


class Parametric(Policy):
    """Trains everything into weights as soon as it is written."""

    def after_write(self, tier: Tier, text: str) -> Iterator[Move]:  # noqa: ARG002
        """Train on the new version."""
        yield Move(text, "lora")


class Scheduler(Policy):
    """Promotes where the reads to come pay for the writing; by bytes when room is short.

    gain of a form = n̂ (read now − read it) − write it, with n̂ the expected reads.
    """

    def __init__(self, forms: tuple[Form, ...] = FORMS) -> None:
        self.forms = forms

    def after_read(self, tier: Tier, text: str, served: Form) -> Iterator[Move]:
        """Choose a form for what was read as text; think of the weights whatever served."""
        form = served
        if served == "text":
            for candidate in self._by_gain(tier, text):
                victims = self._room(tier, text, candidate)
                if victims is not None:
                    yield from victims
                    yield Move(text, candidate)
                    form = candidate
                    break
        if "lora" in self.forms and form != "lora" and self._gain(tier, text, form, "lora") > 0:
            yield Move(text, "lora")

    def _by_gain(self, tier: Tier, text: str) -> list[Form]:
        """Forms that pay, best first: by gain while there is room for four whole caches, else by the byte."""
        roomy = tier.free >= ROOMY * tier.costs.kv_bytes

        def worth(form: Form) -> float:
            gain = self._gain(tier, text, "text", form)
            return gain if roomy else gain / max(1, tier.costs.bytes(form))

        cached = [form for form in ("kv", "sparse") if form in self.forms]
        paying = [form for form in cached if self._gain(tier, text, "text", form) > 0]
        return sorted(paying, key=worth, reverse=True)

    def _gain(self, tier: Tier, text: str, now: Form, form: Form) -> float:
        saved = tier.costs.read(now) - tier.costs.read(form)
        return tier.expected(text) * saved - tier.costs.write(form, now)

    def _room(self, tier: Tier, text: str, form: Form) -> list[Move] | None:
        """The moves that make room for a form, worth less by the byte than it; None if there are none."""
        need = tier.costs.bytes(form) - tier.free
        if tier.costs.bytes(form) > tier.budget:
            return None
        moves: list[Move] = []
        bar = self._density(tier, text, form)
        held = sorted(
            (self._density(tier, other, r.form), other) for other, r in tier.residents.items() if r.bytes
        )
        for density, other in held:
            if need <= 0:
                break
            if density >= bar:
                return None
            moves.append(Move(other, self._lesser(tier, other)))
            need -= tier.residents[other].bytes - tier.costs.bytes(moves[-1].form)
        return moves if need <= 0 else None

    def _density(self, tier: Tier, text: str, form: Form) -> float:
        saved = tier.costs.read("text") - tier.costs.read(form)
        return tier.expected(text) * saved / max(1, tier.costs.bytes(form))

    def _lesser(self, tier: Tier, text: str) -> Form:
        """A whole cache that gives way becomes a sparse one if that pays, else nothing."""
        smaller = tier.costs.sparse_bytes < tier.costs.kv_bytes
        if tier.form(text) == "kv" and "sparse" in self.forms and smaller:
            saved = tier.costs.read_text - tier.costs.read_sparse
            if tier.expected(text) * saved > tier.costs.probe:
                return "sparse"
        return "text"


POLICIES: dict[str, Callable[[tuple[Form, ...]], Policy]] = {
    "text": lambda _: Policy(),
    "eager-kv": lambda _: Cache("kv", _made, eager=True),
    "lru-kv": lambda _: Cache("kv", _used),
    "lfu-kv": lambda _: Cache("kv", _asked),
    "top-k": lambda _: PeriodicTopK(),
    "lru-sparse": lambda _: Cache("sparse", _used),
    "parametric": lambda _: Parametric(),
    "scheduler": Scheduler,
}


def policy(name: str, forms: tuple[Form, ...] = FORMS) -> Policy:
    """The policy of that name; `forms` limits what the scheduler may use (the others have theirs).

    Raises:
        BadInput: no policy has that name.
    """
    if name not in POLICIES:
        raise BadInput(f"{name} is not a policy; there are {', '.join(POLICIES)}.")
    return POLICIES[name](forms)
