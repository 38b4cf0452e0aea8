"""The picture for previews: of that very run, 1200 × 630, drawn once."""

import base64
import io
import struct
import threading
from html import unescape
from pathlib import Path

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Picture
from matplotlib.font_manager import findfont, fontManager
from PIL import Image

from lab import experiments
from lab.contract.errors import LabError
from lab.export import fonts
from lab.export import picture as pictures
from lab.export.assets import roles
from lab.export.picture import order, picture
from lab.export.preview import preview
from lab.figures import lettering
from lab.figures.draw import Sheet
from lab.figures.film import asked, stills
from lab.figures.traces import KINDS
from tests.patience import PATIENCE


def pixels(png: bytes) -> np.ndarray:
    """Shape (height, width, 4)."""
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))


def test_a_picture_has_the_size_that_previews_want_and_shows_the_curve(subjects):
    given = subjects["fnn-sin"]
    png = picture(given)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (1200, 630)
    image = pixels(png)
    blue = (abs(image[..., :3].astype(int) - (0x11, 0x4E, 0xB1)) < 12).all(axis=2)
    columns = np.flatnonzero(blue.any(axis=0))
    assert blue.sum() > 3000
    assert columns.max() - columns.min() > 900
    assert picture(given) == png
    comment = Image.open(io.BytesIO(png)).info["Comment"]
    assert all(word in comment for word in (given.id, "torch: ", "@software{", "eprint = {2506.04805}"))


def test_a_picture_that_is_there_waits_for_nobody_s(subjects):
    shown, seen = subjects["fnn-sin"], []
    png = picture(shown)
    waiting = threading.Thread(target=lambda: seen.append(picture(shown)), daemon=True)
    with pictures._drawing:
        waiting.start()
        waiting.join(PATIENCE)
        assert seen == [png]


def test_who_is_to_guess_first_sees_the_question_and_nothing_after_the_cliff(subjects):
    given = subjects["fnn-sin"]
    cut = asked(given, "cliff")
    assert asked(given, "spike-1") is asked(subjects["quadratic"], "cliff") is None
    told, whole = order(given, cut), order(given)
    assert told["title"] == cut.cliff.question
    cliff = stills(given, cut)[-1]
    assert max(told["figure"]["data"][0]["x"]) == cliff < max(whole["figure"]["data"][0]["x"])
    head = preview(given, "http://here", "../", {"until": "cliff"})
    assert f'og:title" content="{cut.cliff.question}"' in head
    assert f'content="http://here/s/{given.id}.png?until=cliff"' in head
    assert f'src="../s/{given.id}.png?until=cliff"' in head
    assert whole["title"] not in unescape(head)


def test_what_is_drawn_is_the_sentence_the_id_and_numbers_in_the_lab_s_colours(subjects):
    given = subjects["quadratic"]
    told = order(given)
    assert told["title"] == given.experiment.sentence(given.recorded[0][1], given.last_step)
    assert given.id in told["foot"]
    assert told["figure"]["data"][0]["line"]["color"] == "#114eb1"
    ((_, recording),) = given.recorded
    assert max(told["figure"]["data"][0]["y"]) == recording.column("loss").max()


def test_a_picture_is_set_in_the_faces_of_the_pages(tmp_path, monkeypatch):
    monkeypatch.setattr(fontManager, "ttflist", [*fontManager.ttflist])
    faces = {name: base64.b64encode(fonts.woff2(tmp_path, name)).decode() for name in fonts.FACES}
    with rc_context():
        names = lettering.use(faces, tmp_path)
        found = [
            findfont(family[0], fallback_to_default=False) for family in (lettering.SANS, lettering.SERIF)
        ]
    assert [Path(path).parent for path in (*found, str(names.get_file()))] == [tmp_path] * 3


def test_a_picture_that_fails_is_a_sentence_and_is_not_kept(subjects, monkeypatch):
    given = subjects["quadratic"]
    monkeypatch.setattr(pictures, "PATIENCE", 0.01)
    with pytest.raises(LabError, match="could not be drawn"):
        picture(given)
    monkeypatch.undo()
    assert picture(given)[:4] == b"\x89PNG"


def test_every_trace_of_every_hero_can_be_drawn():
    drawn = {
        (experiment.name, trace.get("type", "scatter"))
        for experiment in experiments.every()
        for preset in experiment.presets
        for trace in experiment.figures(experiment.configure(preset.name))[0].traces
    }
    assert [one for one in drawn if one[1] not in KINDS] == []


def test_bars_that_are_ordered_by_their_length_are_drawn_so_with_their_colours():
    bars = {"type": "bar", "orientation": "h", "y": ["tea", "milk", "rain"], "x": [0.1, 0.7, 0.2]}
    trace = {**bars, "marker": {"color": ["#111111", "#222222", "#333333"]}}
    layout = {"yaxis": {"categoryorder": "total ascending"}, "shapes": [], "annotations": []}
    sheet = Sheet(Picture(), {"data": [trace], "layout": layout}, {**roles(), "page": roles()["panel"]})
    sheet.draw()
    plot = sheet.plots["x", "y"]
    assert [round(bar.get_width(), 1) for bar in plot.patches] == [0.1, 0.2, 0.7]
    assert [label.get_text() for label in plot.get_yticklabels()] == ["tea", "rain", "milk"]
    assert to_hex(plot.patches[-1].get_facecolor()) == "#222222"


def test_a_picture_s_cells_have_their_numbers_on_an_axis_that_runs_down():
    cells = {
        "type": "heatmap",
        "z": [[1.0, 0.25], [None, 0.5]],
        "texttemplate": "%{z:.2f}",
        "zmin": 0,
        "zmax": 1,
    }
    axis = {"autorange": "reversed", "tickvals": [0, 1], "title": {"text": "group"}}
    layout = {"yaxis": axis, "xaxis": {}, "shapes": [], "annotations": []}
    colors = {**roles(), "page": roles()["panel"]}
    sheet = Sheet(Picture(), {"data": [{**cells, "opacity": 0.5}], "layout": layout}, colors)
    sheet.draw()
    plot = sheet.plots["x", "y"]
    said = {text.get_text(): text.get_color() for text in plot.texts}
    assert said == {"1.00": colors["panel"], "0.25": colors["ink"], "0.50": colors["ink"]}
    assert plot.get_ylim()[0] > plot.get_ylim()[1]
    assert [text.get_text() for text in plot.get_yticklabels()] == ["0", "1"]
    assert plot.collections[0].get_alpha() == 0.5
