"""A page's link, read in Python: the id it names, or the runs that its settings specify."""

import pytest

from lab.errors import BadInput, LabError
from lab.runs.link import named
from lab.runs.specification import members, specify

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
    ],
)
def test_a_link_with_an_id_names_it(link):
    assert named(link) == ID


def test_a_link_with_settings_specifies_what_the_page_would_run():
    link = "http://localhost:8501/adam-spikes?preset=quadratic&beta1s=0.5,0.9&steps=9&step=3&view=stage"
    assert named(link) == members(specify("adam-spikes", "quadratic", beta1s=[0.5, 0.9], steps=9))


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ("nonsense", "nonsense is neither an id"),
        ("", " is neither an id"),
        ("http://localhost:8501/", "is neither an id"),
        ("http://localhost:8501/alchemy?run=0", "alchemy is not an experiment here"),
        ("/adam-spikes?run=../../etc", r"run = \.\./\.\./etc is not 16 of the characters"),
        ("/adam-spikes?eta=99", r"eta = 99\.0 is outside"),
        ("/adam-spikes?preset=no", "no is not an example of adam-spikes"),
    ],
)
def test_what_is_no_link_is_a_sentence(link, sentence):
    with pytest.raises(LabError, match=sentence):
        named(link)
    assert issubclass(BadInput, LabError)
