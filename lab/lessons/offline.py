"""A lesson as one HTML file that needs no network: films, questions, hands counted, outcomes on a click."""

from urllib.parse import parse_qs

from lab.export import assets
from lab.export.html import data, element, page, text
from lab.lessons import pictures
from lab.lessons.outcomes import answer
from lab.lessons.words import Lesson, Minutes, Question, Step, Words
from lab.runs.store.log import Log

POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
"""A file may load nothing at all."""
KINDS = {
    "film": Words("Film", "短片"),
    "ask": Words("Question", "提问"),
    "branch": Words("What if", "如果"),
    "pick": Words("Everybody chooses", "每人选择"),
    "read": Words("Why", "为什么"),
    "exit": Words("On the way out", "离开之前"),
}
BACK, NEXT = Words("Back", "上一步"), Words("Next", "下一步")
AGAIN, REVEAL, CAME = Words("Play again", "重播"), Words("Reveal", "揭晓"), Words("what came", "实际结果")
ROUNDS = {"alone": Words("alone", "独立"), "talked": Words("after talking", "讨论之后")}
HANDS = Words("Count hands with + and −.", "用 + 和 − 数举手人数。")
TEACHER, MINUTES = Words("For the teacher", "给教师"), Words("minutes", "分钟")
EFFECT = Words("Right at first {0}, on the way out {1}.", "最初答对 {0}，离开时 {1}。")
AWAY = Words(
    "Without the lab nothing is trained: write down your value and what it will do; it is run when "
    "there is a network again.",
    "没有实验室就不能训练：写下你的数值和它会带来什么；有网络时再运行。",
)


def file(log: Log, lesson: Lesson, minutes: Minutes) -> bytes:
    """The lesson's file, in both languages.

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
    sections = [_section(log, lesson, step, f"{n} / {len(steps)}") for n, step in enumerate(steps, 1)]
    ways = element("nav", _button(BACK, id="back"), _button(NEXT, id="next"))
    facts = {"first": steps[-1].repeats, "effect": {"en": EFFECT.en, "zh": EFFECT.zh}}
    script = element("script", own["lesson.js"].decode(), type="module")
    body = "\n".join([top, element("main", *sections), ways, data(facts, "facts"), script])
    return page(lesson.title.en, head, body, kind="lesson").encode()


def said(words: Words) -> str:
    """Words in both languages, of which the page shows one."""
    return element("span", text(words.en), lang="en") + element("span", text(words.zh), lang="zh-Hans")


def _section(log: Log, lesson: Lesson, step: Step, place: str) -> str:
    kind = element("p", said(KINDS[step.kind]), text(f" · {place} · {step.minutes} min"), class_="kind")
    note = element("details", element("summary", said(TEACHER)), element("p", said(step.do)))
    return element("section", kind, _content(log, lesson, step), note, data_kind=step.kind)


def _content(log: Log, lesson: Lesson, step: Step) -> str:
    if step.question:
        return _question(log, step.question, list(ROUNDS)[: 1 if step.kind == "exit" else 2])
    if step.pick:
        return element("h1", said(step.pick.text)) + element("p", said(AWAY), class_="told")
    experiment, _, query = step.link.partition("?")
    preset = parse_qs(query)["preset"][0]
    if step.text:
        still = element("div", pictures.before(experiment, preset), class_="figure")
        return element("h1", said(step.text), class_="text") + still
    frames = (element("div", frame) for frame in pictures.frames(log, experiment, preset))
    title = element("h1", said(lesson.title)) + element("p", said(lesson.goal))
    return title + element("div", *frames, class_="figure film") + _button(AGAIN, class_="again")


def _question(log: Log, question: Question, rounds: list[str]) -> str:
    came = answer(log, question)
    choices = (
        element(
            "li",
            element("b", said(choice), element("em", said(CAME))),
            *(_tally(round) for round in rounds),
            class_="right" if number in came.truth else None,
        )
        for number, choice in enumerate(question.choices, 1)
    )
    start, end = pictures.before(question.experiment, question.preset), pictures.after(log, question)
    drawings = element("div", start, class_="before") + (element("div", end, class_="after") if end else "")
    return element("h1", said(question.text)) + element(
        "div",
        element("div", drawings, class_="figure") if start else "",
        element("div", element("ol", *choices), element("p", said(HANDS), class_="soft")),
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


def _button(words: Words, **attributes: str) -> str:
    return element("button", said(words), type="button", **attributes)
