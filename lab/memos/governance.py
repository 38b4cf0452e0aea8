"""Who may do what to which memory, and when: MemOS' ternary permission, identity × object × context."""

from typing import Literal

from lab.contract.errors import Refused
from lab.memos.cube import MemCube

Act = Literal["read", "confirm", "write", "share", "own", "thaw"]
"""read an answer; confirm or contradict as a second source; write a new version or form; share a copy;
own: delete, expire, freeze, grant, forbid; thaw."""


def check(cube: MemCube, agent: str, act: Act, reason: str = "") -> None:
    """Let the act pass or refuse it.

    Raises:
        Refused: one sentence that says who is missing which right, or what stands in the way.
    """
    rules = cube.governance
    if act in ("read", "confirm") and agent not in (rules.owner, *rules.read):
        raise Refused(f"{agent} may not read this memory; its owner {rules.owner} can allow it.")
    if act == "write" and agent not in (rules.owner, *rules.write):
        raise Refused(f"{agent} may not change this memory; its owner {rules.owner} can allow it.")
    if act in ("share", "own", "thaw") and agent != rules.owner:
        raise Refused(f"only the owner {rules.owner} may do this, not {agent}.")
    if act == "share" and rules.sensitivity == "secret":
        raise Refused("this memory is secret and does not leave the store; make it private first.")
    if act == "thaw" and not reason.strip():
        raise Refused("a frozen memory is given up only with a reason; say one.")
    if act in ("confirm", "write", "own") and cube.state == "frozen":
        raise Refused("this memory is frozen; its owner can give it up with a reason.")
