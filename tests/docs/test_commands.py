"""Every command that a document names is one: its program, its subcommand, its options."""

import re
import shlex

import pytest
import typer

from lab.cli.commands import app
from lab.contract.settings import ROOT
from tests.documents import blocks, text

DOCUMENTS = ["README.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"(?:LAB_[A-Z]+=\S+ )*((?:\.venv/bin/)?(?:lab|make|python) [^`\n]+)")
PLACES = re.compile(r"\[[^\]]*\]|…|  +#.*")
"""What stands for more: `[NAME …]`, an ellipsis, a remark."""


def commands() -> list[tuple[str, str]]:
    found = []
    for name in DOCUMENTS:
        lines = [
            line for language in ("", "sh") for block in blocks(name, language) for line in block.splitlines()
        ]
        spans = re.findall(r"`([^`\n]+)`", text(name))
        found += [(name, match[1]) for one in (*lines, *spans) if (match := COMMAND.fullmatch(one))]
    return list(dict.fromkeys(found))


def words(command: str) -> list[str]:
    return shlex.split(PLACES.sub("", command).removeprefix(".venv/bin/"))


def test_the_documents_name_commands_of_each_kind():
    assert {words(command)[0] for _, command in commands()} == {"lab", "make", "python"}


@pytest.mark.parametrize(("name", "command"), commands())
def test_a_command_is_one_that_there_is(name, command):
    program, *rest = words(command)
    if program == "make":
        assert f"\n{rest[0]}: " in text("Makefile") or f"\n{rest[0]}:\n" in text("Makefile")
    elif program == "python":
        module, *rest = rest[1:] if rest[0] == "-m" else rest
        place = rest[0] if module == "pytest" else module.removesuffix(".py").replace(".", "/") + ".py"
        assert (ROOT / place).exists()
    else:
        for alternative in alternatives(rest):
            understood(alternative)


def alternatives(rest: list[str]) -> list[list[str]]:
    """`runs list | show` as the commands that it names; without their arguments they are asked for help."""
    if "|" not in rest:
        return [rest]
    group, *others = rest
    return [[group, one, "--help"] for one in others if one != "|"]


def understood(rest: list[str]) -> None:
    """Fails where there is no such subcommand or option, or an argument is missing."""
    command = typer.main.get_command(app)
    while hasattr(command, "commands"):
        command, rest = command.commands[rest[0]], rest[1:]
    if rest != ["--help"]:
        command.make_context("lab", list(rest))
