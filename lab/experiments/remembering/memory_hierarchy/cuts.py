"""What the first ten seconds of each lesson show, and what is asked before its outcome."""

from collections.abc import Sequence

import numpy as np

from lab.contract.cut import Cliff, Cut, Place, Scene
from lab.contract.training import Recorded
from lab.experiments.remembering.memory_hierarchy.claims import MANY, NARROW, crossing
from lab.experiments.remembering.memory_hierarchy.config import PAPER, Config

Runs = Sequence[Recorded[Config]]
USES = ("1", "10", "100", "1,000")
CACHES, SMALL, WIDE = "A small model with caches", "A small model, by heart", "A wider one, by heart"
NOBODY = "Nobody can"
DIRECT, STAGED, EQUAL = "Memories from the start", "Text first", "No difference"


def uses(recordings: Runs) -> tuple[str, ...]:
    """The number of uses next to where the cache becomes cheaper than the text."""
    (run,) = recordings
    at = np.log10(crossing(run, "text", "kv"))
    return (min(USES, key=lambda text: abs(np.log10(float(text.replace(",", ""))) - at)),)


def crossings(recordings: Runs) -> str:
    """The sentence with all crossovers."""
    (run,) = recordings
    first, whole, thin = (
        crossing(run, *forms) for forms in (("text", "kv"), ("kv", "lora"), ("sparse", "lora"))
    )
    return (
        f"After {first:.3g} use they cost the same: to read a text is to write its cache and to read that. "
        f"Weights beat the cache after {whole:,.0f} uses, the sparse one after {thin:,.0f}. In Memory³'s own "
        f"account, with half of the layers written: {PAPER[0]:.3g} and {PAPER[1]:,.0f}."
    )


def keepers(recordings: Runs) -> tuple[str, ...]:
    """Who keeps the most facts with the least work."""
    found = _needed(recordings)
    return (min(found, key=found.__getitem__) if found else NOBODY,)


def prices(recordings: Runs) -> str:
    """The sentence with the least work of each."""
    found = _needed(recordings)
    text = ", ".join(f"{name[0].lower()}{name[1:]} {work / 1e9:.3g}" for name, work in found.items())
    return f"GFLOP for {MANY:,} facts: {text or 'nobody got there'}. For 256 facts it is the other way round."


def _needed(recordings: Runs) -> dict[str, float]:
    """Least work in which the most facts are kept, by who does it."""
    found: dict[str, float] = {}
    for recording in recordings:
        config, values = recording.config, recording.column("needed")
        seen = values[np.isfinite(values)]
        if config.count == MANY and len(seen) and (name := _name(config)):
            found[name] = min(found.get(name, np.inf), float(seen[0]))
    return found


def _name(config: Config) -> str:
    narrow = config.width == NARROW
    if config.form == "explicit":
        return CACHES if narrow else ""
    return SMALL if narrow else WIDE


def readers(recordings: Runs) -> tuple[str, ...]:
    """The curriculum whose share is higher in the end."""
    direct, staged = (_end(recordings, name) for name in ("direct", "two-stage"))
    return (EQUAL if abs(direct - staged) < 0.01 else DIRECT if direct > staged else STAGED,)


def shares(recordings: Runs) -> str:
    """The sentence with all three shares."""
    direct, staged, text = (
        f"{100 * _end(recordings, name):.3g} %" for name in ("direct", "two-stage", "text")
    )
    return (
        f"{direct} right after memories from the start, {staged} after text first, {text} after text alone. "
        "Where the answers stand in the memories alone, text first does not pay; the paper's own case is "
        "the next example."
    )


def sparers(recordings: Runs) -> tuple[str, ...]:
    """The curriculum whose memory spares more in the end."""
    direct, staged = (_end(recordings, name, "with") for name in ("direct", "two-stage"))
    return (EQUAL if abs(direct - staged) < 0.01 else DIRECT if direct < staged else STAGED,)


def losses(recordings: Runs) -> str:
    """The sentence with the losses of all three."""
    direct, staged, text = (
        f"{_end(recordings, name, column):.2f}"
        for name, column in (("direct", "with"), ("two-stage", "with"), ("text", "without"))
    )
    return (
        f"{direct} nats a word with memories from the start, {staged} after a warm-up, {text} without any. "
        "Memory³ finds that its model ignores memories that are there from the start."
    )


def _end(recordings: Runs, curriculum: str, column: str = "accuracy_k3") -> float:
    (run,) = (recording for recording in recordings if recording.config.curriculum == curriculum)
    return float(run.column(column)[-1])


CUTS = (
    Cut(
        "crossovers",
        (
            Scene(
                Place("cheapest-text"),
                Place("cheapest-kv", -20),
                5.0,
                "Text is read anew each time. A cache keeps what reading left.",
            ),
            Scene(Place("cheapest-kv", -20), Place("cheapest-kv"), 1.5),
            Scene(
                Place("cheapest-kv"), Place("cheapest-kv", 24), 2.5, "A cache wins from exactly one use on."
            ),
            Scene(Place("cheapest-kv", 24), Place("end"), 3.0, "Weights win only after very many uses."),
        ),
        Cliff(0, "From how many uses on is a cache cheaper than reading the text?", USES, uses, crossings),
    ),
    Cut(
        "externalization",
        (
            Scene(Place("start"), Place("start", 100), 4.0, "Few facts: by heart is done at once."),
            Scene(Place("start", 100), Place("end"), 6.0, "Caches cost the same, however many facts."),
        ),
        Cliff(
            0,
            f"{MANY:,} facts: who keeps them with the least work?",
            (CACHES, SMALL, WIDE, NOBODY),
            keepers,
            prices,
        ),
    ),
    Cut(
        "two-stage",
        (
            Scene(
                Place("start"),
                Place("start", 190),
                4.0,
                "Blue reads memories from the start, green only text.",
            ),
            Scene(Place("start", 190), Place("start", 280), 3.0, "Now green reads memories, too."),
            Scene(Place("start", 280), Place("end"), 3.0),
        ),
        Cliff(
            0,
            "Now green turns to memories, for as many steps as are left. Who reads them best?",
            (DIRECT, STAGED, EQUAL),
            readers,
            shares,
        ),
    ),
    Cut(
        "optional-memory",
        (
            Scene(
                Place("start"), Place("start", 290), 4.0, "Blue may look facts up from the start, green not."
            ),
            Scene(Place("start", 290), Place("start", 400), 3.0, "Now green may look them up, too."),
            Scene(Place("start", 400), Place("end"), 3.0),
        ),
        Cliff(
            0,
            "Now green may look facts up, too. Whose loss will be lower in the end?",
            (DIRECT, STAGED, EQUAL),
            sparers,
            losses,
        ),
    ),
)
