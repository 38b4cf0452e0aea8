"""Memories that keep few words of a text: who chooses the words, and what is still answered."""

from collections.abc import Callable, Sequence

from lab.contract.claim import Pair, RunRequest, drawn, measured, ours, paper
from lab.contract.training import Recorded
from lab.experiments.remembering.fact_memories.config import KEPT, SWEPT, Choice, Config
from lab.experiments.rules import at_least, least, mean

Recordings = Sequence[Recorded[Config]]
Numbers = dict[str, float]

ONE = RunRequest("one-fact")
WITHOUT_KEY: tuple[Choice, ...] = ("other-facts", "other-people", "reference")
REFERENCE = RunRequest("one-fact", {"token_choice": "reference"})
EIGHT = RunRequest("one-fact", {"token_choice": "reference", "kept_tokens": 8, "bits": "4"})


def of_lesson(recordings: Recordings, lesson: str, rows: int) -> list[Recorded[Config]]:
    """Those of a lesson that have as many rows."""
    return [
        recording
        for recording in recordings
        if recording.config.lesson == lesson and len(recording.column("step")) >= rows
    ]


def sparse(choice: Choice, words: int = 4, bits: str = "8") -> Callable[[Recordings], Numbers]:
    """Measures what a sparse memory whose words are chosen so answers right, and its share of the bytes."""

    def measure(recordings: Recordings) -> Numbers:
        kept = (choice, words, bits)
        runs = [run for run in of_lesson(recordings, "one-fact", 3) if _kept(run.config) == kept]
        if not runs:
            return {}
        right = min(float(run.column("accuracy_written")[2]) for run in runs)
        share = max(float(run.column("bytes")[2] / run.column("bytes")[1]) for run in runs)
        lines = {"right enough": right / 0.99, "small enough": 1 / (25 * share)}
        return {"right": right, "eight": min(map(eight_words, runs)), "share": share, **lines}

    return measure


def _kept(config: Config) -> tuple[Choice, int, str]:
    return config.token_choice, config.kept_tokens, config.bits


def eight_words(run: Recorded[Config]) -> float:
    """Share right of a sparse memory of eight words a head on the first layer, 8 bits, of a run's choice."""
    return float(run.array("sizes", 2)[KEPT.index(8), 2 * [*SWEPT].index("first layer, 8 bits") + 1])


SUFFICES = least(
    ("right enough", "small enough"),
    at_least(1),
    "{right:.3f} right with {share:.4f} of the bytes, {eight:.3f} with eight words; the least of both over "
    "what is needed: {value:.3f}",
)

SPARSE_SUFFICES = measured(
    "sparse-suffices",
    "Few keys and values of each head can carry a text's facts, if an answer key chooses them.",
    "Four words a head on one of two layers, 8 bits, chosen by the questions of the exam: 99 % right with a "
    "25th of the bytes, in the mean of sets of facts.",
    drawn(ONE, over="seed"),
    SUFFICES,
    ONE,
    source=ours("a bound on what Memory³'s rule, §3.3, can reach"),
    each_run=True,
)(sparse("query-probe"))

REFERENCE_SUFFICES = measured(
    "reference-suffices",
    "Few keys and values of each head carry a text's facts, chosen before any question (Memory³).",
    "Four words a head on one of two layers, 8 bits, those at which all words of the document look, without "
    "a mask and without positions: 99 % right with a 25th of the bytes, in the mean of sets of facts.",
    drawn(REFERENCE, over="seed"),
    SUFFICES,
    REFERENCE,
    source=paper("2407.01178", "§3.3"),
)(sparse("reference"))

EIGHT_SUFFICE = measured(
    "eight-words-suffice",
    "Eight words a head, as many as Memory³ keeps of a reference, carry a text's facts in as many bytes as "
    "four.",
    "Eight words a head on one of two layers, 4 bits, chosen by Memory³'s rule before any question: 99 % "
    "right with a 25th of the bytes, in the mean of sets of facts.",
    drawn(EIGHT, over="seed"),
    SUFFICES,
    EIGHT,
    source=ours("beside the rule of Memory³, §3.3"),
    each_run=True,
)(sparse("reference", words=8, bits="4"))


@measured(
    "questions-choose-better",
    "Which words are worth keeping is told by where questions look, though never the one that is asked "
    "later.",
    "Each question is asked of four words a head that the person's other three questions chose: at least "
    "0.15 more right than by Memory³'s rule, which needs no question, in the mean of sets of facts.",
    drawn(ONE, *(RunRequest("one-fact", {"token_choice": choice}) for choice in WITHOUT_KEY), over="seed"),
    mean(
        "gained",
        at_least(0.15),
        "{value:+.3f}: {other-facts:.3f} by the other three questions, {reference:.3f} by Memory³'s rule, "
        "{other-people:.3f} by the same questions about somebody else, {query-probe:.3f} by the exam's own; "
        "with eight words {other-facts 8:.3f}, {reference 8:.3f}, {other-people 8:.3f}, "
        "{query-probe 8:.3f}",
        Pair("reference", "other-facts"),
    ),
    source=ours("beside the rule of Memory³, §3.3"),
)
def questions_choose_better(recordings: Recordings) -> Numbers:
    """A3: what is gained where unseen questions choose, over the paper's rule."""
    by: dict[str, Recorded[Config]] = {
        run.config.token_choice: run for run in of_lesson(recordings, "one-fact", 3)
    }
    if not {"query-probe", *WITHOUT_KEY} <= set(by):
        return {}
    four = {name: float(run.column("accuracy_written")[2]) for name, run in by.items()}
    eight = {f"{name} 8": eight_words(run) for name, run in by.items()}
    return {"gained": four["other-facts"] - four["reference"], **four, **eight}
