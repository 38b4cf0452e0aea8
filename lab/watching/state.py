"""All that the coming steps of a training depend on, as tensors and plain values; and a change of it."""

import json
import random
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np
import torch
from torch import Tensor, nn, optim

from lab.contract.errors import BadInput
from lab.contract.strangers import quoted


@runtime_checkable
class Stateful(Protocol):
    """What can be put back: a sampler, a scheduler, a gradient scaler."""

    def state_dict(self) -> Any:
        """Its state, as tensors and plain values."""
        ...

    def load_state_dict(self, state: Any, /) -> Any:
        """Be in that state."""
        ...


class Unkept(Exception):
    """Something in a state is neither a tensor nor a plain value, and would need pickle to come back."""


def captured(model: nn.Module, optimizer: optim.Optimizer, also: Sequence[Stateful] = ()) -> dict[str, Any]:
    """The state of a training between two steps: parameters, optimizer, dice, and whatever is beside.

    Raises:
        Unkept: it is not made of tensors and plain values.
    """
    state = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "dice": _dice(),
        "also": [one.state_dict() for one in also],
    }
    _check(state, "state")
    return state


def restore(
    state: Mapping[str, Any], model: nn.Module, optimizer: optim.Optimizer, also: Sequence[Stateful] = ()
) -> None:
    """Put a training where another of the same function was.

    Raises:
        BadInput: it is another training.
    """
    if len(state["also"]) != len(also):
        raise BadInput(
            f"w.steps has also={len(also)} things, and the checkpoint was made with {len(state['also'])}: "
            "give the same ones, in their order."
        )
    try:
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
    except (RuntimeError, ValueError, KeyError) as error:
        words = " ".join(str(error).split())[:200]
        raise BadInput(f"The function builds another training than the checkpoint's: {words}.") from error
    for one, kept in zip(also, state["also"], strict=True):
        one.load_state_dict(kept)
    _roll(state["dice"])


def changed(optimizer: optim.Optimizer, changes: Mapping[str, str]) -> list[dict[str, Any]]:
    """The values that changes give each of the optimizer's groups.

    Raises:
        BadInput: the optimizer has no such setting, or it cannot have that value.
    """
    for name in changes:
        known = sorted(set(optimizer.param_groups[0]) - {"params", "initial_lr"})
        if name not in known:
            kind = type(optimizer).__name__
            raise BadInput(f"{name[:40]} is no setting of {kind}: there are {', '.join(known)}.")
    return [
        {name: _value(name, text, group[name]) for name, text in changes.items()}
        for group in optimizer.param_groups
    ]


def change(optimizer: optim.Optimizer, changes: Mapping[str, str], also: Sequence[Stateful] = ()) -> None:
    """Give settings of all groups other values, `lr` within what a scheduler makes of it.

    Raises:
        BadInput: as `changed`.
    """
    groups = zip(optimizer.param_groups, changed(optimizer, changes), strict=True)
    for place, (group, values) in enumerate(groups):
        if "lr" in values and "initial_lr" in group and float(group["lr"]):
            ratio = float(values["lr"]) / float(group["lr"])
            group["initial_lr"] *= ratio
            for scheduler in also:
                if hasattr(scheduler, "base_lrs"):
                    scheduler.base_lrs[place] *= ratio
        group.update(values)


def _value(name: str, text: str, before: Any) -> Any:
    """A value of a setting, of the kind that it has."""
    try:
        value = json.loads(f"[{text}]" if isinstance(before, (tuple, list)) else text)
    except ValueError:
        value = None
    if isinstance(before, bool) or before is None:
        fits = isinstance(value, bool) or (before is None and value is not None)
    elif isinstance(before, (tuple, list)):
        fits = isinstance(value, list) and len(value) == len(before) and all(map(_number, value))
        value = tuple(value) if fits else value
    else:
        fits = _number(value)
    if not fits:
        raise BadInput(
            f"{name} = {quoted(text)} is not possible: it is {before} now, give a value like that."
        )
    if isinstance(before, Tensor):
        return torch.full_like(before, value)
    return value


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and np.isfinite(value).item()


def _dice() -> dict[str, Any]:
    numpys: Any = np.random.get_state(legacy=True)
    kind, keys, *rest = numpys
    started = bool(torch.cuda.is_initialized())  # type: ignore[no-untyped-call]
    return {
        "torch": torch.get_rng_state(),
        "cuda": torch.cuda.get_rng_state_all() if started else [],
        "numpy": [str(kind), keys.tolist(), *rest],
        "python": random.getstate(),
    }


def _roll(dice: Mapping[str, Any]) -> None:
    torch.set_rng_state(dice["torch"])
    if dice["cuda"] and torch.cuda.device_count() == len(dice["cuda"]):
        torch.cuda.set_rng_state_all(dice["cuda"])
    kind, keys, *rest = dice["numpy"]
    np.random.set_state((kind, np.array(keys, np.uint32), *rest))
    random.setstate(dice["python"])


def _check(value: Any, where: str) -> None:
    if value is None or type(value) in (bool, int, float, str, bytes, torch.dtype, torch.device):
        return
    if isinstance(value, Tensor):
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _check(key, where)
            _check(inner, f"{where}/{key}")
    elif type(value) in (list, tuple, torch.Size):
        for place, inner in enumerate(value):
            _check(inner, f"{where}/{place}")
    else:
        raise Unkept(f"{where[:80]} is a {type(value).__name__}, neither a tensor nor a plain value")
