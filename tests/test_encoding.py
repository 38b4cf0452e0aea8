"""Text is UTF-8 wherever it is read or written, whatever the locale says."""

import ast

import pytest

from lab.contract.settings import ROOT

READERS = frozenset({"open", "fdopen", "read_text", "write_text", "makefile", "TextIOWrapper"})
TEMPORARY = frozenset({"NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile"})
OTHERS = frozenset({"os", "lab", "api", "Image", "archive", "book"})
"""What has an `open` of its own, which opens no text."""
SOURCES = [
    ROOT / "app.py",
    *(path for name in ("lab", "pages", "tests", "benchmarks") for path in (ROOT / name).rglob("*.py")),
]


def test_every_file_and_every_pipe_of_text_names_its_encoding():
    places = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in SOURCES
        for call in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(call, ast.Call) and by_the_locale(call)
    ]
    assert places == []


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ("path.read_text()", True),
        ("path.read_text('utf-8')", False),
        ("path.write_text(text)", True),
        ("path.write_text(text, encoding='utf-8')", False),
        ("open(path)", True),
        ("open(path, 'w')", True),
        ("open(path, mode='rb')", False),
        ("path.open()", True),
        ("path.open('ab')", False),
        ("os.fdopen(file)", True),
        ("Image.open(path)", False),
        ("subprocess.run(command, text=True)", True),
        ("subprocess.run(command, text=True, encoding='utf-8')", False),
        ("NamedTemporaryFile('w')", True),
        ("NamedTemporaryFile()", False),
        ("examined(model, text=text)", False),
    ],
)
def test_what_asks_the_locale_is_recognised(call: str, found: bool):
    assert by_the_locale(ast.parse(call, mode="eval").body) is found


def by_the_locale(call: ast.Call) -> bool:
    """Whether a call reads or writes text in the encoding of whoever called the program."""
    name, receiver = called(call)
    given = {word.arg: word.value for word in call.keywords}
    if "encoding" in given:
        return False
    if any(getattr(given.get(word), "value", None) is True for word in ("text", "universal_newlines")):
        return True
    if name in TEMPORARY:
        return "b" not in mode(call, given, 0, "w+b")
    if name not in READERS or (name == "open" and receiver in OTHERS):
        return False
    if name == "read_text":
        return not call.args
    if name == "write_text":
        return len(call.args) < 2
    whole = receiver is None or name == "fdopen"
    return "b" not in mode(call, given, 1 if whole else 0, "r")


def called(call: ast.Call) -> tuple[str, str | None]:
    """The function's name, and what stands before its dot."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr, getattr(call.func.value, "id", "")
    return getattr(call.func, "id", ""), None


def mode(call: ast.Call, given: dict[str | None, ast.expr], place: int, default: str) -> str:
    """The mode in which a file is opened."""
    found = given.get("mode", call.args[place] if len(call.args) > place else None)
    return str(getattr(found, "value", default))
