"""What a link leaves out of a page or holds fast, on every page: `hide=` and `lock=`."""

import re
import sys
from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lab import experiments
from lab.contract.experiment import Experiment
from lab.ui.style import PARTS
from tests.patience import PATIENCE


@pytest.fixture(scope="module", autouse=True)
def store(tmp_path_factory) -> Iterator[None]:
    """A store of these pages' own, and the process given back its main module, which each page replaces."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "__main__", sys.modules["__main__"])
        patch.setenv("LAB_HOME", str(tmp_path_factory.mktemp("pages") / "home"))
        st.cache_resource.clear()
        yield
        st.cache_resource.clear()


def page(name: str, **parameters: str) -> AppTest:
    """The page of an experiment at these parameters, after one run of its script."""

    def script(name: str) -> None:
        from lab.ui.navigation import current_page
        from lab.ui.page import experiment_page

        current_page()
        experiment_page(name)

    app = AppTest.from_function(script, default_timeout=PATIENCE, kwargs={"name": name})
    app.session_state[f"{name}/drawer"] = True
    for parameter, value in parameters.items():
        app.query_params[parameter] = value
    return app.run()


def widgets(app: AppTest) -> dict[str, bool]:
    """The settings that have a widget, and whether it is held fast."""
    kinds = ("select_slider", "number_input", "selectbox", "toggle", "text_input", "slider")
    return {
        one.key.rpartition(".")[2]: one.disabled for kind in kinds for one in app.get(kind) if "." in one.key
    }


@pytest.mark.parametrize("experiment", experiments.every(), ids=lambda one: one.name)
def test_a_link_leaves_out_and_holds_fast_what_it_names(experiment: Experiment):
    unused = experiment.unused(experiment.configure())
    shown = [name for name in experiment.config.settings() if name not in unused]
    hidden, *_, locked = shown
    link = {"hide": f"{hidden},story,claims", "lock": locked}
    app = page(experiment.name, **link)
    assert not app.exception
    assert widgets(app) == {name: name == locked for name in shown if name != hidden}
    sheets = "".join(html(app))
    assert all(f"{PARTS[part]} {{ display: none; }}" in sheets for part in ("story", "claims"))
    assert f"{PARTS['controls']} {{ display: none; }}" not in sheets
    assert {name: app.query_params[name] for name in link} == link  # and it stays so when it is sent on


def at(app: AppTest, name: str = "adam-spikes") -> dict[str, str]:
    """What the page's address is to ask in the end: the browser is told to replace it."""
    return dict(app.session_state[f"{name}/written"][-1])


def warnings(app: AppTest) -> list[str]:
    return [one.value for one in app.warning]


def test_a_link_that_went_through_others_hands_opens_as_it_was_meant():
    appended = {"utm_source": "mail", "fbclid": "x", "gclid": "y", "ref": "z", "amp;eta": "0.02"}
    app = page("adam-spikes", Preset="Quadratic).", **appended)
    assert not app.exception
    assert warnings(app) == []
    assert at(app) == {"preset": "quadratic", "eta": "0.02"}


def test_a_query_that_was_encoded_twice_opens_as_it_was_meant():
    app = page("adam-spikes", **{"preset=quadratic&eta%3D0.02": ""})
    assert warnings(app) == []
    assert at(app) == {"preset": "quadratic", "eta": "0.02"}


def test_an_unknown_name_gets_one_sentence_with_the_nearest_setting():
    app = page("adam-spikes", etta="0.02")
    assert warnings(app) == ["etta is not a setting here; the nearest is eta."]


@pytest.mark.parametrize(
    ("answer", "said"), [("3", []), ("4", ["no choice of the question, which has 1 … 3."])]
)
def test_an_answer_in_a_link_is_taken_once_and_not_sent_on(answer, said):
    app = page("adam-spikes", preset="fnn-sin", answer=answer)
    assert not app.exception
    assert [sentence.partition(" is ")[2] for sentence in warnings(app)] == said
    assert at(app) == {"preset": "fnn-sin"}


def test_points_that_are_not_here_are_said_once_and_the_example_stands():
    app = page("gan", target="own-sha256-" + "0" * 32, steps="700")
    assert not app.exception
    said = ["The points own-sha256-0000000000000… are not on this machine: upload them again."]
    assert warnings(app) == said
    assert at(app, "gan") == {"preset": experiments.find("gan").presets[0].name, "steps": "700"}
    app.run()
    assert not app.exception
    assert warnings(app) == said


@pytest.mark.parametrize("experiment", experiments.every(), ids=lambda one: one.name)
def test_every_page_leads_to_a_room_that_asks_its_own_question(experiment: Experiment):
    preset = experiment.cuts[0].preset
    app = page(experiment.name, preset=preset)
    assert not app.exception
    ways = re.findall(r'href="(rooms\?[^"]+)" target="_self">Ask my class this', "".join(html(app)))
    assert ways == [f"rooms?experiment={experiment.name}&amp;preset={preset}"]


def html(app: AppTest) -> list[str]:
    return [one.proto.body for one in app.get("html")]
