"""Kills while a class's runs train and while a file is taken: they end, and no half file is there."""

import random
import subprocess
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from lab.host.processes import python
from lab.runs.files import archive
from lab.runs.files.shipping import RECORDINGS
from lab.runs.format.labrun import HASH, pack, unpack
from lab.runs.names.specification import specify
from lab.runs.store.prune import delete
from lab.runs.store.states import FINAL
from tests.classroom import Class, Ear, put_away
from tests.faults.stage import KINDS, Stage
from tests.patience import PATIENCE
from tests.runs.soundness import sound

pytestmark = pytest.mark.long
VALUES = 40
"""What the lesson's class may choose from: each turn trains two that this store has not trained before."""
FILE = RECORDINGS / "adam-spikes" / "fnn-sin.labrun"


@pytest.fixture(autouse=True)
def _phones_are_put_away():
    yield
    put_away()


def trained(state: dict[str, Any]) -> bool:
    return bool(state["class"]) and state["class"]["share"] == 1


def ended(state: dict[str, Any]) -> bool:
    return trained(state) or bool(state["class"] and state["class"]["lost"])


def test_the_runs_of_a_class_end_whatever_is_killed_while_they_train(stage: Stage, faults: int):
    chance = random.Random(2)
    for turn in range(min(faults, VALUES // 2)):
        room = Class(stage.server, lesson="pick-your-gamma", minutes=45)
        phones = [room.phone() for _ in range(4)]
        while room.seen("teacher")["coming"]["kind"] != "pick":
            room.does("next")
        number = str(room.seen()["step"])
        room.does("ask")
        for place, phone in enumerate(phones):
            phone.votes(1 + 2 * turn + place % 2, question=number)
        room.does("close")
        room.does("run")
        with closing(Ear(phones[0])) as ear:
            stage.bell.wait(chance.random())
            stage.kill(KINDS[turn % len(KINDS)])
            if ear.until(ended)["class"]["lost"]:
                assert "run" in room.seen("teacher")["can"]
                assert room.does("run").status_code == 200
                ear.until(trained)
            assert [dot[3] for dot in room.seen()["class"]["dots"]] == [2, 2]
        room.does("end")
    assert stage.log.active() == []
    assert stage.pulse.silences == []
    print(f"kills of classes: {stage.killed}")


def test_a_file_is_in_the_store_whole_or_not_at_all_whatever_is_killed(stage: Stage, faults: int):
    chance = random.Random(3)
    whole = unpack(FILE.read_bytes())
    # With a note it is another file than the one that came with the lab.
    noted = whole.header.model_copy(update={"citation": f"{whole.header.citation} Noted."})
    data = pack(replace(whole, header=noted))
    owner = archive.OWNER + data[-HASH:].decode()
    (run,) = (specification.id for specification in specify("adam-spikes", "fnn-sin").members)

    def imported() -> list[str]:
        return [info.recording for info in stage.log.recordings_of(run) if info.owner == owner]

    for turn in range(faults):
        recording = stage.start(("adam-spikes", "quadratic"), seed=turn)
        acknowledged = stage.log.chunks(recording)
        command = python("lab.runs.files.take", str(stage.log.path))
        reader = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        assert reader.stdin is not None
        reader.stdin.write(data)
        reader.stdin.close()
        try:
            reader.wait(chance.random() * 3)
        except subprocess.TimeoutExpired:
            reader.kill()
        kind = KINDS[turn % len(KINDS)]
        stage.kill(kind)
        if kind != "server":
            stage.until(recording, lambda info: info.state in FINAL)
        done = reader.wait(PATIENCE) == 0
        found = imported()
        assert len(found) in ((1,) if done else (0, 1)), "what was said to be there is there"
        assert [sound(stage.log, uuid).state for uuid in found] == ["done"] * len(found)
        taken = archive.take(stage.log, data)
        assert imported() == [taken], "the next time it is taken, once"
        assert delete(stage.log, run, owner) == [taken]  # for the next turn
        assert stage.log.chunks(recording)[: len(acknowledged)] == acknowledged
        stage.end(recording)
    assert stage.pulse.silences == []
    print(f"kills in imports: {stage.killed}")
