"""Workers, supervisor and server killed at random over the examples: nothing acknowledged is lost."""

import random

import pytest

from lab import experiments
from lab.runs.names.specification import specify
from lab.runs.store.states import FINAL
from tests.faults.stage import KINDS
from tests.runs.soundness import sound

pytestmark = pytest.mark.long


def test_whatever_is_killed_whenever_every_run_keeps_what_was_acknowledged_and_ends(stage, faults):
    chance = random.Random(0)
    examples = [
        (one.name, preset.name)
        for one in experiments.every()
        for preset in one.everywhere
        if len(specify(one.name, preset.name).members) == 1
    ]
    for turn in range(faults):
        recording = stage.start(chance.choice(examples), seed=turn)
        stage.bell.wait(chance.random())
        before = stage.log.recording(recording)
        acknowledged = stage.log.chunks(recording)
        kind = KINDS[turn % len(KINDS)]
        stage.kill(kind)
        if kind != "server":
            stage.until(recording, lambda info: info.state in FINAL)
        stage.end(recording)
        info = sound(stage.log, recording)
        assert stage.log.chunks(recording)[: len(acknowledged)] == acknowledged
        assert info.rows >= before.rows
        assert stage.pulse.silences == []
    assert stage.log.active() == []
    assert stage.pulse.answers > faults
    print(f"{faults} kills: {stage.killed}; /health answered {stage.pulse.answers} times")
