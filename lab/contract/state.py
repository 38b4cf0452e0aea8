"""What a checkpoint keeps of an object, and how it gets it back."""

from collections import deque
from typing import Any

import numpy as np

State = dict[str, Any]
"""Nested dict of tensors, numpy arrays, numbers, strings and lists of these: a checkpoint's content."""


def save(value: Any) -> Any:
    """The state of a model, an optimizer, a generator; a copy of an array, a list, a dict of any of these."""
    if isinstance(value, np.random.Generator):
        return dict(value.bit_generator.state)
    if hasattr(value, "state_dict"):
        return value.state_dict()
    if hasattr(value, "get_state"):  # a generator of torch
        return value.get_state()
    if isinstance(value, dict):
        return {name: save(part) for name, part in value.items()}
    if isinstance(value, (list, deque)):
        return [save(part) for part in value]
    return value.copy() if isinstance(value, np.ndarray) else value


def restore(present: Any, saved: Any) -> Any:
    """What was saved, in the place of a value of the same kind: objects take their state and stay."""
    if isinstance(present, np.random.Generator):
        present.bit_generator.state = saved
        return present
    if hasattr(present, "load_state_dict"):
        present.load_state_dict(saved)
        return present
    if hasattr(present, "set_state"):
        present.set_state(saved)
        return present
    if isinstance(present, dict):
        return {name: restore(present.get(name), part) for name, part in saved.items()}
    if isinstance(present, deque):
        return deque(saved, present.maxlen)
    if isinstance(present, list):
        kept = present if len(present) == len(saved) else [None] * len(saved)
        return [restore(part, value) for part, value in zip(kept, saved, strict=True)]
    return np.array(saved) if isinstance(present, np.ndarray) else saved
