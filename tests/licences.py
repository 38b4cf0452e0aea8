"""`python -m tests.licences`: the licences of what `make serve` installs, as docs/licences.md."""

import re
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.markers import Marker

ROOT = Path(__file__).resolve().parents[1]
LOCK, PAGE = ROOT / "requirements" / "serve.txt", ROOT / "docs" / "licences.md"
CLASSIFIERS = {
    "BSD License": "BSD",
    "MIT License": "MIT",
    "ISC License (ISCL)": "ISC",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""Names in the index's classifiers, where a package says nothing newer."""
WORDS = {
    "Apache License 2.0": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "3-Clause BSD License": "BSD-3-Clause",
}
"""Words of the oldest kind of field, where it is short."""
ALLOWED = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "BSL-1.0",
        "CC0-1.0",
        "ISC",
        "MIT",
        "MIT-CMU",
    }
    | {"LLVM-exception", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Zlib"}
)
"""What may be installed and handed on beside this lab's own MIT; MPL-2.0 asks only for files that were
changed, and none is."""
HEAD = """# Licences

The lab is [MIT](../LICENSE). What `make serve` installs beside it, by what each package says of itself:
`python -m tests.licences` writes this page; versions and hashes stand in `requirements/serve.txt`. The CUDA
build of PyTorch brings NVIDIA's libraries under their own licence; the CPU build has none of them.

| package | licence |
|---|---|
"""


def pinned(lock: Path) -> list[str]:
    """What a lock says, as `name==version`, of those that belong to this system and this Python."""
    text = lock.read_text(encoding="utf-8")
    lines = re.findall(r"^([a-z0-9][a-z0-9._-]*==[^ \\]+)(?: ; (.*?))? \\$", text, re.MULTILINE)
    return [line for line, marker in lines if not marker or Marker(marker).evaluate()]


def locked() -> list[str]:
    """Names in the lock, and torch, which comes by itself."""
    return sorted({*(line.partition("==")[0] for line in pinned(LOCK)), "torch"})


def licence(package: Distribution) -> str:
    """The licence that a package names, as an SPDX expression where it can be said so."""
    about = package.metadata
    if expression := about.get("License-Expression"):
        return str(expression)
    classes = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier", []) if "License ::" in line]
    if known := [CLASSIFIERS[name] for name in classes if name in CLASSIFIERS]:
        return " AND ".join(known)
    words = str(about.get("License", "")).strip()
    return WORDS.get(words, words.splitlines()[0] if words else "unknown")


def installed() -> dict[str, str]:
    """Package -> licence, of all that is locked.

    Raises:
        PackageNotFoundError: one is not installed.
    """
    return {name: licence(distribution(name)) for name in locked()}


def terms(expression: str) -> set[str]:
    """The single licences in an expression."""
    return {term.strip("() ") for term in re.split(r" (?:AND|OR|WITH) ", expression)}


def page() -> str:
    """docs/licences.md."""
    return HEAD + "".join(f"| {name} | {words} |\n" for name, words in installed().items())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE, file=sys.stderr)
