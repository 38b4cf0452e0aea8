"""Recordings that support the claims of memory-hierarchy, and recordings that violate them."""

from lab import experiments
from lab.experiment import Mark, Recorded
from tests.experiments.rows import Rows

EXPERIMENT = experiments.find("memory-hierarchy")
SMALL = {"people": 1, "most": 2}


def accounts(*, kv_write: float = 10.0, lora_write: float = 4000.0, complete: bool = True) -> Rows:
    """Made-up accounts: a text is read for 12, a cache for 2, a sparse one for 1.8, weights for 1."""
    write = {"text": 0.0, "kv": kv_write, "sparse": 15.0, "lora": lora_write}
    read = {"text": 12.0, "kv": 2.0, "sparse": 1.8, "lora": 1.0}
    uses = [0.1, 5.0, 100_000.0]
    columns = {"step": [8, 9, 10], "uses": uses}
    for form in write:
        columns |= {form: [write[form] + n * read[form] for n in uses]}
        columns |= {f"write_{form}": [write[form]] * 3, f"read_{form}": [read[form]] * 3}
    marks = [Mark("cheapest-text", 8, 8), Mark("cheapest-kv", 9, 9), Mark("cheapest-lora", 10, 10)]
    made = Rows(EXPERIMENT.configure("crossovers", device="cpu"), columns, marks)
    made.complete = complete
    return made


GOOD = accounts()
SUPPORTED: dict[str, list[list[Recorded]]] = {
    "cache-pays-at-one": [[GOOD], [GOOD, GOOD]],
    "weights-pay-late": [[GOOD], [accounts(lora_write=600)]],
    "caches-have-their-place": [[GOOD]],
}
VIOLATED: dict[str, list[list[Recorded]]] = {
    "cache-pays-at-one": [[accounts(kv_write=10.001)], [GOOD, accounts(kv_write=9)]],
    "weights-pay-late": [[accounts(lora_write=400)], [GOOD, accounts(lora_write=50)]],
    "caches-have-their-place": [[accounts(lora_write=50)]],
}
SILENT: dict[str, list[list[Recorded]]] = {
    slug: [[], [accounts(complete=False)], [GOOD, accounts(complete=False)]] for slug in SUPPORTED
}
TOLD: tuple[Recorded, tuple[str, ...]] = (GOOD, ("cheapest-kv", "cheapest-lora"))
