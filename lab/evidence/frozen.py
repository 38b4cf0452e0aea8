"""Criteria are frozen: each claim's words have a hash and a date, and earlier ones stay with them."""

import datetime
import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from lab.contract.claim import Claim
from lab.contract.errors import BadInput
from lab.contract.settings import ROOT
from lab.experiments import house

CRITERIA = ROOT / "assets" / "criteria.json"


@dataclass(frozen=True)
class Earlier:
    """What a claim said until a date, the verdict it had then, and what was wrong with it as a criterion."""

    until: str
    sentence: str
    criterion: str
    outcome: str
    number: str
    reason: str


@dataclass(frozen=True)
class Frozen:
    """A claim's words since a date, and those before them, the oldest first."""

    date: str
    hash: str
    sentence: str
    criterion: str
    history: tuple[Earlier, ...] = ()

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> "Frozen":
        """From its JSON values."""
        return cls(**{**values, "history": tuple(Earlier(**before) for before in values["history"])})


@functools.cache
def _read(text: str) -> dict[str, Frozen]:
    return {id: Frozen.read(criterion) for id, criterion in json.loads(text).items()}


def frozen() -> dict[str, Frozen]:
    """The committed criteria, by claim: `adam-spikes/raw-innocent`."""
    return dict(_read(CRITERIA.read_text(encoding="utf-8")))


def freeze(reason: str, verdicts: Mapping[str, tuple[str, str]], today: datetime.date) -> list[str]:
    """Freeze new claims, and changed ones with their earlier words, verdict (outcome, number) and the reason;
    the ids of both.

    Raises:
        BadInput: a criterion has changed, and no reason is given; nothing is written.
    """
    kept, new = frozen(), dict[str, Frozen]()
    for id, claim in claims():
        before = kept.get(id)
        if before is not None and before.hash == claim.hash:
            continue
        history: tuple[Earlier, ...] = ()
        if before is not None:
            if not reason:
                raise BadInput(f"{id} has changed: say what was wrong with its criterion as a criterion.")
            outcome, number = verdicts.get(id, ("not observed", ""))
            until = today.isoformat()
            earlier = Earlier(until, before.sentence, before.criterion, outcome, number, reason)
            history = (*before.history, earlier)
        new[id] = Frozen(today.isoformat(), claim.hash, claim.sentence, claim.criterion, history)
    write(kept | new)
    return list(new)


def write(criteria: Mapping[str, Frozen]) -> None:
    """Write assets/criteria.json, in the order of the claims; what is no claim any more stays at the end."""
    order = {id: place for place, (id, _) in enumerate(claims())}
    ids = sorted(criteria, key=lambda id: order.get(id, len(order)))
    text = json.dumps({id: asdict(criteria[id]) for id in ids}, indent=1, ensure_ascii=False)
    CRITERIA.write_text(text + "\n", encoding="utf-8")


def claims() -> Iterator[tuple[str, Claim]]:
    """Every claim with its id."""
    for experiment in house():
        for claim in experiment.claims:
            yield f"{experiment.name}/{claim.slug}", claim


def unfrozen(claim: Claim) -> Frozen:
    """A claim that nobody has frozen yet, as it is."""
    return Frozen("", claim.hash, claim.sentence, claim.criterion)
