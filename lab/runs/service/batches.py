"""Which runs train together."""

from collections.abc import Sequence

from lab.runs.names.specification import Run


def in_batches(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs that can train as one: those of an experiment with the same `batch_key`, in their order."""
    batches: dict[object, list[Run]] = {}
    for run in {run.id: run for run in runs}.values():
        key = run.id if run.interventions else (run.experiment.name, run.experiment.batch_key(run.config))
        batches.setdefault(key, []).append(run)
    return list(batches.values())
