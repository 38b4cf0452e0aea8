"""A branch of a shipped recording continues the shipped run itself, on any x86-64 machine."""

import numpy as np
import pytest

import lab
from lab.runs.names.arithmetic import JOINED
from tests.runs.laboratory import Laboratory
from tests.runs.names.test_arithmetic import OTHER_MACHINE


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LAB_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_portable_arithmetic_gives_the_shipped_rows_up_to_the_cliff_bit_for_bit(home):
    with Laboratory(home, LAB_ARITHMETIC="portable"):
        run = lab.run("adam-spikes", preset="fnn-sin")
        child = run.branch("cliff", epsilon=0.1).wait()
        info = child.log.shown(child.id)
        cliff = info.begun["step"]
        assert run.log.shown(run.id).origin == "shipped"
        assert (info.begun["shared"], info.begun["checkpoint"]) == (cliff, cliff)
        assert JOINED not in info.environment
        shipped, mine = run.frame, child.frame
        assert len(shipped) == len(mine) > cliff
        for name in shipped:
            assert np.array(mine[name][:cliff]).tobytes() == np.array(shipped[name][:cliff]).tobytes()
        assert not np.array_equal(mine["loss"][cliff:], shipped["loss"][cliff:])


def test_portable_arithmetic_repeats_a_shipped_run_digest_for_digest(home):
    with Laboratory(home, LAB_ARITHMETIC="portable"):
        shipped = lab.run("adam-spikes", preset="quadratic")
        again = lab.run("adam-spikes", preset="quadratic", again=True).wait()
        assert again.agrees is True
        assert again.digests == shipped.digests


def test_another_arithmetic_goes_on_from_the_nearest_checkpoint_and_is_not_compared(home):
    with Laboratory(home, **OTHER_MACHINE):
        run = lab.run("adam-spikes", preset="quadratic")
        child = run.branch(1500, eta=0.03).wait()
        info = child.log.shown(child.id)
        shared = info.begun["shared"]
        assert 0 < shared <= 1500
        assert f"from step {shared} on it is computed here" in info.environment[JOINED]
        again = lab.run("adam-spikes", preset="quadratic", again=True).wait()
        assert again.agrees is None
        assert again.agreement.startswith("cannot be compared with the one before: recorded elsewhere (")
