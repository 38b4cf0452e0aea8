"""What is said to those who only see a link is true to its run's end."""

from multiprocessing import Pipe

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
