"""The arithmetic that workers compute in: the same bits on every x86 machine, or each machine's fastest.

A library picks its kernels by the processor as it is loaded, and two kernels add the same numbers in another
order. `portable` holds every library to kernels that all x86-64 processors with AVX2 and FMA share.
Square roots alone cannot be held still from outside: `numerics.roots` takes them.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from lab.contract.settings import read

Mode = Literal["portable", "native"]

PORTABLE = {
    "ATEN_CPU_CAPABILITY": "avx2",  # torch's own kernels
    "MKL_CBWR": "COMPATIBLE",  # products, decompositions, exp, erf …; AVX2 differs between Intel and AMD
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",  # numpy's exp, log …
    "OPENBLAS_CORETYPE": "Haswell",  # numpy's and scipy's products
}
"""What libraries read as they are loaded; it has no effect on one that is there already."""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""A sum over threads is in another order; torch.set_num_threads(1) is not for numpy."""
NEEDED = frozenset({"avx2", "fma"})


def mode() -> Mode:
    """The arithmetic of this process's workers: `LAB_ARITHMETIC`, but native where there is no AVX2."""
    return "portable" if read("LAB_ARITHMETIC") == "portable" and _features() >= NEEDED else "native"


def variables() -> dict[str, str]:
    """The environment in which workers' libraries are to be loaded; it goes before what is set there."""
    return ONE_THREAD | (PORTABLE if mode() == "portable" else {})


JOINED = "joined"
"""In a recording's environment: the sentence on where rows of two arithmetics join."""


def alike(here: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    """Whether two environments compute the same bits.

    Measured, not named: two virtual machines with one processor's name may differ, and torch's builds for the
    CPU and for CUDA compute alike on the CPU. What was recorded before there was a measurement is elsewhere.
    """
    return "arithmetic" in here and _decisive(here) == _decisive(there)


def comparable(here: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    """Whether all rows of two recordings were computed alike, so that their digests must be equal."""
    return bool(bits(here)) and bits(here) == bits(there)


def bits(about: Mapping[str, Any]) -> str:
    """A word for what all rows of a recording were computed in: two with the same one have the same bits;
    "" where it is not known, or where rows of two arithmetics join."""
    known = "arithmetic" in about and JOINED not in about
    return " ".join(map(str, _decisive(about))) if known else ""


def described(there: Mapping[str, Any]) -> str:
    """An environment in a few words."""
    device = str(there.get("device", "cpu"))
    processor = there.get("cpu") if device == "cpu" else device
    parts = (processor, there.get("mode"), f"torch {there.get('torch', 'unknown')}")
    return ", ".join(str(part) for part in parts if part)


def _decisive(about: Mapping[str, Any]) -> tuple[Any, ...]:
    version = str(about.get("torch")).partition("+")[0]
    return (about.get("arithmetic"), version, about.get("device"), about.get("threads"))


def _features() -> frozenset[str]:
    """What the processor of an x86 Linux can do; nothing elsewhere."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()
    flags = (line.partition(":")[2].split() for line in lines if line.startswith("flags"))
    return frozenset(next(flags, ()))
