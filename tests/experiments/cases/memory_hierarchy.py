"""Recordings that support the claims of memory-hierarchy, and recordings that violate them."""

from lab import experiments
from lab.contract.training import Mark, Recorded
from tests.experiments.rows import Rows

NAN = float("nan")
EXPERIMENT = experiments.find("memory-hierarchy")
SMALL = {"people": 1, "most": 2, "steps": 24, "budget": 0.1, "facts": (64,), "widths": (32,)}


def accounts(*, kv_write: float = 10.0, lora_write: float = 4000.0, complete: bool = True) -> Rows:
    """Made-up accounts: a text is read for 12, a cache for 2, a sparse one for 1.8, weights for 1."""
    write = {"text": 0.0, "kv": kv_write, "sparse": 15.0, "lora": lora_write}
    read = {"text": 12.0, "kv": 2.0, "sparse": 1.8, "lora": 1.0}
    uses = [0.1, 5.0, 100_000.0]
    columns = {"step": [8, 9, 10], "uses": uses, "turn_uses": [NAN, 1.0, 3990.0]}
    for form in write:
        columns |= {form: [write[form] + n * read[form] for n in uses]}
        columns |= {f"write_{form}": [write[form]] * 3, f"read_{form}": [read[form]] * 3}
    columns["lora_steps"] = [10] * 3
    marks = [Mark("cheapest-text", 8, 8), Mark("cheapest-kv", 9, 9), Mark("cheapest-lora", 10, 10)]
    made = Rows(EXPERIMENT.configure("crossovers", device="cpu"), columns, marks)
    made.complete = complete
    return made


def kept(form: str, count: int, work: float, width: int = 16, *, complete: bool = True) -> Rows:
    """A made-up run that keeps so many facts after so much work; NaN: it does not."""
    columns = {
        "step": [0, 10],
        "accuracy": [0.03, 0.99],
        "flops": [1e9, 2e9],
        "needed": [NAN, work],
        "missed": [NAN, NAN],
    }
    config = EXPERIMENT.configure(
        "externalization", forms=(form,), facts=(count,), widths=(width,), device="cpu"
    )
    made = Rows(config, columns, [Mark("kept", 10, 10)])
    made.complete = complete
    return made


def keeping(caches: float, heart: float, count: int) -> list[Recorded]:
    """The narrow model with caches, two that learn by heart, and a wide one that must not count."""
    return [
        kept("explicit", count, caches),
        kept("implicit", count, heart),
        kept("implicit", count, 2 * heart, 32),
        kept("explicit", count, 1.0, 32),
    ]


def learnt(curriculum: str, share: float, seed: int = 0) -> Rows:
    columns = {
        "step": [0, 1],
        "accuracy_k1": [0.03, 1.0],
        "accuracy_k3": [0.03, share],
        "accuracy_text": [0.03, 0.5],
    }
    config = EXPERIMENT.configure("two-stage", curricula=(curriculum,), seed=seed, device="cpu")
    return Rows(config, columns)


def stages(direct: float, staged: float, text: float, seed: int = 0) -> list[Recorded]:
    shares = {"direct": direct, "two-stage": staged, "text": text}
    return [learnt(curriculum, share, seed) for curriculum, share in shares.items()]


def spared(direct: float, staged: float, alone: float = 2.0, seed: int = 0) -> list[Recorded]:
    """Nats a word in the end with memory from the start, after a warm-up, and of a model without any."""
    nats = {"direct": (direct, 3.0), "two-stage": (staged, 3.0), "text": (3.0, alone)}
    runs: list[Recorded] = []
    for curriculum, (seen, unseen) in nats.items():
        columns = {"step": [0, 1], "loss": [5.0, 2.0], "with": [5.0, seen], "without": [5.0, unseen]}
        columns |= {"stated_with": [5.0, 2 * seen], "stated_without": [5.0, 2 * unseen]}
        config = EXPERIMENT.configure("optional-memory", curricula=(curriculum,), seed=seed, device="cpu")
        runs.append(Rows(config, columns))
    return runs


GOOD = accounts()
SUPPORTED: dict[str, list[list[Recorded]]] = {
    "cache-pays-at-one": [[GOOD], [GOOD, GOOD]],
    "weights-pay-late": [[GOOD], [accounts(lora_write=600)]],
    "caches-have-their-place": [[GOOD]],
    "caches-for-many": [keeping(25e9, 50e9, 4096), [*keeping(25e9, 130e9, 4096), *keeping(9e9, 1e9, 256)]],
    "caches-for-few": [keeping(2e9, 3e9, 256)],
    "memory-is-learnt": [stages(0.95, 0.9, 0.89), [*stages(0.95, 0.9, 0.7), *stages(0.9, 0.9, 0.6, 1)]],
    "text-first-helps": [spared(2.0, 1.5), spared(1.5, 1.4)],
    "from-the-start-ignored": [spared(1.9, 1.5), spared(2.5, 1.5)],
}
VIOLATED: dict[str, list[list[Recorded]]] = {
    "cache-pays-at-one": [[accounts(kv_write=10.001)], [GOOD, accounts(kv_write=9)]],
    "weights-pay-late": [[accounts(lora_write=400)], [GOOD, accounts(lora_write=50)]],
    "caches-have-their-place": [[accounts(lora_write=50)]],
    "caches-for-many": [keeping(25e9, 49e9, 4096)],
    "caches-for-few": [keeping(11e9, 3e9, 256), [*keeping(4e9, 3e9, 256), *keeping(1e9, 3e9, 4096)]],
    "memory-is-learnt": [stages(0.72, 0.9, 0.7), [*stages(0.72, 0.9, 0.7), *stages(0.6, 0.9, 0.6, 1)]],
    "text-first-helps": [spared(1.5, 1.5), [*spared(1.5, 1.4), *spared(1.5, 1.9, seed=1)]],
    "from-the-start-ignored": [spared(1.7, 1.5), [*spared(1.9, 1.5), *spared(1.6, 1.5, seed=1)]],
}
ACCOUNT = ("cache-pays-at-one", "weights-pay-late", "caches-have-their-place")
SILENT: dict[str, list[list[Recorded]]] = {
    slug: [[], [accounts(complete=False)], [GOOD, accounts(complete=False)], stages(1, 1, 1)]
    for slug in ACCOUNT
} | {
    "caches-for-many": [[], [GOOD], keeping(NAN, 50e9, 4096), keeping(25e9, NAN, 4096), keeping(1, 9, 256)],
    "caches-for-few": [
        [],
        [kept("explicit", 256, 1e9)],
        [*keeping(1, 2, 256), kept("implicit", 64, 1, complete=False)],
    ],
    "memory-is-learnt": [[], [learnt("direct", 1.0), learnt("text", 0.5, 1)]],
    "text-first-helps": [[], [GOOD], stages(0.9, 0.95, 0.7), spared(1.5, 1.4)[:2]],
    "from-the-start-ignored": [[], spared(1.9, 1.5)[1:]],
}
TOLD: tuple[Recorded, tuple[str, ...]] = (GOOD, ("cheapest-kv", "cheapest-lora"))
