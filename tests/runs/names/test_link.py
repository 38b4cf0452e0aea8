"""A page's link, read in Python: the id it names, or the runs that its settings specify."""

from urllib.parse import parse_qsl

import numpy as np
import pytest

from lab import experiments
from lab.contract.config import RESERVED
from lab.contract.errors import BadInput, LabError
from lab.contract.settings import ROOT
from lab.runs.names.link import TRACKING, canonical, named, pages, parameters
from lab.runs.names.specification import specify
from lab.worlds import points

ID = "0123456789abcdef"


@pytest.mark.parametrize(
    "link",
    [
        ID,
        f" {ID}\n",
        f"https://lab.example/s/{ID}",
        f"https://lab.example/s/{ID}?until=cliff",
        f"http://localhost:8501/embed/{ID}",
        f"http://localhost:8501/runs/{ID}",
        f"http://localhost:8501/adam-spikes?preset=quadratic&run={ID}&step=7",
        f"/adam-spikes?run={ID}",
        ID.upper(),
        f"({ID}).",
        f"<https://lab.example/s/{ID}>",
        f"“https://lab.example/s/{ID}”.",
        f"[a run](https://lab.example/s/{ID})",
        f"https://lab.example/s/{ID}/",
        f"https://lab.example/s/{ID}%20",
        f"https://lab.example/S/{ID.upper()}?utm_source=mail&fbclid=x",
        f"https://lab.example/s/{ID[:9]}\u00ad{ID[9:]}",
        f"lab.example/teach/lab/Adam-Spikes/?run={ID.upper()}).",
        f"https://lab.example/adam-spikes%3Frun%3D{ID}",
        f"https%3A%2F%2Flab.example%2Fadam-spikes%3Frun%3D{ID}",
        f"https://lab.example/adam-spikes?preset=quadratic&amp;run={ID}",
        f"https://lab.example/adam-spikes?preset%3Dquadratic%26run%3D{ID}",
        f"https://lab.example/compare?run={ID}#top",
    ],
)
def test_a_link_with_an_id_names_it(link):
    assert named(link) == (ID,)


def test_a_link_of_a_comparison_names_its_runs():
    other = ID[::-1]
    assert named(f"https://lab.example/compare?run={ID},{other}") == (ID, other)
    assert named(f"https://lab.example/compare?run={ID}%252C{other}") == (ID, other)


def test_a_link_with_settings_specifies_what_the_page_would_run():
    link = "http://localhost:8501/adam-spikes?preset=quadratic&beta1s=0.5,0.9&steps=9&step=3&view=stage"
    assert named(link) == specify("adam-spikes", "quadratic", beta1s=[0.5, 0.9], steps=9).members


@pytest.mark.parametrize(
    "link",
    [
        "https://lab.example/adam-spikes?preset=quadratic).",
        "adam-spikes?preset=Quadratic",
        "https://lab.example/Adam_Spikes/?preset=quadratic&utm_source=x&fbclid=y&gclid=z&ref=w",
        "https://lab.example/adam-spikes?preset%3Dquadratic",
        "https%3A%2F%2Flab.example%2Fadam-spikes%3Fpreset%3Dquadratic%26step%3D3",
    ],
)
def test_what_was_pasted_specifies_what_was_meant(link):
    assert named(link) == specify("adam-spikes", "quadratic").members


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("preset=quadratic).&fbclid=1", {"preset": "quadratic"}),
        ("Preset=QUADRATIC&ETA=0.02.", {"preset": "quadratic", "eta": "0.02"}),
        ("preset=quadratic&amp;eta=0.02", {"preset": "quadratic", "eta": "0.02"}),
        ("preset%3Dquadratic%26eta%3D0.02&utm_id=3", {"preset": "quadratic", "eta": "0.02"}),
        ("preset%253Dquadratic%2526eta%253D0.02", {"preset": "quadratic", "eta": "0.02"}),
        ("beta1s=0.5%252C0.9", {"beta1s": "0.5,0.9"}),
        ("set=epsilon:0.1&set=beta2:0.9", {"set": "epsilon:0.1,beta2:0.9"}),
        ("complexity=as+set", {"complexity": "as set"}),
        ("x=-.5&judges=&hide=", {"x": "-.5", "judges": ""}),
    ],
)
def test_a_query_says_what_was_meant(query, meant):
    assert parameters(parse_qsl(query, keep_blank_values=True)) == meant


def test_what_pages_write_themselves_stays_as_it_is():
    written = [
        {**one.configure().differing(one.config()), "preset": p.name}
        for one in experiments.every()
        for p in one.presets
    ]
    own = {"target": points.written(np.random.default_rng(0).uniform(-1, 1, (50, 2)))}
    for given in [*written, own]:
        assert parameters(given.items()) == given


def test_no_setting_has_a_name_that_others_append():
    names = RESERVED.union(*(one.config.settings() for one in experiments.every()))
    assert [name for name in names if TRACKING.fullmatch(name)] == []
    assert names == {name.lower() for name in names}
    appended = (
        "utm_source",
        "fbclid",
        "gclid",
        "msclkid",
        "gbraid",
        "igshid",
        "mc_cid",
        "_gl",
        "_hsenc",
        "ref",
        "ref_src",
    )
    assert all(TRACKING.fullmatch(name) for name in appended)


def test_the_pages_are_those_of_the_navigation_and_the_server_s_own():
    drawn = {path.stem.replace("_", "-") for path in (ROOT / "pages").glob("*.py")}
    assert drawn | {"claims", "home"} == pages()


@pytest.mark.parametrize("path", [f"/own/{ID}", f"/Own/{ID.upper()})."])
def test_a_training_s_own_place_leads_to_its_page(path):
    assert canonical(path) == f"own?run={ID}"
    assert canonical(f"/own/{ID[1:]}") is None


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ("nonsense", "nonsense is neither an id"),
        ("", " is neither an id"),
        ("http://localhost:8501/", "is neither an id"),
        ("http://localhost:8501/alchemy?run=0", "alchemy is not an experiment here"),
        ("/adam-spikes?run=../../etc", r"run = \.\./\.\./etc is not 16 of the characters"),
        ("http://[::1", "is neither an id"),
        ("/compare", "This comparison names no runs"),
        ("/adam-spikes?etta=1", "etta is not a setting here; the nearest is eta"),
        ("/adam-spikes?eta=99", r"eta = 99\.0 is outside"),
        ("/adam-spikes?preset=no", "no is not an example of adam-spikes"),
    ],
)
def test_what_is_no_link_is_a_sentence(link, sentence):
    with pytest.raises(LabError, match=sentence):
        named(link)
    assert issubclass(BadInput, LabError)


@pytest.mark.parametrize("text", ["war\ud800ning-1", "\udfff", "a\udfffb"])
def test_half_a_character_in_a_link_is_left_out(text):
    """It has no bytes: whoever quotes, writes or encodes it fails."""
    whole = text.translate(dict.fromkeys(range(0xD800, 0xE000)))
    assert parameters([("answer", text), (f"hide{text}", "x")]) == {
        name: value for name, value in (("answer", whole), (f"hide{whole}", "x")) if value
    }
    assert canonical(f"/adam_spikes?answer={text}") == f"adam-spikes?answer={whole}"
    with pytest.raises(LabError, match="is not 16 of the characters"):
        named(f"/adam-spikes?run={text}x")
