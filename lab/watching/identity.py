"""What names a training that is watched, as plain text and numbers: nothing of its source, place or owner."""

import hashlib
import json
import math
import os
import platform
import re
import secrets
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import nn, optim
from torch.nn.parallel import DistributedDataParallel

from lab import experiments
from lab.contract.errors import BadInput, sendable
from lab.contract.strangers import quoted
from lab.experiments.own.config import canonical
from lab.runs.names.specification import Run

NOTE = re.compile("[a-z][a-z0-9_-]{0,39}")
MOST_NOTES, LONGEST_NOTE = 16, 200
"""What an archive takes of a recording's environment."""


def identify(model: nn.Module, optimizer: optim.Optimizer, name: str | None) -> Run:
    """The specification of a training that starts now; its random `start` makes the id its own."""
    parameters = list(model.named_parameters())
    tensors = [parameter for _, parameter in parameters]
    about = [[key, list(parameter.shape)] for key, parameter in parameters]
    own = experiments.find("own")
    facts = dict(
        name=name or type(unwrapped(model)).__name__,
        start=secrets.token_hex(16),
        optimizer=written(optimizer),
        parameters=sum(parameter.numel() for parameter in tensors),
        shapes=hashlib.sha256(json.dumps(about).encode()).hexdigest(),
        initial=_hashed(tensors),
        torch=torch.__version__,
        processor=tensors[0].device.type if tensors else "cpu",
        dtype=str(tensors[0].dtype).removeprefix("torch.") if tensors else "float32",
        wrapper=wrapper(model),
    )
    return Run(own, own.config.make(facts))


def wrapper(model: nn.Module) -> str:
    """What the model is wrapped in: none, ddp, fsdp2 or compile."""
    if compiled(model) is not None:
        return "compile"
    if isinstance(model, DistributedDataParallel):
        return "ddp"
    sharded = any(kind.__name__ == "FSDPModule" for kind in type(model).__mro__)
    return "fsdp2" if sharded else "none"


def compiled(model: nn.Module) -> nn.Module | None:
    """What `torch.compile` was given; None where it was not."""
    # Asked of torch it would import the compiler, which takes seconds.
    compiler = sys.modules.get("torch._dynamo.eval_frame")
    if compiler is None or not isinstance(model, compiler.OptimizedModule):
        return None
    inner: nn.Module = model._orig_mod
    return inner


def unwrapped(model: nn.Module) -> nn.Module:
    """The model that somebody wrote."""
    inner = model.module if isinstance(model, DistributedDataParallel) else compiled(model)
    return model if inner is None else unwrapped(inner)


def written(optimizer: optim.Optimizer) -> str:
    """An optimizer's class and the settings of its groups, as canonical JSON."""
    groups = [
        {name: _plain(value) for name, value in group.items() if name != "params"}
        for group in optimizer.param_groups
    ]
    value = {"class": type(optimizer).__name__, "groups": groups}
    return canonical(value)


def surroundings(model: nn.Module, notes: Mapping[str, str]) -> dict[str, Any]:
    """What a recording's numbers depend on beside its specification, and what the user wants to remember."""
    device = next((parameter.device for parameter in model.parameters()), torch.device("cpu"))
    return {
        "torch": torch.__version__,
        "python": platform.python_version(),
        "device": torch.cuda.get_device_name(device) if device.type == "cuda" else device.type,
        "threads": torch.get_num_threads(),
        **_noted(notes),
        **_code(),
    }


def _noted(notes: Mapping[str, str]) -> dict[str, str]:
    """A user's notes as facts of a recording.

    Raises:
        BadInput: there are too many, or one has no plain name, or is too long.
    """
    if len(notes) > MOST_NOTES:
        raise BadInput(f"notes has {len(notes)} entries: give at most {MOST_NOTES}.")
    for name, text in notes.items():
        if not NOTE.fullmatch(name) or len(str(text)) > LONGEST_NOTE:
            raise BadInput(
                f"notes has {quoted(str(name))}: give names of up to 40 small letters, digits, - and _, "
                f"and texts of up to {LONGEST_NOTE} characters."
            )
    return {f"note-{name}": sendable(str(text)) for name, text in notes.items()}


def _code() -> dict[str, str]:
    """The hash of the script that trains, and the commit of its folder, where there are such."""
    script = getattr(sys.modules.get("__main__"), "__file__", None)
    if script is None or not os.path.isfile(script):
        return {}
    found = {"code": hashlib.sha256(Path(script).read_bytes()).hexdigest()}
    command = ["git", "rev-parse", "HEAD"]
    folder = os.path.dirname(os.path.abspath(script))
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return found
    return found | ({"commit": done.stdout.strip()} if done.returncode == 0 else {})


def _plain(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        value = value.item() if value.numel() == 1 else value.tolist()
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value if isinstance(value, (bool, int, str)) or value is None else str(type(value).__name__)


def _hashed(tensors: list[nn.Parameter]) -> str:
    """SHA-256 over the parameters' bytes, in their order; of what is sharded, over this process's part."""
    digest = hashlib.sha256()
    for tensor in tensors:
        local = tensor.to_local() if hasattr(tensor, "to_local") else tensor
        digest.update(local.detach().cpu().contiguous().view(-1).view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()
