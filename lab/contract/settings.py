"""Every setting of the environment, with its default and help: the docs and the messages come from here."""

import errno
import math
import os
from dataclasses import dataclass
from pathlib import Path

from lab.contract.errors import BadInput, LabError

PACKAGE = Path(__file__).resolve().parents[1]
"""The package itself, wherever it was installed."""
CHECKOUT = not (PACKAGE / "files").is_dir()
"""Whether this lab is a checkout, whose files may be written, and not an installed wheel."""
ROOT = PACKAGE.parent if CHECKOUT else PACKAGE / "files"
"""app.py, assets, pages and docs lie here: beside the package in a checkout, in it in a wheel."""


def _here() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:  # somebody has removed the folder under us
        return Path("/")


START = _here()
"""The folder in which this process began: relative paths in the environment begin there, wherever it goes."""


class Unwritable(LabError):
    """The lab's folder cannot be written."""


@dataclass(frozen=True)
class Setting:
    """One environment variable: its default (whose type it has), what it is for, and, of a word, which it
    can be."""

    name: str
    default: str | int | float | Path
    help: str
    words: tuple[str, ...] = ()


SETTINGS = (
    Setting("LAB_HOME", Path("~/.lab"), "Directory of the store: log, cache, sockets, secret."),
    Setting("LAB_EXECUTOR", "local", "Where workers run; there is `local`, this machine.", ("local",)),
    Setting(
        "LAB_ARITHMETIC",
        "portable",
        "`portable`: the same bits on any x86-64; `native`: this one's fastest.",
        ("portable", "native"),
    ),
    Setting("LAB_PUBLIC_URL", "", "Address that links and the origin check use behind a proxy."),
    Setting(
        "LAB_LOGS",
        "text",
        "`json`: each line is an object, as with `lab serve --public`; `text`: for people.",
        ("text", "json"),
    ),
    Setting("LAB_METRICS", "", "Host and port where Prometheus may ask, 127.0.0.1:9501 for example."),
    Setting("LAB_ADMIN_TOKEN", "", "Password of `/operator` and its commands; without it they are closed."),
    Setting("LAB_WORKERS", len(os.sched_getaffinity(0)), "Runs that compute at the same time."),
    Setting(
        "LAB_QUEUE", 64, "Runs that may wait; as many places more are kept for visitors who have none yet."
    ),
    Setting(
        "LAB_QUEUE_SECONDS",
        3600.0,
        "Computing that may wait, as it is estimated; of one address, half of it.",
    ),
    Setting("LAB_QUEUE_PER_VISITOR", 16, "Runs that one visitor may have waiting or computing."),
    Setting("LAB_PAUSED", 16, "Paused runs that keep their process; of more, some become a checkpoint."),
    Setting("LAB_PAUSE_SECONDS", 300.0, "Seconds of a pause after which it becomes a checkpoint."),
    Setting("LAB_MAX_SECONDS", 600.0, "CPU seconds a run may be estimated at, or take."),
    Setting("LAB_MAX_RUN_MEGABYTES", 512, "Stored megabytes a run may be estimated at, or write."),
    Setting("LAB_MAX_MEMORY_MEGABYTES", 4096, "Memory of one worker."),
    Setting("LAB_STORE_MEGABYTES", 8192, "Size of the log above which runs are removed, files first."),
    Setting("LAB_CACHE_MEGABYTES", 512, "Size of the cache of decimated histories and pictures."),
    Setting("LAB_MAX_BODY_KILOBYTES", 64, "Largest body of a request to our own routes."),
    Setting("LAB_MAX_FILE_KILOBYTES", 1500, "Largest file given to a run; it travels in its specification."),
    Setting("LAB_OWN_CHECKPOINT_MEGABYTES", 1024, "Checkpoints of one watched training; the oldest go."),
    Setting("LAB_BEAT_SECONDS", 5.0, "Seconds between two words to a page; without three it reconnects."),
    Setting("LAB_MAX_VIEWERS", 500, "Live connections; of one address half, of one visitor an eighth."),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}


def read(name: str) -> str | int | float | Path:
    """Value of a setting: the environment's, or where that is missing or blank the default; paths absolute.

    Raises:
        BadInput: the environment holds something that the setting cannot be.
    """
    setting = _BY_NAME[name]
    text = os.environ.get(name, "").strip()
    if isinstance(setting.default, Path):
        return _absolute(name, text or str(setting.default))
    if not text:
        return setting.default
    if setting.words and text not in setting.words:
        are = "there are" if len(setting.words) > 1 else "there is"
        raise BadInput(f"{name} = {text[:60]!r} is not known; {are} {' and '.join(setting.words)}.")
    try:
        value = type(setting.default)(text)
    except ValueError:
        value = math.nan
    if isinstance(value, str) or 0 <= value < math.inf:
        return value
    kind = "a whole number" if isinstance(setting.default, int) else "a number"
    raise BadInput(f"{name} = {text!r} is not {kind} from 0 up; the default is {setting.default}.")


def number(name: str) -> float:
    """Value of a numeric setting."""
    value = read(name)
    assert isinstance(value, int | float)
    return value


def home() -> Path:
    """Directory of the store, not made yet."""
    return Path(str(read("LAB_HOME")))


def writable(directory: Path) -> Path:
    """A directory of ours, made for its owner only if it is not there yet, in which files can be written.

    Raises:
        Unwritable: it cannot be made or written, in one sentence.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not os.access(directory, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, "it is read-only here")
    except OSError as error:
        why = "it is a file" if isinstance(error, FileExistsError) else error.strerror
        raise Unwritable(
            f"{directory} cannot be written ({why}), and the lab keeps its runs there: "
            "set LAB_HOME to a folder that can be."
        ) from None
    return directory


def environment() -> dict[str, str]:
    """The environment for a process of ours that may begin in another folder: its paths are absolute.

    Raises:
        BadInput: a setting cannot be what it is.
    """
    values = {setting.name: read(setting.name) for setting in SETTINGS}
    return {**os.environ, **{name: str(value) for name, value in values.items() if isinstance(value, Path)}}


def _absolute(name: str, folder: str) -> Path:
    try:
        return Path(os.path.abspath(START / Path(folder).expanduser()))
    except (RuntimeError, ValueError) as error:
        raise BadInput(
            f"{name} = {folder!r} names no folder ({error}): give one that begins with /."
        ) from None


def table() -> str:
    """The settings as a Markdown table."""
    rows = [f"| `{setting.name}` | {_default(setting)} | {setting.help} |" for setting in SETTINGS]
    return "\n".join(["| name | default | meaning |", "|---|---|---|", *rows])


def _default(setting: Setting) -> str:
    known = {"LAB_HOME": "`~/.lab`", "LAB_WORKERS": "processor cores"}
    return known.get(setting.name, f"`{setting.default}`" if setting.default != "" else "none")


if __name__ == "__main__":
    print(table())
