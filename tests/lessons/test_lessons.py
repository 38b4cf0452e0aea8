"""Each lesson in both lengths: its sentences in two languages, its outcomes computed from what is shipped."""

import math
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from hashlib import sha256
from math import isfinite
from urllib.parse import parse_qsl

import pytest

from lab import experiments, lessons
from lab.contract.errors import BadInput, NotFound
from lab.evidence import table
from lab.export import assets
from lab.lessons import pictures
from lab.lessons.chinese import CLIFFS
from lab.lessons.drawn import spoken
from lab.lessons.outcomes import _recordings, answer, class_runs, requests
from lab.lessons.own import filled, own
from lab.lessons.stop_the_film import _masses
from lab.lessons.words import FORMS, Lesson, Plane, Question, Step, Words
from lab.runs.files import shipping
from lab.runs.names.address import read
from lab.runs.names.specification import estimated, specify
from lab.runs.read.recording import Recording
from lab.runs.store.log import Log

HAN = re.compile(r"[\u4e00-\u9fff]")
NUMBERS = re.compile(r"\d[\d,.]*\d|\d")
LESSONS = list(lessons.LESSONS.values())
ROOM = 40.0
"""Seconds of one core that a class's whole set may be estimated at."""
every_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.name for lesson in LESSONS])
both = pytest.mark.parametrize("minutes", FORMS)


def questions() -> dict[str, Question]:
    steps = [step for lesson in LESSONS for minutes in FORMS for step in lesson.steps(minutes)]
    own_ones = [
        own(experiment.name, cut.preset) for experiment in experiments.every() for cut in experiment.cuts
    ]
    asked = [step.question for step in steps if step.question]
    return {question.id: question for question in (*own_ones, *asked)}


QUESTIONS = questions()
every_question = pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Log:
    log = Log(tmp_path_factory.mktemp("lessons") / "log.sqlite")
    for name in {question.experiment for question in QUESTIONS.values()}:
        shipping.ship(log, name)
    return log


def sentences(part: object) -> Iterator[Words]:
    """All the words in it, however deep."""
    if isinstance(part, Words):
        yield part
    elif isinstance(part, tuple):
        for inside in part:
            yield from sentences(inside)
    elif is_dataclass(part):
        for about in fields(part):
            yield from sentences(getattr(part, about.name))


def test_the_five_lessons_are_there_under_their_names():
    assert list(lessons.LESSONS) == ["rescue", "stop-the-film", "pick-your-gamma", "one-brain", "the-leak"]
    with pytest.raises(NotFound, match="There is no lesson rescues; there are rescue, stop-the-film"):
        lessons.find("rescues")


def test_a_sentence_in_one_language_alone_is_refused():
    with pytest.raises(ValueError, match="This has one language only: Reveal"):
        Words("Reveal", " ")
    assert Words("Reveal", "揭晓").of("zh-CN") == "揭晓"
    assert Words("Reveal", "揭晓").of("fr") == "Reveal"


@every_lesson
def test_every_sentence_is_there_in_both_languages_and_in_the_right_one(lesson: Lesson):
    found = list(sentences(lesson))
    assert len(found) > 20
    for words in found:
        assert not HAN.search(words.en), words.en
        assert HAN.search(words.zh) or not re.search("[a-z]{3}", words.en), words.en


@every_question
def test_the_outcome_is_computed_from_what_is_shipped_and_says_the_same_in_both(question: Question, log: Log):
    came = answer(log, question)
    numbers = range(1, len(question.choices) + 1)
    assert set(came.truth) <= set(numbers)
    assert 1 <= len(came.truth) < len(question.choices)
    assert came.told.en.endswith((".", "?"))
    assert came.told.zh.endswith("。")
    assert HAN.search(came.told.zh)
    assert set(NUMBERS.findall(came.told.zh)) == set(NUMBERS.findall(came.told.en))
    assert answer(log, question) == came


@every_question
def test_a_question_is_small_and_its_choices_differ(question: Question):
    assert 2 <= len(question.choices) <= 4 or question.axis or question.plane
    assert len({choice.en for choice in question.choices}) == len(question.choices)
    assert len({choice.zh for choice in question.choices}) == len(question.choices)
    assert len(question.text.en) <= 200
    assert question.text.en.rstrip().endswith("?")
    assert question.text.zh.endswith("？")
    assert max(len(choice.en) for choice in question.choices) <= 45
    assert len(question.futures) in (0, len(question.choices))


def test_every_cut_is_there_in_chinese_with_all_its_choices():
    cuts = {
        (experiment.name, cut.preset): cut for experiment in experiments.every() for cut in experiment.cuts
    }
    assert CLIFFS.keys() == cuts.keys()
    for name, (_, choices, _) in CLIFFS.items():
        assert len(choices) == len(cuts[name].cliff.choices), name


def test_what_is_in_chinese_is_in_english_what_it_was():
    """Who changes a page's question reads its Chinese again, and puts the new digest here."""
    cliffs = [cut.cliff for experiment in experiments.every() for cut in experiment.cuts]
    words = sorted(word for cliff in cliffs for word in (cliff.question, *cliff.choices))
    assert sha256("\n".join(words).encode()).hexdigest()[:16] == "3fbf0e4e51e58cd8"


def test_an_outcome_that_says_something_else_is_not_filled_into_a_sentence_it_was_not_written_for():
    assert (
        filled("跳到 {1} 倍，在 {0} 步后", "After 29 steps it is at 3.4 times.") == "跳到 3.4 倍，在 29 步后"
    )
    other = "No jump: 100 steps later it was at 0.5 of 3, and rested."
    assert filled("跳到 {1} 倍，在 {0} 步后", other) == other


@every_question
def test_what_rests_on_nothing_that_is_recorded_is_refused(question: Question, tmp_path):
    with pytest.raises(NotFound, match="is not recorded here"):
        answer(Log(tmp_path / "log.sqlite"), question)


def test_of_branches_in_another_order_others_are_right(log: Log):
    (rescue,) = [q for q in QUESTIONS.values() if q.id == "adam-spikes-rescue"]
    control, *branches = rescue.runs
    assert answer(log, rescue).truth == (1, 2)
    turned = Question(**{**vars(rescue), "runs": (control, *reversed(branches))})
    assert answer(log, turned).truth == (3, 4)


def test_what_the_rescue_says_of_other_networks_is_what_their_claims_say():
    outcomes = {claim.id: claim.outcome for claim in table()}
    assert outcomes["adam-spikes/epsilon-rescues"] == "holds"
    assert outcomes["adam-spikes/eta-rescues"] == "does not hold"


@both
@every_lesson
def test_a_form_takes_its_minutes_and_begins_and_ends_as_lessons_do(lesson: Lesson, minutes):
    steps = lesson.steps(minutes)
    assert sum(step.minutes for step in steps) == minutes
    assert steps[0].kind == "film"
    assert steps[1].kind == "ask"
    assert steps[-1].kind == "exit"
    assert [step.kind for step in steps].count("exit") == 1
    assert {step.kind for step in steps} >= ({"read"} if minutes == 15 else {"read", "branch", "pick"})
    asked = {step.question.id: step.question for step in steps[:-1] if step.question}
    last = steps[-1].question
    assert last
    first = asked[steps[-1].repeats]
    assert last.id not in asked
    assert last.text != first.text
    assert last.choices == first.choices


@both
@every_lesson
def test_each_step_opens_a_page_that_takes_its_link(lesson: Lesson, minutes):
    for step in lesson.steps(minutes):
        page, _, query = step.link.partition("?")
        address = read(experiments.find(page), dict(parse_qsl(query)), lambda _: None)
        assert not address.problems, step.link


@pytest.mark.parametrize("name", ["one-brain", "the-leak"])
def test_who_has_the_first_answer_by_heart_is_wrong_on_the_way_out(name: str, log: Log):
    steps = lessons.find(name).long
    first, last = (answer(log, step.question).truth for step in (steps[1], steps[-1]) if step.question)
    taken = steps[-1].question
    assert taken
    assert first != last if taken.several else not set(first) & set(last)


def test_the_leaks_way_out_rests_on_another_run_in_which_her_memory_travelled(log: Log):
    first, last = (step.question for step in (lessons.find("the-leak").short[i] for i in (1, -1)))
    assert first
    assert last
    assert [answer(log, question).truth for question in (first, last)] == [(2,), (2, 3)]
    assert not set(_ids(first, log)) & set(_ids(last, log))


def _ids(question: Question, log: Log) -> list[str]:
    return [recording.info.recording for recording in _recordings(log, question)]


def test_a_place_is_right_where_the_truth_has_its_share_and_the_model_next_to_nothing(log: Log):
    (hole,) = [question for question in QUESTIONS.values() if question.plane]
    assert hole.plane
    true, model = _masses(_recordings(log, hole))
    assert true.sum() == pytest.approx(1) == pytest.approx(model.sum())
    right = [number - 1 for number in answer(log, hole).truth]
    assert 10 < len(right) < len(hole.choices) / 4
    assert (model[right] <= true[right] / 10).all()
    columns = len(hole.plane.across.values)
    rings = [(math.hypot(x, y)) for x, y in (_middle(hole.plane, number, columns) for number in right)]
    assert min(rings) > 0.4, "eight islands lie around an empty middle"
    left, top, width, height = pictures.plot(pictures.before(hole.experiment, hole.preset))
    assert width == height > 200
    assert 0 <= left < left + width <= 640
    assert 0 <= top < top + height <= 280


def _middle(plane: Plane, number: int, columns: int) -> tuple[float, float]:
    return plane.across.values[number % columns], plane.up.values[number // columns]


WRITING = re.compile(r"<(?:text|tspan)[^>]*>([^<]+)")


def test_every_word_in_a_drawing_is_there_in_chinese(log: Log):
    words = set()
    for experiment in experiments.every():
        for cut in experiment.cuts:
            pages = [assets.drawings()[name] for name in assets.stills(experiment, cut.preset)]
            for outcome in (False, True):
                pages += pictures.frames(log, experiment.name, cut.preset, 3, outcome=outcome)
            words |= {word for page in pages for word in WRITING.findall(spoken(page, "zh-CN"))}
    words |= set(WRITING.findall(spoken(assets.drawings()[assets.CLIFF], "zh")))
    assert {word for word in words if re.search("[a-z]{4}", word)} == set()
    still = pictures.before("adam-spikes", "fnn-sin")
    assert spoken(still, "fr") == still
    assert "损失" in spoken(still, "zh")


def test_the_ring_of_memories_names_its_forms_and_its_agents():
    ring = pictures.before("memcube", "leak")
    assert [ring.count(f">{word}<") for word in ("A", "B", "text", "cache", "sparse cache", "weights")] == [
        1
    ] * 6
    chinese = spoken(ring, "zh")
    assert [chinese.count(f">{word}<") for word in ("文本", "缓存", "稀疏缓存", "权重")] == [1] * 4


FIRST = 6
"""Rows of a run that phones may see before it is done."""
PICKS = {lesson.name: step.pick for lesson in LESSONS for step in lesson.long if step.pick}


@pytest.mark.parametrize("name", lessons.LESSONS)
def test_a_class_is_a_run_a_value_and_fits_into_a_lesson(name):
    pick = PICKS[name]
    assert pick
    runs = class_runs(pick, pick.values)
    assert len({run.id for run in runs}) == len(runs) == len(pick.values) >= 7
    assert estimated(runs).seconds <= ROOM
    assert [class_runs(pick, [value])[0].id for value in pick.values] == [run.id for run in runs]
    with pytest.raises(BadInput):
        class_runs(pick, ["as much as you like"])


def test_what_lessons_rest_on_is_recorded_with_an_experiment():
    sent = [run for run in requests(LESSONS, "memcube") if "send" in run.changes]
    assert len(sent) == 2, "in both lengths"
    assert all(
        requests(LESSONS, lesson.long[1].question.experiment) for lesson in LESSONS if lesson.long[1].question
    )


def test_a_step_that_lacks_what_makes_it_one_is_refused():
    words = Words("Ask.", "提问。")
    for kind in ("ask", "branch", "exit", "pick"):
        with pytest.raises(ValueError, match=f"A step of the kind {kind} lacks"):
            Step(kind, 1, words, "adam-spikes")


@pytest.mark.parametrize("name", lessons.LESSONS)
def test_a_dot_has_a_height_that_its_recording_says(name, log: Log):
    pick = PICKS[name]
    assert pick
    example = specify(pick.experiment, pick.preset).members[0]
    info = log.shown(example.id)
    assert info
    member = info.members.index(example.id)
    assert isfinite(pick.result(Recording(log, info, member)))
    for rows in range(1, min(info.rows, FIRST)):
        early = pick.result(Recording(log, replace(info, rows=rows), member))
        assert math.isnan(early) or early >= 0, "known or not yet, while it computes"
