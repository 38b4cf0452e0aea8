"""A training's state as bytes: safetensors for what is an array, JSON for the rest; no pickle."""

import json
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor, from_numpy

from lab.contract.errors import BadInput
from lab.contract.state import State


def pack(state: State) -> bytes:
    """Bytes of a nested dict of tensors, numpy arrays, numbers, strings, None and lists of these."""
    arrays: dict[str, Tensor] = {}
    tree = _take(state, "", arrays)
    return save(arrays, {"tree": json.dumps(tree)})


def unpack(data: bytes) -> State:
    """The nested dict again; arrays come back as the kind they were.

    Raises:
        BadInput: these are not the bytes of a checkpoint.
    """
    try:
        arrays = load(data)
        length = int.from_bytes(data[:8], "little")
        tree = json.loads(json.loads(data[8 : 8 + length])["__metadata__"]["tree"])
        state: State = _give(tree, arrays)
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"This is not a checkpoint: {error}.") from None
    return state


def _take(value: Any, name: str, arrays: dict[str, Tensor]) -> Any:
    if isinstance(value, dict):
        return {"dict": {key: _take(item, f"{name}/{key}", arrays) for key, item in value.items()}}
    if isinstance(value, (list, tuple)):
        return {"list": [_take(item, f"{name}/{i}", arrays) for i, item in enumerate(value)]}
    if isinstance(value, Tensor):
        arrays[name] = value.detach().contiguous().clone()
        return {"tensor": name}
    if isinstance(value, np.ndarray):
        # safetensors has no 0-d numpy arrays of every type; torch's tensors carry them all.
        arrays[name] = from_numpy(np.array(value, copy=True, order="C"))
        return {"array": name}
    if isinstance(value, np.generic):
        return _take(value.item(), name, arrays)
    if isinstance(value, float):
        return {"float": value.hex()}
    if isinstance(value, int) and not isinstance(value, bool):
        return {"int": str(value)}
    if value is None or isinstance(value, (bool, str)):
        return value
    raise TypeError(f"{name} is a {type(value).__name__}, which a checkpoint does not hold")


def _give(tree: Any, arrays: dict[str, Tensor]) -> Any:
    if not isinstance(tree, dict):
        return tree
    ((kind, value),) = tree.items()
    if kind == "dict":
        return {key: _give(item, arrays) for key, item in value.items()}
    if kind == "list":
        return [_give(item, arrays) for item in value]
    if kind == "float":
        return float.fromhex(value)
    if kind == "int":
        return int(value)
    tensor = arrays[value]
    return tensor if kind == "tensor" else tensor.numpy()
