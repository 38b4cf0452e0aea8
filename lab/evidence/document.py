"""The table of all claims in words: docs/claims.md, the README's lines, the page's."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from lab.contract.claim import Source
from lab.contract.experiment import Paper
from lab.contract.settings import ROOT
from lab.evidence.judged import TABLE, Judged
from lab.experiments import house

DOCUMENT, README = ROOT / "docs" / "claims.md", ROOT / "README.md"
BEGIN, END = "<!-- lab publish -->", "<!-- end -->"
"""Between them the README has what `summary` says."""
NUMBERS = re.compile(r"\[\n\s*([-+.,\de\s]+?)\s*\]")
OUTCOMES = {
    "holds": ("holds", "hold"),
    "does not hold": ("does not", "do not"),
    "undecided": ("undecided", "undecided"),
    "checked": ("checked", "checked"),
    "not observed": ("not observed", "not observed"),
    "not testable": ("not testable here", "not testable here"),
}
"""How many claims had each outcome, in words: of one, and of several."""
HEAD = """# What the papers say, and what these runs say

Each claim with its criterion, frozen before the runs, and what was measured: the table of
`lab claims --markdown`, by whose sentence it is. A claim *holds* where the whole interval of its number is on
the right side of its line, *does not hold* where it is on the wrong side, and is *undecided* where the line
is within it; theorems and identities, which only a bug can break, are *checked*. Intervals are of 95 % over
independent runs (bootstrap, or Wilson's for shares); where there is none (—), some runs were judged once,
together, and other dice may say otherwise. `make claims` trains all of it anew; `lab publish` writes this."""
BESIDE = {
    "neighbour": "Neighbours\nSentences of other people's work, beside the papers.",
    "ours": "Ours\nWhat no paper says, and we asked.",
}


def write_table(judged: Sequence[Judged]) -> None:
    """Write the verdicts into assets/claims.json, by source into docs/claims.md, counted into the README."""
    TABLE.write_text(as_json(judged, drawn=True) + "\n", encoding="utf-8")
    DOCUMENT.write_text(document(judged), encoding="utf-8")
    text = README.read_text(encoding="utf-8")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    README.write_text(f"{before}{BEGIN}\n{summary(judged)}\n{END}{after}", encoding="utf-8")


def as_json(judged: Sequence[Judged], *, drawn: bool = False) -> str:
    """The verdicts as other programs read them, a list of numbers in a line; `drawn`: and what pages draw."""
    values = [asdict(claim) for claim in judged]
    for claim in () if drawn else values:
        del claim["measure"]
    text = json.dumps(values, indent=1, ensure_ascii=False)
    return NUMBERS.sub(lambda found: f"[{' '.join(found[1].split())}]", text)


def document(judged: Sequence[Judged]) -> str:
    """docs/claims.md: the reproduction table, a section a paper, then neighbours, ours, and changes."""
    sections = [f"## {paper.arxiv}\n{paper.title}\n\n{markdown(claims)}" for paper, claims in papers(judged)]
    for whose, heading in BESIDE.items():
        if claims := [claim for claim in judged if claim.source.whose == whose]:
            sections.append(f"## {heading}\n\n{markdown(claims)}")
    return "\n\n".join([HEAD, *sections, *_changes(judged)]) + "\n"


def summary(judged: Sequence[Judged]) -> str:
    """A line a paper, and one for neighbours and ours: claims, counted by outcome, linked to their rows."""
    lines = []
    for paper, claims in papers(judged):
        link = f"[{len(claims)} claims](docs/claims.md#{paper.arxiv.replace('.', '')})"
        lines.append(f"- {paper.title} ([{paper.arxiv}]({paper.link})), {link}: {counted(claims)}.")
    for whose, words in (("neighbour", "Sentences of other people's work"), ("ours", "Ours")):
        if claims := [claim for claim in judged if claim.source.whose == whose]:
            anchor = BESIDE[whose].partition("\n")[0].lower()
            link = f"[{len(claims)} claims](docs/claims.md#{anchor})"
            lines.append(f"- {words}, {link}: {counted(claims)}.")
    return "\n".join(lines)


def counted(claims: Sequence[Judged]) -> str:
    """How many of these claims had each outcome."""
    counts = Counter[str](claim.outcome for claim in claims)
    return ", ".join(
        f"{counts[name]} {OUTCOMES[name][counts[name] > 1]}" for name in OUTCOMES if counts[name]
    )


def papers(judged: Sequence[Judged]) -> Iterator[tuple[Paper, list[Judged]]]:
    """Each paper with its own claims, in the order of the experiments."""
    for paper in dict.fromkeys(experiment.paper for experiment in house()):
        own = ("paper", paper.arxiv)
        if claims := [claim for claim in judged if (claim.source.whose, claim.source.arxiv) == own]:
            yield paper, claims


def markdown(judged: Sequence[Judged]) -> str:
    """The reproduction table."""
    head = ("whose sentence", "claim", "criterion", "measured", "interval", "runs", "verdict")
    rows = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for claim in judged:
        sentence = f"{claim.sentence} `{claim.id}`"
        measured = (claim.number, between(claim), f"{claim.runs}", claim.outcome)
        cells = (place(claim.source), sentence, claim.criterion, *measured)
        rows.append(f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |")
    return "\n".join(rows)


def place(source: Source) -> str:
    """Where a sentence stands, with a link."""
    if not source.arxiv:
        return f"{source.whose}: {source.where}"
    link = f"[{source.arxiv}](https://arxiv.org/abs/{source.arxiv}), {source.where}"
    return link if source.whose == "paper" else f"{source.whose}: {link}"


def between(claim: Judged) -> str:
    """The interval in brackets, or a dash."""
    low_high = bounds(claim)
    return f"[{', '.join(low_high)}]" if low_high else "—"


def bounds(claim: Judged) -> tuple[str, str] | None:
    """Both ends of the interval, in per cent where the figure is."""
    if claim.interval is None:
        return None
    form = claim.measure.form if claim.measure and claim.measure.form.endswith("%") else ".3g"
    low, high = (f"{bound:{form}}".replace("-", "−") for bound in claim.interval)
    return low, high


def _changes(judged: Sequence[Judged]) -> Iterator[str]:
    """The criteria that were others before, with the verdict they had and the reason of the change."""
    lines = [
        f"- `{claim.id}`, until {before.until}: {before.sentence} {before.criterion} "
        f"*{before.outcome}*, {before.number}. {before.reason}"
        for claim in judged
        for before in claim.history
    ]
    if lines:
        yield "## Criteria that were changed\n\n" + "\n".join(lines)
