"""A lesson as one HTML file that needs no network: films, questions, hands counted, outcomes on a click."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from urllib.parse import parse_qs

from lab.export import assets
from lab.export.html import data, element, page, text
from lab.lessons import pictures
from lab.lessons.drawn import bilingual
from lab.lessons.outcomes import answer
from lab.lessons.words import KINDS, Lesson, Minutes, Pick, Question, Step, Words
from lab.runs.store.log import Log

POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
"""A file may load nothing at all."""
BACK, NEXT = Words("Back", "上一步"), Words("Next", "下一步")
AGAIN, REVEAL, CAME = Words("Play again", "重播"), Words("Reveal", "揭晓"), Words("what came", "实际结果")
ROUNDS = {"alone": Words("alone", "独立"), "talked": Words("after talking", "讨论之后")}
HANDS = Words("Count hands with + and −.", "用 + 和 − 数举手人数。")
TEACHER, MINUTES = Words("For the teacher", "给教师"), Words("minutes", "分钟")
VOTED = Words("How your class voted is there once you have decided, too.", "你也决定之后，会看到全班的投票。")
PHONES = Words("phones", "手机数")
EFFECT = Words("Right at first {0}, on the way out {1}.", "最初答对 {0}，离开时 {1}。")
THERE = Words("In a place that Reveal marks", "在揭晓时标出的地方")
ELSEWHERE = Words("Elsewhere", "别处")
RANGES = 5
"""Ranges of an axis for which hands are counted."""
AWAY = Words(
    "Without the lab nothing is trained: write down your value and what it will do; it is run when "
    "there is a network again.",
    "没有实验室就不能训练：写下你的数值和它会带来什么；有网络时再运行。",
)


@dataclass(frozen=True)
class Cast:
    """How a class voted in a step: for each round the votes of each choice, of a pick where each came to."""

    rounds: tuple[tuple[int, ...], ...]
    heights: tuple[float | None, ...] = ()


def file(log: Log, lesson: Lesson, minutes: Minutes, cast: Sequence[Cast] = ()) -> bytes:
    """The lesson's file, in both languages; of a class that had it with its votes, step by step.

    Raises:
        NotFound: what it shows or asks is not recorded here.
    """
    steps, own = lesson.steps(minutes), assets.modules("lesson")
    head = "\n".join(
        [
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            element("style", f":root {{ {assets.tokens()} }}\n{own['lesson.css'].decode()}"),
        ]
    )
    top = element(
        "header",
        element("p", said(lesson.title), text(f" · {minutes} "), said(MINUTES)),
        element("button", text("中文"), type="button", id="language"),
    )
    sections = [
        _section(log, lesson, step, f"{n} / {len(steps)}", votes)
        for n, (step, votes) in enumerate(zip_longest(steps, cast), 1)
    ]
    ways = element("nav", _button(BACK, id="back"), _button(NEXT, id="next"))
    exact = not (steps[-1].question and steps[-1].question.several)
    facts = {"first": steps[-1].repeats if exact else "", "effect": {"en": EFFECT.en, "zh": EFFECT.zh}}
    script = element("script", own["lesson.js"].decode(), type="module")
    body = "\n".join([top, element("main", *sections), ways, data(facts, "facts"), script])
    return page(lesson.title.en, head, body, kind="lesson").encode()


def said(words: Words) -> str:
    """Words in both languages, of which the page shows one."""
    return element("span", text(words.en), lang="en") + element("span", text(words.zh), lang="zh-Hans")


def _section(log: Log, lesson: Lesson, step: Step, place: str, cast: Cast | None) -> str:
    kind = element("p", said(KINDS[step.kind]), text(f" · {place} · {step.minutes} min"), class_="kind")
    note = element("details", element("summary", said(TEACHER)), element("p", said(step.do)))
    return element("section", kind, _content(log, lesson, step, cast), note, data_kind=step.kind)


def _content(log: Log, lesson: Lesson, step: Step, cast: Cast | None) -> str:
    if step.question:
        return _question(log, step.question, list(ROUNDS)[: 1 if step.kind == "exit" else 2], cast)
    if step.pick:
        came = _dots(step.pick, cast) if cast else element("p", said(AWAY), class_="told")
        return element("h1", said(step.pick.text)) + came
    experiment, _, query = step.link.partition("?")
    preset = parse_qs(query)["preset"][0]
    if step.text:
        still = element("div", bilingual(pictures.before(experiment, preset)), class_="figure")
        return element("h1", said(step.text), class_="text") + still
    frames = (element("div", bilingual(frame)) for frame in pictures.frames(log, experiment, preset))
    title = element("h1", said(lesson.title)) + element("p", said(lesson.goal))
    return title + element("div", *frames, class_="figure film") + _button(AGAIN, class_="again")


def _question(log: Log, question: Question, rounds: list[str], cast: Cast | None) -> str:
    came = answer(log, question)
    choices = (
        element(
            "li",
            element("b", said(words), element("em", said(CAME))),
            *(_votes(cast, numbers) if cast else map(_tally, rounds)),
            class_="right" if set(numbers) & set(came.truth) else None,
        )
        for words, numbers in rows(question, came.truth)
    )
    stills = pictures.before(question.experiment, question.preset), pictures.after(log, question)
    start, end = map(bilingual, stills)
    drawings = element("div", start, class_="before") + (element("div", end, class_="after") if end else "")
    return element("h1", said(question.text)) + element(
        "div",
        element("div", drawings, class_="figure") if start else "",
        element("div", element("ol", *choices), element("p", said(VOTED if cast else HANDS), class_="soft")),
        _button(REVEAL, class_="reveal"),
        element("p", said(came.told), class_="told", role="status"),
        element("p", class_="effect"),
        class_="asked",
        data_question=question.id,
    )


def _tally(round: str) -> str:
    """A count of hands, by which it goes up and down."""
    fewer = element("button", text("−"), type="button", class_="fewer", aria_label="−1")
    more = element("button", text("+"), type="button", class_="more", aria_label="+1")
    return element("span", said(ROUNDS[round]), fewer, element("output", text("0")), more, data_round=round)


def rows(question: Question, truth: Sequence[int]) -> list[tuple[Words, Sequence[int]]]:
    """What hands are counted for: choices with their numbers from 1, ranges of an axis, or the right places
    and all others."""
    count = len(question.choices)
    if question.plane:
        others = [number for number in range(1, count + 1) if number not in truth]
        return [(THERE, truth), (ELSEWHERE, others)]
    if question.axis is None:
        return [(choice, range(number, number + 1)) for number, choice in enumerate(question.choices, 1)]
    ends = [round(part * count / RANGES) for part in range(RANGES + 1)]
    places = [(question.choices[low], question.choices[high - 1]) for low, high in pairwise(ends)]
    words = [Words(f"{low.en} … {high.en}", f"{low.zh} … {high.zh}") for low, high in places]
    return [
        (label, range(low + 1, high + 1)) for label, (low, high) in zip(words, pairwise(ends), strict=True)
    ]


def _votes(cast: Cast, numbers: Sequence[int]) -> list[str]:
    """A class's votes for these choices, by round."""
    return [
        element(
            "span",
            said(words),
            element("output", text(str(sum(votes[number - 1] for number in numbers)))),
            class_="cast",
            data_round=round,
        )
        for (round, words), votes in zip(ROUNDS.items(), cast.rounds, strict=False)
    ]


def _dots(pick: Pick, cast: Cast) -> str:
    """What a class picked, and what came of each."""
    head = element("tr", *(element("th", said(words)) for words in (pick.across, PHONES, pick.up)))
    counts = cast.rounds[-1] if cast.rounds else ()
    rows = (
        element("tr", *(element("td", text(part)) for part in (str(value), str(count), _height(height))))
        for value, count, height in zip_longest(pick.values, counts, cast.heights)
        if count
    )
    return element("table", head, *rows)


def _height(height: float | None) -> str:
    return "" if height is None else f"{height:.3g}"


def _button(words: Words, **attributes: str) -> str:
    return element("button", said(words), type="button", **attributes)
