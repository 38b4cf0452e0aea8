"""The log as machines read it: with LAB_LOGS=json each line that a process writes is one JSON object.

An object has `time` (UTC), `level`, `process` (web, supervisor, forkserver or worker), `logger`, `message`;
where they are known `run`, `recording` and `traceback`. What it says is private: no address of a visitor, no
cookie or token, no path of the machine in full.
"""

import datetime
import io
import json
import logging
import os
import re
import sys
import threading
from typing import Any

from lab.contract.settings import read
from lab.host.private import private

STDOUT, STDERR = 1, 2
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""What would end a line, or move a terminal's cursor."""
ABOUT = ("run", "recording")
"""What a line may be about, as its `extra`."""

log = logging.getLogger("lab")


class Plain(logging.Formatter):
    """Sentences for people: what one quotes ends no line."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The sentence of a record, its control characters as `\\n`."""
        return CONTROL.sub(lambda found: repr(found[0])[1:-1], record.message)


class Objects(logging.Formatter):
    """Records as JSON objects in ASCII, a line each."""

    def __init__(self, process: str, **about: str) -> None:
        super().__init__()
        self._process, self._about = process, about

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        when = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        line = {
            "time": when.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "process": self._process,
            "logger": record.name,
            "message": private(record.getMessage()),
            **self._about,
        }
        line |= {name: getattr(record, name) for name in ABOUT if hasattr(record, name)}
        if record.exc_info:
            line["traceback"] = private(self.formatException(record.exc_info))
        return json.dumps(line)


class Sink(logging.Handler):
    """Writes a line at once: processes that share a file do not cut each other's."""

    def __init__(self, descriptor: int, formatter: Objects) -> None:
        super().__init__()
        self.descriptor = descriptor
        self.setFormatter(formatter)

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line of a record."""
        try:
            line = f"{self.format(record)}\n".encode()
            while line:
                line = line[os.write(self.descriptor, line) :]
        except OSError:  # a full disk takes no word of that either
            return
        except Exception:
            self.handleError(record)


class Printed(io.TextIOBase):
    """stdout or stderr as libraries know them: what is printed up to the end of a line is a record."""

    encoding = "utf-8"

    def __init__(self, sink: Sink, level: int) -> None:
        self._sink, self._level = sink, level
        self._begun = threading.local()

    def write(self, text: str) -> int:
        """Take a part of what is printed, or its end."""
        whole = getattr(self._begun, "text", "") + text
        ends = whole.endswith("\n")
        self._begun.text = "" if ends else whole
        if ends and (words := whole.strip()):
            self._sink.handle(logging.LogRecord("printed", self._level, "", 0, words, None, None))
        return len(text)

    def writable(self) -> bool:
        """Whether one may write."""
        return True

    def fileno(self) -> int:
        """Where it goes in the end."""
        return self._sink.descriptor


def begin(process: str, **about: str) -> None:
    """Have this process log as LAB_LOGS says; all its lines are about a `recording`, if there is one.

    Raises:
        BadInput: LAB_LOGS is not known, or LAB_HOME cannot be.
    """
    if read("LAB_LOGS") == "text":
        assert logging.lastResort is not None
        logging.lastResort.setFormatter(Plain())
        return
    private("")  # reads settings: what is wrong with them is said before, in plain words
    formatter = Objects(process, **about)
    sys.stdout = Printed(Sink(STDOUT, formatter), logging.INFO)
    sys.stderr = Printed(Sink(STDERR, formatter), logging.WARNING)
    logging.root.handlers = [Sink(STDERR, formatter)]
    logging.captureWarnings(True)
    sys.excepthook = lambda *error: log.critical("It ended with an exception", exc_info=error)
    threading.excepthook = sys.unraisablehook = _uncaught
    adopt()


def adopt() -> None:
    """Have libraries that print a log of their own, as Streamlit and uvicorn do, write it here."""
    sinks = [handler for handler in logging.root.handlers if isinstance(handler, Sink)]
    for logger in list(logging.root.manager.loggerDict.values()) if sinks else ():
        if isinstance(logger, logging.Logger) and logger.handlers:
            logger.handlers, logger.propagate = list[logging.Handler](sinks), False


def _uncaught(hook: Any) -> None:
    """A thread, or what is being deleted, has failed: the rest goes on."""
    log.error("A thread failed", exc_info=(hook.exc_type, hook.exc_value, hook.exc_traceback))
