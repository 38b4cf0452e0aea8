"""What a move of code must leave as it is: `python -m tests.fingerprint` prints it, a line an example.

The id of the run or set, the digests of what is shipped of it, and a hash of what the browser is told of it:
members, figures, claims. Two checkouts are compared by `diff`.
"""

import hashlib
import json
import zipfile

from lab import experiments
from lab.export.front import front
from lab.runs.files.shipping import RECORDINGS
from lab.runs.names.specification import Run, example, from_specification, set_id


def shipped() -> dict[str, str]:
    """Digest of each run that is shipped, by its id."""
    digests = {}
    for path in sorted(RECORDINGS.glob("*/*.labrun")):
        with zipfile.ZipFile(path) as archive:
            made = json.loads(archive.read("recording.json"))
        runs = [from_specification(specification).id for specification in made["specifications"]]
        digests.update(zip(runs, made["digests"], strict=True))
    return digests


def main() -> None:
    """Print a line an example."""
    digests = shipped()
    for experiment in experiments.every():
        for preset in experiment.presets:
            config = example(experiment, preset.name)
            run = Run(experiment, config)
            runs = run.members
            told = json.dumps(front(experiment, run.config, runs), sort_keys=True, default=str)
            recorded = ",".join(digests.get(one.id, "-")[:16] for one in runs)
            text = hashlib.sha256(told.encode()).hexdigest()[:16]
            print(f"{experiment.name}/{preset.name} {set_id(runs)} {text} {recorded}")


if __name__ == "__main__":
    main()
