"""The guide for teachers names every lesson as it is, and what it says of rooms is so."""

from lab import lessons
from lab.contract.settings import ROOT
from lab.lessons.words import Lesson
from lab.rooms.book import KEPT_DAYS

GUIDE = (ROOT / "docs" / "teachers.md").read_text(encoding="utf-8")


def row(lesson: Lesson) -> str:
    """How a lesson's row begins in the guide's table: name, goal, command, wrong ideas, its film."""
    wrong = " ".join(idea.en for idea in lesson.wrong)
    name = f"**{lesson.title.en}.** {lesson.goal.en} `lab lesson {lesson.name}`"
    return f"| {name} | {wrong} | `/{lesson.short[0].link}` | "


def test_every_lesson_stands_in_the_guide_as_it_is_with_something_to_go_on_with():
    rows = [line for line in GUIDE.splitlines() if "`lab lesson " in line and line.startswith("| **")]
    for line, lesson in zip(rows, lessons.LESSONS.values(), strict=True):
        begin = row(lesson)
        assert line[: len(begin)] == begin
        assert f"`/{lesson.short[0].link.partition('?')[0]}?" in line[len(begin) :]


def test_what_is_kept_is_kept_as_long_as_the_guide_says():
    assert f"for {KEPT_DAYS} days" in GUIDE
