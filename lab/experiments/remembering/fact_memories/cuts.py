"""What the first ten seconds of each lesson show, and what is asked before its outcome."""

from collections.abc import Callable, Sequence

from lab.contract.cut import Cliff, Cut, Future, Place, Scene
from lab.contract.seen import last
from lab.contract.training import Recorded
from lab.experiments.remembering.fact_memories.config import CONTEXT, Config, sizes

Runs = Sequence[Recorded[Config]]
WRITTEN = 32
SURVIVE = ("All 32", "16 to 31", "3 to 15", "0 to 2")
NEARLY, HALF, FEW = "All, or nearly", "About half", "Hardly any"
AS_MANY, HALF_OF_THEM, A_THIRD = "As many", "About half as many", "A third, or fewer"
OLD, NEW, NONE = "The old value", "The new value", "Neither: it does not fit any more"
TEXT, WEIGHTS, NEITHER = "What the text says", "What the weights say", "Neither, more often than not"


def survive(recordings: Runs) -> tuple[str, ...]:
    """How many facts of the first group are known in the end."""
    left = _survivors(recordings)
    return (SURVIVE[0 if left == WRITTEN else 1 if left >= 16 else 2 if left >= 3 else 3],)


def survivors(recordings: Runs) -> str:
    """The sentence with their number and how well a text is still read."""
    (run,) = recordings
    return (
        f"{_survivors(recordings)} of the first {WRITTEN} facts are still known, and a text is read right "
        f"{_percent(last(run, 'accuracy_skill'))} of the time."
    )


def _survivors(recordings: Runs) -> int:
    (run,) = recordings
    return round(WRITTEN * last(run, "accuracy_first"))


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"


def _level(share: float) -> tuple[str, ...]:
    return (NEARLY if share >= 0.9 else FEW if share < 0.2 else HALF,)


def thin(recordings: Runs) -> tuple[str, ...]:
    """How many questions the sparse cache answers right."""
    (run,) = recordings
    return _level(float(run.column("accuracy_written")[2]))


def thinned(recordings: Runs) -> str:
    """The sentence with the share of right answers and the bytes."""
    (run,) = recordings
    took, right = sizes(run.config), _percent(float(run.column("accuracy_written")[2]))
    return (
        f"{right} right, from {took['sparse cache']:,} bytes in the place of {took['cache']:,}: questions "
        "look at few words, and those are kept. They are the questions of the exam, an answer key."
    )


def joined(recordings: Runs) -> tuple[str, ...]:
    """How many of the right answers from one text are left when caches are joined as they are."""
    (run,) = recordings
    share = last(run, "naive") / last(run, "exact")
    return (AS_MANY if share >= 0.8 else HALF_OF_THEM if share >= 0.4 else A_THIRD,)


def joinings(recordings: Runs) -> str:
    """The sentence with the shares of all four ways of reading."""
    (run,) = recordings
    text, naive, turned, parallel = (
        _percent(last(run, name)) for name in ("exact", "naive", "turned", "parallel")
    )
    return (
        f"{naive} against {text} from one text, and no error is raised: each cache says its words stand "
        f"first. Turned to their places {turned}; read in parallel, as it was trained to, {parallel}."
    )


def remembered(recordings: Runs) -> tuple[str, ...]:
    """The value that a cache answers when its text has changed."""
    (run,) = recordings
    old, new = last(run, "stale_old"), last(run, "stale_new")
    return (NONE if old + new < 0.5 else OLD if old >= new else NEW,)


def memories(recordings: Runs) -> str:
    """The sentence on the old cache alone, and beside the new one."""
    (run,) = recordings
    old, both = _percent(last(run, "stale_old")), _percent(last(run, "both_new"))
    return (
        f"The old value, {old} of the time: nothing in a cache says that its text has changed. Beside the "
        f"new cache the new value comes {both} of the time, a coin toss. So a cache carries its version."
    )


def believed(recordings: Runs) -> tuple[str, ...]:
    """The source that most answers follow in the end."""
    (run,) = recordings
    text, weights, other = (last(run, name) for name in ("says_text", "says_weights", "says_other"))
    return (NEITHER if other > 0.5 else TEXT if text >= weights else WEIGHTS,)


def beliefs(recordings: Runs) -> str:
    """The sentence with all three shares."""
    (run,) = recordings
    text, weights, other = (_percent(last(run, name)) for name in ("says_text", "says_weights", "says_other"))
    return (
        f"The text's value {text} of the time, the weights' {weights}, neither {other}: the weights do not "
        "win, they spoil the reading."
    )


def understood(recordings: Runs) -> tuple[str, ...]:
    """How many questions our model answers right from a stranger's cache."""
    (run,) = recordings
    return _level(last(run, "stranger"))


def understanding(recordings: Runs) -> str:
    """The sentence on the stranger's and the sibling's cache."""
    (run,) = recordings
    return (
        f"{_percent(last(run, 'stranger'))} right from the stranger's cache, as good as guessing; "
        f"{_percent(last(run, 'sibling'))} from the sibling's, which is worse: it looks as if it worked."
    )


def _cut(
    preset: str,
    scenes: tuple[Scene, ...],
    question: str,
    choices: tuple[str, ...],
    truth: Callable[[Runs], tuple[str, ...]],
    sentence: Callable[[Runs], str],
    veil: tuple[str, ...] = (),
    after: int = 0,
    futures: tuple[Future, ...] = (),
) -> Cut:
    """A cut whose cliff comes after the first scene, where no other is named."""
    return Cut(preset, scenes, Cliff(after, question, choices, truth, sentence, veil, futures))


CUTS = (
    _cut(
        "forgetting",
        (
            Scene(
                Place("start"),
                Place("written-1", -1),
                4.0,
                "32 facts are trained into the weights, step by step.",
            ),
            Scene(
                Place("written-1", -1),
                Place("written-1"),
                1.0,
                "All 32 are known. Answering from a text got a little worse.",
            ),
            Scene(
                Place("written-1"), Place("written-2"), 3.5, "Each new group of 32 wipes out those before."
            ),
            Scene(Place("written-2"), Place("end"), 3.5),
        ),
        "Seven more groups of 32 go into the same weights. How many of the first 32 survive?",
        SURVIVE,
        survive,
        survivors,
        veil=("newest 32 facts",),
        after=1,
        futures=("levels", "sinks", "falls", "drops"),
    ),
    _cut(
        "one-fact",
        (
            Scene(Place("start"), Place("cache"), 3.0, "The same answer from the text and from its cache."),
            Scene(Place("cache"), Place("sparse"), 2.5, "A thirtieth of the bytes."),
            Scene(Place("sparse"), Place("end"), 4.5, "And now into the weights, step by step."),
        ),
        f"A sparse cache keeps 4 of {CONTEXT} words a head, on one layer. How many answers stay right?",
        (NEARLY, HALF, FEW),
        thin,
        thinned,
    ),
    _cut(
        "conflict",
        (
            Scene(
                Place("start"), Place("start", 25), 3.0, "The weights learn one thing. The texts say another."
            ),
            Scene(
                Place("start", 25), Place("start", 150), 4.0, "The more the weights know, the worse it reads."
            ),
            Scene(Place("start", 150), Place("end"), 3.0),
        ),
        "When the weights know all 256 facts, and a text says otherwise: what will it answer?",
        (TEXT, WEIGHTS, NEITHER),
        believed,
        beliefs,
    ),
    _cut(
        "merge",
        (
            Scene(Place("start"), Place("end"), 4.0, "Four documents, read as one text: many answers."),
            Scene(Place("start"), Place("end"), 6.0, "The same four, from caches joined in three ways."),
        ),
        "Each document also has a cache. Put one after the other, how many answers are right?",
        (AS_MANY, HALF_OF_THEM, A_THIRD),
        joined,
        joinings,
        veil=("naive", "turned", "parallel"),
    ),
    _cut(
        "stale",
        (
            Scene(Place("start"), Place("end"), 4.0, "A text was changed. Its new cache says so, always."),
            Scene(Place("start"), Place("end"), 6.0, "The old cache; and both together."),
        ),
        "The old cache was not thrown away. Asked alone, what does it answer?",
        (OLD, NEW, NONE),
        remembered,
        memories,
        veil=("stale_old", "stale_new", "both_new"),
    ),
    _cut(
        "foreign",
        (
            Scene(Place("start"), Place("start", 40), 3.0, "Two more models of this shape learn to read."),
            Scene(Place("start", 40), Place("reads"), 4.0, "Both read well, each from its own caches."),
            Scene(Place("reads"), Place("end"), 3.0, "Our model, given theirs."),
        ),
        "The stranger will read as well as ours. What does our model make of its cache?",
        (NEARLY, HALF, FEW),
        understood,
        understanding,
    ),
)
