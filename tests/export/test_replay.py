"""A replay carries the recording's own numbers, and nothing that a viewer could fetch."""

import base64
import gzip
import json
import re

import numpy as np
import pytest

from lab.export import assets, bundle
from lab.export.recorded import recorded
from lab.export.replay import ALONE, embedded, file
from lab.runs.format import parcel
from tests.conftest import PRESETS

ADDRESS = "http://localhost:8501/adam-spikes?run=0"


def packed(html: str, id: str) -> bytes:
    (text,) = re.findall(rf'<script type="text/plain" id="{id}">([^<]+)</script>', html)
    return gzip.decompress(base64.b64decode(text))


@pytest.mark.parametrize("preset", PRESETS)
def test_a_file_is_whole_and_of_a_size_that_can_be_sent(subjects, preset):
    given = subjects[preset]
    html = file(given, ADDRESS).decode()
    assert len(html) < 2 * 2**20
    assert packed(html, "lab-plotly") == bundle.plotly()
    header, _ = parcel.unpack(packed(html, "lab-rows"))
    assert header["members"] == [run.id for run in given.runs]
    assert header["about"]["recordings"][0]["state"] == "done"
    assert all(len(text) > 20 for _, text in header["sentences"])
    assert header["sentences"][-1][1] == given.said(given.last_step)
    data = json.loads(re.findall(r'id="lab-data">(.*?)</script>', html)[0])
    assert data["id"] == given.id
    assert "default-src 'none'" in html


def test_the_rows_are_the_recordings(subjects):
    given = subjects["fnn-sin"]
    header, arrays = parcel.unpack(recorded(given))
    at = header["series"].index("loss")
    ((_, recording),) = given.recorded
    np.testing.assert_array_equal(arrays[f"y:{at}:0"], recording.column("loss"))
    assert [one["name"] for one in header["marks"]] == [one.name for one in recording.marks]


def test_what_is_not_told_before_the_answer_does_not_stand_there_in_plain_text(subjects):
    given = subjects["fnn-sin"]
    html = file(given, ADDRESS).decode()
    header, _ = parcel.unpack(recorded(given))
    secrets = [given.sentence, *(one["number"] for one in header["verdicts"])]
    if header["outcome"]:
        secrets.append(header["outcome"]["told"])
    assert len(secrets) > 2
    assert [one for one in secrets if one in html] == []


def test_everything_that_is_put_in_is_text(subjects):
    html = file(subjects["fnn-sin"], "javascript:'\"><script>alert(1)</script>").decode()
    assert "<script>alert" not in html


def test_where_it_comes_from_and_how_it_is_cited_stand_in_it(subjects):
    given = subjects["quadratic"]
    html = file(given, ADDRESS).decode()
    for value in (given.id, *given.infos[0].digests, "@misc{bai2025,", "2506.04805", "@software{"):
        assert value in html


def test_a_replay_s_modules_give_what_those_in_whose_place_they_stand_give():
    exported = {
        name: set(re.findall(r"^export (?:async )?(?:function|class|const) (\w+)", source.decode(), re.M))
        for name, source in assets.modules().items()
        if name.endswith(".js")
    }
    used = {name: set() for name in ALONE}
    for source in assets.modules().values():
        imports = re.findall(r'^import \{ ([^}]+) \} from "[./]+/([a-z-]+\.js)"', source.decode(), re.M)
        for names, module in imports:
            if module in used:
                used[module] |= set(names.split(", "))
    assert all(used.values())
    for name, other in ALONE.items():
        assert used[name] <= exported[other], name


def test_in_a_file_modules_name_each_other_by_the_import_map_wherever_they_lie(subjects):
    html = file(subjects["quadratic"], ADDRESS).decode()
    imports = json.loads(re.findall(r'<script type="importmap">(.*?)</script>', html)[0])["imports"]
    sources = {name: base64.b64decode(url.partition(",")[2]).decode() for name, url in imports.items()}
    assert {f"lab/{name}" for name in assets.modules() if name.endswith(".js")} == set(sources)
    for name, source in sources.items():
        static = re.findall(r'^(?:import|export)(?: .*? from)? "([^"]+)";$', source, re.M)
        assert set(static) <= set(sources), name
        assert not re.search(r"""(?:from|import)[ (]["`]\.[^"`]*\.js""", source), name
    assert "import(`lab/bindings/${kind}.js`)" in sources["lab/bindings.js"]


def test_a_framed_figure_loads_from_its_server_alone_and_speaks_to_nobody(subjects):
    html, policy = embedded(subjects["quadratic"], "../", "live/plotly.js", "https://lab/adam-spikes")
    assert "connect-src" not in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy.split("script-src")[1].split(";")[0]
    inline = [text for kind, text in re.findall(r"<script([^>]*)>([^<]*)</script>", html) if text]
    assert len(inline) == 3
    assert len(html) < 600_000
