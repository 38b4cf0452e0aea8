"""A set is the framework's, and what several experiments declare alike is declared once."""

import ast
import typing
from collections import defaultdict
from functools import partial
from itertools import combinations
from pathlib import Path

import lab.experiments
from lab.contract.field import Member
from lab.experiments import settings
from tests.experiments.rows import digests, frames
from tests.experiments.test_every import every, example, here, short
from tests.fingerprint import shipped

SHIPPED = shipped()
CONFIGS = [*Path(lab.experiments.__file__).parent.glob("*/*/config.py")]
BOUNDS = ("minimum", "maximum", "scale")


@example
def test_two_values_of_a_plural_field_make_other_numbers(experiment, preset):
    """Else ids would differ with equal numbers: nobody would read the field. (Single cells may agree.)"""
    runs = here(experiment, preset).members
    known = [SHIPPED.get(run.id) for run in runs]
    if None in known:
        runs = runs[:3]
        known = [digests(frames(experiment.train([short(run.config)])), 1)[0] for run in runs]
    for name in runs[0].coordinates:
        rows = defaultdict(dict)
        for run, digest in zip(runs, known, strict=True):
            rest = {other: value for other, value in run.coordinates.items() if other != name}
            rows[tuple(rest.items())][run.coordinates[name]] = digest
        for first, second in combinations({run.coordinates[name]: 0 for run in runs}, 2):
            pairs = [(row[first], row[second]) for row in rows.values() if {first, second} <= row.keys()]
            assert not pairs or any(one != other for one, other in pairs), (name, first, second)


@every
def test_a_plural_field_is_read_through_the_framework(experiment):
    config = experiment.config
    read = {
        value.plural for cls in config.__mro__ for value in vars(cls).values() if isinstance(value, Member)
    }
    for name, field in config.model_fields.items():
        about = config.settings()[name]
        assert (typing.get_origin(field.annotation) is tuple) == bool(about.singular)
        if about.singular:
            assert config.plural()[name] != name or name in read


def declared(path: Path) -> dict[str, tuple]:
    """Fields that a module declares by hand: annotation and bounds, by name."""
    found = {}
    for field in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        call = getattr(field, "value", None)
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(call, ast.Call)
            and ast.unparse(call.func) == "setting"
        ):
            given = {one.arg: ast.unparse(one.value) for one in call.keywords}
            about = tuple(given.get(name) for name in BOUNDS)
            found[field.target.id] = (ast.unparse(field.annotation), *about)
    return found


def test_what_two_configs_declare_alike_stands_in_the_shared_settings():
    by_hand = defaultdict(list)
    for path in CONFIGS:
        for name, about in declared(path).items():
            by_hand[name, about].append(path.parent.name)
    twins = {name: places for (name, _), places in by_hand.items() if len(places) > 1}
    assert not twins, f"declare these in {settings.__name__}"


def test_every_shared_setting_is_used_twice():
    text = "".join(
        path.read_text(encoding="utf-8") for path in Path(lab.experiments.__file__).parent.rglob("*.py")
    )
    for name, value in vars(settings).items():
        if name.isupper() and isinstance(value, partial):
            assert text.count(f" {name}(") >= 2, name
