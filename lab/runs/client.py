"""How pages, commands and notebooks reach the supervisor: a short request over its socket."""

import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from lab.errors import LabError
from lab.runs.protocol import result, socket_path
from lab.runs.specification import Run
from lab.runs.wake import Bell
from lab.settings import home

PATIENCE = 30.0
"""Seconds for an answer, and for a new supervisor to listen."""


class Client:
    """Starts and commands runs of one store; starts its supervisor when none answers."""

    def __init__(self, where: Path | None = None) -> None:
        self.home = where if where is not None else home()

    def launch(self, runs: Sequence[Run], *, owner: str, again: bool = False) -> list[str]:
        """Recordings in which these runs are; missing ones are queued (`again`: all are).

        Raises:
            LabError: refused, in one sentence.
        """
        specifications = [run.specification for run in runs]
        answer = self._ask({"do": "launch", "runs": specifications, "owner": owner, "again": again})
        return [str(one) for one in answer["recordings"]]

    def command(self, recording: str, command: str, *, owner: str) -> str:
        """Pause, resume, step or stop a recording; the state that it leads to."""
        return str(
            self._ask({"do": "command", "recording": recording, "command": command, "owner": owner})["state"]
        )

    def ahead(self, recording: str) -> int:
        """How many runs are taken before a waiting one."""
        return int(self._ask({"do": "ahead", "recording": recording})["ahead"])

    def alive(self) -> bool:
        """Whether a supervisor answers; none is started."""
        try:
            with self._connect() as connection:
                return bool(_exchange(connection, {"do": "ping"}))
        except OSError:
            return False

    def shutdown(self) -> None:
        """Ask the supervisor to end, if there is one, and wait until it has."""
        try:
            with self._connect() as connection:
                _exchange(connection, {"do": "shutdown"})
                connection.settimeout(PATIENCE)
                connection.recv(1)  # its end closes the connection
        except OSError:
            return

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """Keep the supervisor, started if need be, for as long as the `with` block lasts."""
        with self._reach():
            yield

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        with self._reach() as connection:
            return result(_exchange(connection, request))

    def _connect(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(PATIENCE)
        # Relative to the directory: a path over 108 bytes would not fit into the address.
        directory = os.open(self.home, os.O_PATH | os.O_DIRECTORY)
        try:
            connection.connect(f"/proc/self/fd/{directory}/{socket_path(self.home).name}")
        except OSError:
            connection.close()
            raise
        finally:
            os.close(directory)
        return connection

    def _reach(self) -> socket.socket:
        with contextlib.suppress(OSError):
            return self._connect()
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.home / "supervisor.log").open("ab") as log, Bell(self.home) as bell:
            process = subprocess.Popen(
                [sys.executable, "-m", "lab.runs.supervisor"],
                env={**os.environ, "LAB_HOME": str(self.home)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in a terminal is not for it
            )
            for _ in range(int(PATIENCE / 0.05)):
                with contextlib.suppress(OSError):
                    return self._connect()
                ended = process.poll() is not None
                if ended and process.returncode != 0:
                    break
                bell.wait(0.05)  # it rings when it listens
        raise LabError(f"The lab's supervisor does not start; {self.home / 'supervisor.log'} says why.")


def _exchange(connection: socket.socket, request: dict[str, Any]) -> dict[str, Any]:
    connection.sendall(json.dumps(request).encode() + b"\n")
    with connection.makefile("rb") as lines:
        line = lines.readline()
    if not line:
        raise ConnectionResetError("the supervisor ended")
    answer: dict[str, Any] = json.loads(line)
    return answer
