"""What a tile of the home page plays: a real recording's figure, up to the cliff of its cut."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from lab.contract.cut import Cliff, Cut, Place, Scene
from lab.export.strip import SIZE, film, strip
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


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    run = specify("adam-spikes", "quadratic", beta1=0.5, beta2=0.9, steps=130)
    log = Log(tmp_path_factory.mktemp("strip") / "log.sqlite")
    trained(log, [run])
    return exhibit(log, run.id)


def test_without_a_cut_the_pictures_are_evenly_spaced(shown):
    assert film(shown, None, 3) == [43, 86, 129]


def test_a_cut_is_shown_in_its_own_time_and_no_further_than_its_cliff(shown):
    crossing = next(mark.at for mark in shown.recorded[0][1].marks if mark.name == "crossing-1")
    seen = film(shown, CUT, 4)
    assert (seen[1], seen[-1]) == (crossing - 10, crossing + 5)
    assert seen[0] > 0  # a curve that has begun
    assert seen == sorted(seen)


def test_its_stills_are_the_middles_of_what_is_said_and_the_question(shown):
    crossing = next(mark.at for mark in shown.recorded[0][1].marks if mark.name == "crossing-1")
    assert stills(shown, CUT) == [round((crossing - 10) / 2), round(crossing - 2.5), crossing + 5]
    assert [words for _, words in CUT.stills] == ["Before.", "Across.", "What now?"]
    short = replace(CUT, cliff=replace(CUT.cliff, after=0))
    assert short.stills == ((1.0, "Before."), (3.0, ""), (4.0, "What now?"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_strip_has_its_pictures_below_each_other_on_the_theme_s_panel(shown, theme):
    picture = Image.open(io.BytesIO(strip(shown, CUT, theme, film(shown, CUT, 2))))
    assert picture.size == (SIZE[0], 2 * SIZE[1])
    corner = sum(picture.convert("RGB").getpixel((1, 1)))
    assert corner > 700 if theme == "light" else corner < 120
    first, last = (picture.crop((0, SIZE[1] * n, SIZE[0], SIZE[1] * (n + 1))) for n in range(2))
    assert first.tobytes() != last.tobytes()
