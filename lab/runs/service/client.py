"""The supervisor's client: one short request a call over `LAB_HOME/supervisor.sock`."""

import contextlib
import json
import socket
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self

from lab.contract.errors import LabError
from lab.contract.settings import environment, home
from lab.host.processes import python
from lab.runs.names.specification import Run
from lab.runs.read.branch import Branch, Changes
from lab.runs.service.fair import Asker
from lab.runs.store.sockets import address
from lab.runs.store.wake import Bell
from lab.runs.work import protocol

START_SECONDS = 60.0
"""Until a supervisor that was just started must answer."""
ANSWER_SECONDS = 60.0
RETRY = 0.05


class Hold:
    """A stake in the supervisor: while its connection is open, nobody else's leaving ends what computes."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        connection.setblocking(False)

    @property
    def lost(self) -> bool:
        """Whether the supervisor has ended though it was held, or this is closed."""
        try:
            return not self._connection.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def close(self) -> None:
        """Let go."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


class Client:
    """Launches and commands runs; starts a supervisor when nobody answers. Safe from several threads."""

    def __init__(self, directory: Path | None = None) -> None:
        self.home = directory.absolute() if directory is not None else home()
        self._socket = self.home / protocol.SOCKET

    def launch(
        self,
        runs: Sequence[Run],
        *,
        owner: str | Asker,
        again: bool = False,
        paused: bool = False,
    ) -> list[str]:
        """Uuids of the recordings in which these runs are; those that have none, or all with `again`, train.

        What is `paused` waits at its first step. An owner by name alone is somebody on this machine.

        Raises:
            BadInput, NotFound, OverLimit: in one sentence.
        """
        return self._launch(runs, owner=owner, again=again, paused=paused, begun=None)

    def branch(self, branch: Branch, *, owner: str | Asker, paused: bool = False) -> str:
        """Uuid of the recording of a branch's child, which begins with the parent's past.

        Raises:
            BadInput, NotFound, OverLimit: in one sentence.
        """
        (recording,) = self._launch(
            [branch.child], owner=owner, again=False, paused=paused, begun=branch.begun
        )
        return recording

    def _launch(self, runs: Sequence[Run], *, owner: str | Asker, **how: Any) -> list[str]:
        specifications = [run.specification for run in runs]
        answer = self._ask({"do": "launch", "runs": specifications, **_named(owner), **how})
        return [str(recording) for recording in answer["recordings"]]

    def command(self, recording: str, command: str, *, owner: str | Asker) -> str:
        """Pause, resume, step or stop a recording; the state that it is in then.

        Resume and step also take up one that has stopped on its way.

        Raises:
            BadInput, NotFound, Refused, Conflict: in one sentence.
        """
        request = {"do": "command", "recording": recording, "command": command, **_named(owner)}
        return str(self._ask(request)["state"])

    def intervene(self, recording: str, changes: Changes, *, owner: str) -> dict[str, Any]:
        """Change what computes or is paused; its worker goes on as a child.

        Answers with the child's `run` and `recording`, its first step (`at`) and `state`.

        Raises:
            BadInput, NotFound, Refused, Conflict: in one sentence.
        """
        return self._ask({"do": "intervene", "recording": recording, "set": dict(changes), "owner": owner})

    def ahead(self, recording: str) -> int:
        """How many recordings are taken up before this one."""
        return int(self._ask({"do": "ahead", "recording": recording})["ahead"])

    def drain(self, on: bool | None = None) -> bool:
        """Have nothing new begin, or let it again; whether that is so."""
        return bool(self._ask({"do": "drain", **({} if on is None else {"on": on})})["drains"])

    def alive(self) -> bool:
        """Whether a supervisor answers; starts none."""
        try:
            self._connect().close()
        except OSError:
            return False
        return True

    def shutdown(self) -> None:
        """Have the supervisor end: workers write what they have first. Returns when it has ended."""
        self._end("shutdown")

    def leave(self) -> bool:
        """Have the supervisor end as `shutdown` does, unless somebody holds it; whether nobody does."""
        return self._end("leave")

    def hold(self) -> Hold:
        """Start a supervisor if there is none, and keep it as long as this is open.

        Raises:
            LabError: it does not start.
        """
        connection = self._reach()
        try:
            protocol.result(_exchange(connection, {"do": "hold"}))
        except (OSError, LabError) as error:
            connection.close()
            raise error if isinstance(error, LabError) else _silent(error) from error
        return Hold(connection)

    def _end(self, how: str) -> bool:
        try:
            with self._connect() as connection:
                if not _exchange(connection, {"do": how})["ends"]:
                    return False
                connection.recv(1)  # its end closes the connection
        except OSError:
            return True
        return True

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        with self._reach() as connection:
            try:
                answer = _exchange(connection, request)
            except OSError as error:
                raise _silent(error) from error
        return protocol.result(answer)

    def _connect(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(ANSWER_SECONDS)
            with address(self._socket) as where:
                connection.connect(where)
            _exchange(connection, {"do": "alive"})  # one that is just ending accepts, and says nothing
        except OSError:
            connection.close()
            raise
        return connection

    def _reach(self) -> socket.socket:
        with contextlib.suppress(OSError):
            return self._connect()
        end = time.monotonic() + START_SECONDS
        with Bell(self.home) as bell:
            process = self._start()
            while time.monotonic() < end and not process.returncode:
                bell.wait(RETRY)  # it rings when it listens
                with contextlib.suppress(OSError):
                    return self._connect()
                if process.poll() == 0:  # another one was still ending, or starting
                    process = self._start()
        raise LabError("The supervisor does not start; its log, supervisor.log in LAB_HOME, says why.")

    def _start(self) -> "subprocess.Popen[bytes]":
        with open(self.home / "supervisor.log", "ab") as log:
            # A session of its own: a Ctrl-C in the terminal is for us, not for the runs.
            process = subprocess.Popen(
                python("lab.runs.service.supervisor"),
                env={**environment(), "LAB_HOME": str(self.home)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        threading.Thread(target=process.wait, daemon=True).start()  # whenever it ends, no zombie is left
        return process


def _named(owner: str | Asker) -> dict[str, Any]:
    return asdict(owner if isinstance(owner, Asker) else Asker(owner))


def _silent(error: OSError) -> LabError:
    return LabError(f"The supervisor did not answer ({error}); please try again.")


def _exchange(connection: socket.socket, request: dict[str, Any]) -> dict[str, Any]:
    connection.sendall(protocol.encode(request))
    with connection.makefile("rb") as lines:
        line = lines.readline()
    if not line:
        raise ConnectionResetError("it has just ended")
    answer: dict[str, Any] = json.loads(line)
    return answer
