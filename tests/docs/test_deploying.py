"""What docs/deploying.md gives people to copy works as it stands there."""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from lab.host.address import public_url
from tests.documents import blocks, file, text
from tests.patience import PATIENCE
from tests.programs import executable
from tests.proxy import Proxy, configuration
from tests.serving import free_port

DEPLOYING = "docs/deploying.md"


def said(command: list[str]) -> tuple[int, str]:
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout + done.stderr


def test_nginx_accepts_the_documented_file(tmp_path: Path):
    path = tmp_path / "nginx.conf"
    root = os.geteuid() == 0  # who is not may neither listen on port 80 nor write nginx's own folders
    path.write_text(file(DEPLOYING, "nginx") if root else configuration(8080, 8501, "/", tmp_path), "utf-8")
    alone = f"pid {tmp_path / 'pid'}; error_log stderr;"
    code, words = said([executable("nginx"), "-t", "-p", str(tmp_path), "-c", str(path), "-g", alone])
    assert (code, "warn" in words) == (0, False), words


@pytest.fixture
def lab() -> Iterator[socket.socket]:
    """What listens where the lab does, and has nobody come."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener


@pytest.mark.parametrize(
    ("begun", "limit"),
    [
        ("", "client_header_timeout 60s"),
        ("GET /runs HTTP/1.1\r\nHost: x\r\nX-Slow: ", "client_header_timeout 60s"),
        ("POST /runs HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{", "client_body_timeout 60s"),
    ],
    ids=["nothing", "a header", "a body"],
)
def test_what_trickles_is_closed_by_the_proxy_and_never_reaches_the_lab(
    lab: socket.socket, tmp_path: Path, begun: str, limit: str
):
    """With the limit that the documented file has, but for its length: a second is soon over."""
    port = free_port()
    configured = configuration(port, lab.getsockname()[1], "/", tmp_path)
    assert configured.count(f"{limit};") == 1
    soon = configured.replace(limit, f"{limit.split()[0]} 1s")
    with Proxy(soon, port, "", tmp_path), closing(socket.create_connection(("127.0.0.1", port))) as slow:
        slow.settimeout(PATIENCE)
        slow.sendall(begun.encode())
        answer = b"".join(iter(lambda: slow.recv(4096), b""))
        assert answer == b"" or answer.startswith(b"HTTP/1.1 408 ")
        with pytest.raises(BlockingIOError):
            lab.accept()


def test_systemd_has_nothing_to_say_about_the_documented_unit(tmp_path: Path):
    """On a machine of its own, where the lab lies as the unit has it."""
    unit = file(DEPLOYING, "ini")
    (command,) = re.findall(r"^ExecStart=(/\S+)", unit, re.MULTILINE)
    units = tmp_path / "etc" / "systemd" / "system"
    program = tmp_path / command.lstrip("/")
    for folder in (units, program.parent):
        folder.mkdir(parents=True)
    shutil.copy("/bin/true", program)
    system = Path("usr/lib/systemd/system")
    shutil.copytree("/" / system, tmp_path / system, symlinks=True, ignore_dangling_symlinks=True)
    (tmp_path / "lib").symlink_to("usr/lib")
    (units / "lab.service").write_text(unit, "utf-8")
    verify = [executable("systemd-analyze"), "verify", "--man=no", f"--root={tmp_path}", "lab.service"]
    assert said(verify) == (0, "")


def test_the_command_the_unit_and_the_proxy_speak_of_one_server(monkeypatch):
    (command,) = blocks(DEPLOYING, "sh")
    unit, proxy = file(DEPLOYING, "ini"), file(DEPLOYING, "nginx")
    named = [set(re.findall(r"LAB_[A-Z_]+=\S+", one)) for one in (command, unit)]
    assert named[0] == named[1]
    address = dict(one.split("=", 1) for one in named[0])["LAB_PUBLIC_URL"]
    monkeypatch.setenv("LAB_PUBLIC_URL", address)
    assert public_url() == address
    assert re.findall(r"--port (\d+)", command + unit) == 2 * re.findall(r"127\.0\.0\.1:(\d+)/", proxy)
    assert f"server_name {address.partition('//')[2]};" in proxy


@pytest.mark.parametrize("setting", sorted(set(re.findall(r"LAB_[A-Z_]+", text(DEPLOYING)))))
def test_every_setting_it_names_is_one(setting):
    assert f"| `{setting}` |" in text("docs/settings.md")
