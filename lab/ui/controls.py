"""The widgets of a config, each made from its `Setting`; a widget's key is `experiment.field`."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import streamlit as st

from lab.contract.config import ExperimentConfig, as_text
from lab.contract.experiment import Experiment
from lab.contract.field import Setting
from lab.runs.names.address import settle
from lab.worlds.points import is_own

PER_DECADE = (1.0, 1.25, 1.6, 2.0, 2.5, 3.2, 4.0, 5.0, 6.3, 8.0)


def key(experiment: Experiment, field: str) -> str:
    """Key of a field's widget in the session."""
    return f"{experiment.name}.{field}"


def preset(experiment: Experiment) -> str:
    """Key of the widget of the examples."""
    return f"{experiment.name}/preset"


def seed(experiment: Experiment, config: ExperimentConfig) -> None:
    """Put a config's values where its widgets will find them, before any of them is drawn."""
    st.session_state[_held(experiment)] = config
    for name, about in type(config).settings().items():
        st.session_state[key(experiment, name)] = _shown(about, getattr(config, name))


def take(experiment: Experiment, values: Mapping[str, Any]) -> None:
    """Put values that were given elsewhere on the page into the widgets; what cannot be taken is left."""
    config, _ = current(experiment)
    for name, value in values.items():
        parsed = experiment.config.parse({name: as_text(value)}, config.values())
        if name in experiment.config.settings() and not parsed.problems:
            config = parsed.config
    seed(experiment, config)


def current(experiment: Experiment) -> tuple[ExperimentConfig, list[str]]:
    """The config that the widgets show; a text that cannot be taken keeps the default, with a sentence.

    Streamlit forgets what a widget shows that is not drawn, in a drawer that is closed: that is held here.
    """
    values = {name: _value(experiment, about) for name, about in experiment.config.settings().items()}
    parsed = experiment.config.parse({name: as_text(value) for name, value in values.items()}, {})
    config, problems = settle(experiment, parsed.config)
    st.session_state[_held(experiment)] = config
    return config, [*parsed.problems, *problems]


def _held(experiment: Experiment) -> str:
    return f"{experiment.name}/settings"


def _value(experiment: Experiment, about: Setting) -> Any:
    """What a setting's widget shows, or would."""
    held = st.session_state.get(_held(experiment)) or experiment.config()
    shown = _shown(about, getattr(held, about.name))
    return st.session_state.get(key(experiment, about.name), shown)


def draw(experiment: Experiment, about: Setting, *, disabled: bool) -> None:
    """Draw a setting's widget."""
    name, value = key(experiment, about.name), _value(experiment, about)
    if name not in st.session_state:
        st.session_state[name] = value
    text: dict[str, Any] = {"label": label(about), "key": name, "disabled": disabled}
    if about.singular or about.kind == "text":
        st.text_input(**text)
    elif about.kind == "bool":
        st.toggle(**text)
    elif about.kind == "choice":
        listed = list(dict.fromkeys([*about.choices, value]))
        st.selectbox(**text, options=listed, format_func=_named)
    elif about.widget is None:
        _number_input(about, text)
    else:
        options = list(_stops(about, value))
        st.select_slider(**text, options=options, format_func=_short)


def label(about: Setting) -> str:
    """`Learning rate η`: the field's name for people, with its symbol."""
    name = about.label or about.name.replace("_", " ").capitalize()
    return f"{name} {about.symbol}".strip()


def _shown(about: Setting, value: Any) -> Any:
    return as_text(value) if about.singular else value


def _named(choice: str) -> str:
    """A choice as it is listed."""
    return "your own points" if is_own(choice) else choice


def _number_input(about: Setting, text: dict[str, Any]) -> None:
    kind = int if about.kind == "int" else float
    low, high = (None if bound is None else kind(bound) for bound in (about.minimum, about.maximum))
    st.number_input(**text, min_value=low, max_value=high, step=1 if kind is int else None)


def _stops(about: Setting, value: Any) -> Iterator[Any]:
    """The slider's stops over the widget's range, and the present value wherever it lies."""
    low, high = about.widget or (0.0, 0.0)
    kind = int if about.kind == "int" else float
    inside = {kind(stop) for stop in _raster(about, low, high) if low <= stop <= high}
    yield from sorted({*inside, kind(low), kind(high), value})


def _raster(about: Setting, low: float, high: float) -> set[float]:
    if about.scale == "linear":
        count = min(100, round(high - low)) if about.kind == "int" else 100
        return {_rounded(low + (high - low) * i / count) for i in range(count + 1)}
    if about.scale == "complement":
        return {_rounded(1 - gap) for gap in _decades(1 - high, 1 - low)}
    return _decades(low, high)


def _decades(low: float, high: float) -> set[float]:
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    return {float(f"{mantissa}e{power}") for power in powers for mantissa in PER_DECADE}


def _rounded(value: float) -> float:
    return float(f"{value:.7g}")


def _short(value: float) -> str:
    return f"{value:.7g}"
