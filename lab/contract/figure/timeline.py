"""A graph's nodes along the steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain

from lab.contract.figure.binding import Binding
from lab.contract.figure.graph import replayed
from lab.contract.figure.sheet import Sheet, Where


@dataclass(frozen=True)
class Timeline(Binding):
    """The graph's nodes along the steps: one row a subject, of the first member with the coordinates `where`.

    A bar for each time that a node was in use, in the trace that `kinds` gives its type; `versions` has a
    point for each text that came, `refused` one for each refusal.
    """

    kinds: Mapping[str, int]
    versions: int
    refused: int
    where: Where = field(default_factory=dict)

    def fill(self, sheet: Sheet) -> None:
        """Show the times, texts and refusals up to the step."""
        nodes = [*replayed(sheet, self.where)[0].values()]
        for kind, number in self.kinds.items():
            own = [node for node in nodes if node["type"] == kind]
            spans = [(node["about"], *span) for node in own for span in node["spans"]]
            bars = [(start, sheet.step if end is None else end, None) for _, start, end in spans]
            rows = [(about, about, None) for about, *_ in spans]
            sheet.traces[number] |= {"x": [*chain(*bars)], "y": [*chain(*rows)]}
        texts = [node for node in nodes if node["type"] == "text"]
        dots = {self.versions: "made", self.refused: "refused"}
        for number, when in dots.items():
            seen = [node for node in texts if node.get(when, sheet.step + 1) <= sheet.step]
            points = {"x": [node[when] for node in seen], "y": [node["about"] for node in seen]}
            sheet.traces[number] |= points
