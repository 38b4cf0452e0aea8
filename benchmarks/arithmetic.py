"""What portable arithmetic costs: CPU seconds of every example's steps, over those in native arithmetic.

`python benchmarks/arithmetic.py [--seconds S] [EXPERIMENT[/EXAMPLE] …]`: as many steps as native does in so
many seconds, in turns, the better of two rounds each, one process at a time.
"""

import argparse
import statistics
from collections.abc import Sequence

from anywhere import Machine, chosen

SECONDS = 3.0
ROUNDS = 2


def main(names: Sequence[str], seconds: float) -> None:
    """Print a row an example, then median and worst."""
    native, portable = Machine("native", "native"), Machine("portable", "portable")
    ratios = {}
    print(f"{'example':42} {'steps':>6} {'native':>7} {'portable':>8} ratio")
    for experiment, preset in chosen(names):
        request = {"experiment": experiment, "preset": preset, "steps": 0, "seconds": seconds}
        native.ask(request)
        request["steps"] = native.answer()["steps"]
        spent: dict[str, list[float]] = {"native": [], "portable": []}
        for _ in range(ROUNDS):
            for machine in (native, portable):
                machine.ask(request)
                spent[machine.name].append(machine.answer()["cpu"])
        fast, slow = min(spent["native"]), min(spent["portable"])
        ratios[f"{experiment}/{preset}"] = slow / fast
        print(
            f"{experiment + '/' + preset:42} {request['steps']:6} {fast:7.2f} {slow:8.2f} {slow / fast:5.2f}",
            flush=True,
        )
    worst = max(ratios, key=lambda name: ratios[name])
    print(f"median {statistics.median(ratios.values()):.2f}, worst {ratios[worst]:.2f} ({worst})")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="What portable arithmetic costs.")
    parser.add_argument("names", nargs="*", metavar="EXPERIMENT[/EXAMPLE]")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of native steps an example")
    asked = parser.parse_args()
    main(asked.names, asked.seconds)
