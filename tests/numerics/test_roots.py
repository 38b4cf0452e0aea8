"""Square roots are right to the last bit, and nothing that is recorded takes another kind."""

import ast
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays

import lab
from lab.numerics.roots import sqrt

PLACES = ("numerics", "worlds", "experiments")
ROOTS = {"sqrt", "sqrt_", "rsqrt", "rsqrt_", "norm", "renorm", "hypot", "cdist", "dist"}
"""Methods and functions of torch that take roots of many numbers."""
EXACT = {"np", "numpy", "math", "linalg", "cmath", "potential"}
"""Whose roots are right: the processor's own (numpy's, also in potential.norm), or of a single number at the
end of a sum (torch.linalg)."""
HALVES = (0.5, -0.5)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_root_is_the_nearest_number_to_it(dtype):
    x = np.random.default_rng(0).uniform(0, 100, 10_001).astype(dtype)
    root = sqrt(torch.from_numpy(x)).numpy()
    half = [Fraction(float(ulp)) / 2 for ulp in np.spacing(root)]
    roots, numbers = ([Fraction(float(value)) for value in values] for values in (root, x))
    assert all((r - h) ** 2 < n < (r + h) ** 2 for r, h, n in zip(roots, half, numbers, strict=True))


@given(arrays(np.float64, 17, elements=some.floats(0, 1e300)))
def test_tensors_and_arrays_have_the_same_roots(x):
    before = x.copy()
    assert np.array_equal(sqrt(x), np.sqrt(before))
    assert np.array_equal(sqrt(torch.from_numpy(x)).numpy(), np.sqrt(before))
    assert np.array_equal(x, before)


def test_a_root_may_be_put_where_something_else_stood():
    x, out = torch.arange(5.0), torch.empty(5)
    assert sqrt(x, out=out) is out
    assert torch.equal(out**2, x) or torch.allclose(out**2, x)
    assert torch.isnan(sqrt(torch.tensor([-1.0]))).all()


def test_it_is_differentiated_once_and_twice():
    x = torch.rand(7, dtype=torch.float64).add(0.1).requires_grad_()
    assert torch.autograd.gradcheck(sqrt, x)
    assert torch.autograd.gradgradcheck(sqrt, x)


def other_roots(source):
    """Lines of a module that take a root which is not known to be right on every machine."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and _half(node.right):
            yield node.lineno
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _other(node.func):
            yield node.lineno
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("pow", "float_power"):
            yield from (node.lineno for argument in node.args if _half(argument))


def _half(node):
    try:
        return ast.literal_eval(node) in HALVES
    except ValueError:
        return False


def _other(function):
    base = function.value
    owner = base.id if isinstance(base, ast.Name) else getattr(base, "attr", "")
    return function.attr in ROOTS and owner not in EXACT and owner != "roots"


@pytest.mark.parametrize(
    "line",
    [
        "v**0.5",
        "v ** -0.5",
        "torch.sqrt(v)",
        "v.sqrt()",
        "v.rsqrt()",
        "w.norm()",
        "v.pow(0.5)",
        "x().sqrt_()",
    ],
)
def test_the_lint_finds_each_kind_of_root(line):
    assert list(other_roots(line)) == [1]


@pytest.mark.parametrize("line", ["sqrt(v)", "math.sqrt(2)", "np.sqrt(v)", "roots.sqrt(v)", "v**2"])
def test_the_lint_lets_right_ones_pass(line):
    assert not list(other_roots(line))


def test_numerics_and_experiments_take_no_other_roots():
    root = Path(lab.__file__).parent
    files = [path for place in PLACES for path in (root / place).rglob("*.py") if path.name != "roots.py"]
    assert len(files) > 100
    found = [f"{path}:{line}" for path in files for line in other_roots(path.read_text(encoding="utf-8"))]
    assert not found, "take roots with lab.numerics.roots, or math.sqrt of a single number"
