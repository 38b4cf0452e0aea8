"""`python -m tests.fuzz`: what strangers send, a million times; `make fuzz`.

    python -m tests.fuzz --inputs 100000 --processes 1     a tenth of it
    python -m tests.fuzz --only bodies --number 4711       one input again, as it was drawn

The exit code is 1 where anything was found: its input is printed, and becomes a test's case.
"""

import argparse
import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from random import Random

from tests.fuzz.kinds import opened, part
from tests.fuzz.measure import Count, check

SHARES = {
    "settings": 0.35,
    "links": 0.3,
    "numbers": 0.05,
    "bodies": 0.15,
    "messages": 0.05,
    "recordings": 0.04,
    "memories": 0.01,
    "rooms": 0.05,
}
"""Of a million: 700 000 settings, links and numbers, 200 000 bodies and messages, 50 000 archives, 50 000
messages to rooms."""
PART = 25_000
"""Inputs of one process, at most: then another begins anew."""


def main() -> int:
    """Try them all, and print what became of them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", choices=SHARES)
    parser.add_argument("--number", type=int)
    asked = parser.parse_args()
    if asked.number is not None:
        return _again(asked.only, asked.number, asked.seed)
    kinds = [asked.only] if asked.only else list(SHARES)
    totals = {name: round(asked.inputs * (1 if asked.only else SHARES[name])) for name in kinds}
    parts = [
        (name, first, min(first + PART, total))
        for name, total in sorted(totals.items(), key=lambda pair: -SHARES[pair[0]])
        for first in range(0, total, PART)
    ]
    counts, begun = {name: Count(name) for name in kinds}, time.monotonic()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(asked.processes, context, max_tasks_per_child=1) as pool:
        running = [pool.submit(part, *each, asked.seed) for each in parts]
        for each, future in zip(parts, running, strict=True):
            counts[each[0]].add(future.result())
            print(f"{time.monotonic() - begun:6.0f} s  {each[0]} {each[1]:,} … {each[2]:,}", file=sys.stderr)
    return _report(list(counts.values()), time.monotonic() - begun)


def _report(counts: list[Count], seconds: float) -> int:
    whole = Count("all")
    for count in counts:
        print(count)
        whole.add(count)
    print(whole)
    print(f"{seconds:.0f} s")
    for count in counts:
        for what, example in count.findings.items():
            print(f"\n{count.kind}: {count.found[what]} × {what}\n  {example}")
    return int(bool(whole.found))


def _again(name: str, number: int, seed: int) -> int:
    with opened(name) as kind:
        drawn = kind.draw(Random(f"{seed} {name} {number}"))
        print(ascii(drawn)[:20_000])
        print("taken" if check(kind, drawn) else "refused")
    return 0


if __name__ == "__main__":
    sys.exit(main())
