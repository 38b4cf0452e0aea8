"""What is said to those who only see a link is true to its run's end."""

from multiprocessing import Pipe

from lab.export import preview as previews
from lab.export.preview import preview
from lab.figures.exhibit import exhibit
from lab.figures.filled import filled
from lab.runs.names.specification import specify
from lab.runs.store.log import Log
from lab.runs.work.worker import execute


def test_the_title_and_the_picture_of_a_run_that_left_the_numbers_say_so(tmp_path):
    log = Log(tmp_path / "log.sqlite")
    run = specify("adam-spikes", "quadratic", optimizer="gradient-descent", eta=3.0, steps=1200)
    ours, theirs = Pipe()
    execute(log, log.create([run], owner="test"), theirs, lambda _: None)
    ours.close()
    shown = exhibit(log, run.id)
    title = "The loss left the range of numbers at step 512, and the run ends there."
    assert shown.last_step == 512
    assert f'property="og:title" content="{title}"' in preview(shown, "https://lab", "../", {})
    figure = filled(shown.hero, shown.recorded, shown.last_step)
    (label,) = [one for one in figure["layout"]["annotations"] if one["text"] == "left the range of numbers"]
    assert label["x"] == 512


def test_a_share_page_reads_what_is_recorded_once(subjects):
    log, id = subjects["fnn-sin"].log, subjects["fnn-sin"].id

    def asked(**kept: str) -> tuple[str, int]:
        """The page, and how often a chunk of the recording was read for it."""
        statements: list[str] = []
        log._connection().set_trace_callback(statements.append)
        page = preview(exhibit(log, id), "https://lab", "../", kept)
        log._connection().set_trace_callback(None)
        return page, sum("FROM chunks" in statement for statement in statements)

    first, reads = asked()
    assert reads > 0
    assert [asked() for _ in range(20)] == [(first, 0)] * 20
    assert asked(at="spike-1")[1] > 0


def test_the_pages_that_are_remembered_have_a_number(subjects, monkeypatch):
    monkeypatch.setattr(previews, "PAGES", 3)
    for step in range(9):  # strangers can think of any number
        preview(
            exhibit(subjects["quadratic"].log, subjects["quadratic"].id),
            "https://lab",
            "../",
            {"step": f"{step}"},
        )
    assert 0 < len(previews._pages) <= 3
