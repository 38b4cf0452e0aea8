"""What the browser's type check knows of bindings is what the dataclasses say."""

import pytest

from lab.figures import types


def test_the_committed_types_are_those_of_the_dataclasses():
    assert types.FILE.read_text(encoding="utf-8") == types.written(), "run python -m lab.figures.types"


def test_a_field_that_json_has_nothing_like_is_refused():
    with pytest.raises(TypeError, match=r"complex.* is no JSON; use str"):
        types._type(complex)
