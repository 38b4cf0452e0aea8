"""What stands for a recording on a tile and a storyboard: a light drawing, up to the cliff of its cut."""

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from lab import experiments
from lab.contract.cut import Cliff, Cut, Place, Scene
from lab.export.assets import CLIFF, DRAWINGS, ends, opening, roles
from lab.export.assets import drawings as shipped
from lab.export.drawings import drawings, first
from lab.figures.exhibit import exhibit
from lab.figures.film import stills
from lab.runs.names.specification import specify
from lab.runs.store.log import Log
from tests.runs.files.test_archive import trained

CUT = Cut(
    "quadratic",
    (
        Scene(Place("start"), Place("crossing-1", -10), 4.0, "Before."),
        Scene(Place("crossing-1", -10), Place("crossing-1", 5), 4.0, "Across."),
        Scene(Place("crossing-1", 5), Place("end"), 2.0, "After."),
    ),
    Cliff(1, "What now?", ("Up", "Down"), lambda _: ("Up",), lambda _: "Up."),
)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def subject(tmp_path_factory):
    run = specify("adam-spikes", "quadratic", beta1=0.5, beta2=0.9, steps=130)
    log = Log(tmp_path_factory.mktemp("drawings") / "log.sqlite")
    trained(log, [run])
    return exhibit(log, run.id)


def reach(drawing: str) -> list[float]:
    """How far to the right each line goes."""
    paths = re.findall(
        r'class="lab-line" stroke="var\(--lab-model\)"[^>]* d="M([\d.]+) [\d.-]+l([^"M]*)', drawing
    )
    steps = [re.findall(r"(-?[\d.]+)[ -][\d.]+", rest) for _, rest in paths]
    return [float(start) + sum(map(float, way)) for (start, _), way in zip(paths, steps, strict=True)]


def test_its_stills_are_the_middles_of_what_is_said_and_the_question(subject):
    crossing = next(mark.at for mark in subject.recorded[0][1].marks if mark.name == "crossing-1")
    assert stills(subject, CUT) == [round((crossing - 10) / 2), round(crossing - 2.5), crossing + 5]
    assert [words for _, words in CUT.stills] == ["Before.", "Across.", "What now?"]
    short = replace(CUT, cliff=replace(CUT.cliff, after=0))
    assert short.stills == ((1.0, "Before."), (3.0, ""), (4.0, "What now?"))


def test_a_cut_has_three_drawings_on_the_axes_of_the_last(subject):
    first, second, last = (reach(one)[0] for one in drawings(subject, CUT))
    assert first < second < last == pytest.approx(632, abs=1)


def test_without_a_cut_the_drawing_is_the_run_s_end(subject):
    (drawing,) = drawings(subject, None)
    assert drawing != drawings(subject, CUT)[-1]
    assert reach(drawing)[0] == pytest.approx(632, abs=1)


def test_what_a_question_is_about_is_not_drawn(subject):
    veiled = replace(CUT, cliff=replace(CUT.cliff, veil=("loss",)))
    open_, asked = (drawings(subject, cut)[-1] for cut in (CUT, veiled))
    assert ">?</text>" in asked
    assert ">?</text>" not in open_
    assert len(asked) < len(open_)


def test_a_page_s_first_still_has_the_axes_of_the_whole_run_and_leaves_its_words_to_the_page(subject):
    values = json.loads(first(subject, CUT))
    upper, lower = values["plots"]
    assert upper["ranges"][0]["ends"] == lower["ranges"][0]["ends"] == [0, subject.last_step]
    assert upper["ranges"][1]["log"] is True
    assert "<text" not in upper["marks"] + lower["marks"]
    own = {note["text"] for note in subject.hero.layout["annotations"]}
    assert not own & {note["text"] for note in values["notes"]}  # the page has those for its own width


def test_what_a_question_is_about_is_not_in_a_page_s_first_still(subject):
    veiled = replace(CUT, cliff=replace(CUT.cliff, veil=("loss",)))
    open_, asked = (json.loads(first(subject, cut)) for cut in (CUT, veiled))
    assert ["y" in {axis for plot in one["plots"] for axis in plot["axes"]} for one in (open_, asked)] == [
        True,
        False,
    ]


OPENED = [(one, cut.preset) for one in experiments.house() for cut in one.cuts]
NAMES = [f"{one.name}-{preset}" for one, preset in OPENED]


@pytest.mark.parametrize(("experiment", "preset"), OPENED, ids=NAMES)
def test_a_page_s_first_still_is_light_and_in_the_lab_s_colours(experiment, preset):
    values = opening(experiment, preset)
    text = json.dumps(values, ensure_ascii=False)
    assert len((DRAWINGS / f"{experiment.name}.{preset}.json").read_bytes()) <= 12_000
    assert {*re.findall(r"var\(--lab-(\w+)\)", text)} <= {*roles(), "page"}
    for plot in values["plots"]:
        root = ElementTree.fromstring(f"<svg>{plot['marks']}</svg>")
        assert {one.tag for one in root.iter()} <= {"svg", "path"}
        assert len(plot["ranges"]) == 2 == len(plot["size"])
        assert all(low != high for low, high in (one["ends"] for one in plot["ranges"]))
    assert not re.search(r"NaN|Infinity| d=.[^>]*(nan|inf)", text)


@pytest.mark.parametrize("name", sorted(shipped().keys() - {CLIFF}))
def test_a_drawing_is_light_text_in_the_lab_s_colours_with_at_most_three_words(name):
    drawing = shipped()[name]
    assert len(drawing.encode()) <= 12_000
    root = ElementTree.fromstring(drawing)
    assert root.get("viewBox") == "0 0 640 280"
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {"svg", "g", "path", "text"}
    assert len([one for one in root.iter(f"{SVG}text") if one.text != "?"]) <= 3
    assert {*re.findall(r"var\(--lab-(\w+)\)", drawing)} <= roles().keys()
    assert not re.search(r' d="[^"]*(nan|inf)|#|id="', drawing)


def test_all_drawings_together_are_small():
    sizes = [len(one.encode()) for one in shipped().values()]
    assert sum(sizes) / len(sizes) <= 4_000


def test_the_lead_s_question_has_axes_and_futures_that_end_apart():
    drawing = shipped()[CLIFF]
    assert len(drawing.encode()) <= 4_000
    root = ElementTree.fromstring(drawing)
    assert root.get("viewBox") is None  # words keep their size at every width
    futures = root.findall(f".//{SVG}g[@class='lab-futures']/{SVG}path")
    falls, rests, jumps = ends()
    assert [f" {10 * end:g}H1000" in str(path.get("d")) for path, end in zip(futures, ends(), strict=True)]
    assert 0 < jumps < rests - 10 < falls - 20 < 60
    names = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert {"loss each line ×2", "curvature ÷ limit", "the limit 2/η", "1"} <= {*names}
    assert "— λmax, as Adam scales it" in names
