"""Programs that people serve the lab with, found for the tests; `python -m tests.programs` installs them."""

import os
import shutil
import subprocess

PACKAGES = {"nginx": "nginx", "systemd-analyze": "systemd"}
"""Debian's package of each program."""
PLACES = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
"""Where they may lie: daemons are not in everybody's path."""


def find(name: str) -> str | None:
    """Path of an installed program."""
    return shutil.which(name, path=PLACES)


def executable(name: str) -> str:
    """Path of a program, or a clear failure."""
    path = find(name)
    if path is None:
        raise RuntimeError(
            f"No {name} here: run `python -m tests.programs` as root, or install {PACKAGES[name]}."
        )
    return path


def _install(packages: list[str]) -> None:
    """The system's packages, when root."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "--quiet"], check=False)
        command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages]
        subprocess.run(command, check=False, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


if __name__ == "__main__":
    missing = [package for name, package in PACKAGES.items() if find(name) is None]
    if missing:
        _install(missing)
    for program in PACKAGES:
        print(f"{program}: {executable(program)}")
