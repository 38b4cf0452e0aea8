"""A store that is full of what may go has room for more, whatever computes meanwhile."""

from tests.runs.laboratory import OWNER, Laboratory, walk
from tests.runs.store.test_prune import recorded


def test_a_launch_and_a_change_make_room_though_a_run_computes(tmp_path, tiny):
    with Laboratory(tmp_path / "home", LAB_STORE_MEGABYTES="1") as lab:
        long = lab.launch(seed=1, steps=10_000_000)
        lab.computing(long)
        old = [recorded(lab.log, walk(steps=9, seed=seed)) for seed in (2, 3)]
        assert lab.ended(lab.launch(seed=4, steps=50)).state == "done"
        old += [recorded(lab.log, walk(steps=9, seed=seed)) for seed in (5, 6)]
        changed = lab.client.intervene(long, {"eta": 0.2}, owner=OWNER)
        lab.command(changed["recording"], "stop")
        assert lab.ended(changed["recording"]).state == "stopped"
        assert old[0] not in {info.recording for info in lab.log.newest(99)}
