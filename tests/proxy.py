"""A real nginx before a real server, with the file that docs/deploying.md gives people."""

import socket
import subprocess
from pathlib import Path
from typing import Any, Self

import httpx

from tests.documents import file
from tests.programs import executable
from tests.serving import PATIENCE, becomes

FOLDERS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
"""What nginx writes, and puts where only root may unless told otherwise."""


def configuration(port: int, upstream: int, path: str, folder: Path) -> str:
    """The documented file with other names: where it listens, what it stands before, below which path."""
    given = {
        "listen 80;": f"listen 127.0.0.1:{port};",
        "127.0.0.1:8501/": f"127.0.0.1:{upstream}/",
        "location / {": f"location {path} {{",
    }
    written = file("docs/deploying.md", "nginx")
    for name, other in given.items():
        assert written.count(name) == 1, name
        written = written.replace(name, other)
    own = "".join(f"{name}_temp_path {folder / name}; " for name in FOLDERS)
    return written.replace("http {", f"http {{ access_log off; {own}", 1)


class Proxy:
    """nginx, running a configuration; a `with` block ends it. `url` is where it has the lab."""

    def __init__(self, configured: str, port: int, url: str, folder: Path) -> None:
        self.url = url
        file = folder / "nginx.conf"
        file.write_text(configured, encoding="utf-8")
        alone = f"daemon off; master_process off; error_log stderr; pid {folder / 'pid'};"
        command = [executable("nginx"), "-p", str(folder), "-c", str(file), "-g", alone]
        log = folder / "nginx.log"
        with log.open("ab") as written:
            self.process = subprocess.Popen(command, stdout=written, stderr=written)
        if not becomes(self.process, lambda: _listens(port)):
            raise RuntimeError(f"nginx did not start:\n{log.read_text(encoding='utf-8')}")

    def http(self, method: str, address: str, **given: Any) -> httpx.Response:
        """What it answers at an address of its own, whose name only browsers know to be this machine's."""
        asked = httpx.URL(address)
        headers = {"Host": asked.netloc.decode(), "Origin": f"http://{asked.netloc.decode()}"}
        here = asked.copy_with(host="127.0.0.1")
        return httpx.request(method, here, headers=headers, timeout=PATIENCE, **given)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)


def _listens(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0
