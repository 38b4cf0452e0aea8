import pytest
import torch

from lab.numerics import flops
from lab.worlds.decoder import Decoder
from lab.worlds.lora import Adapter, Facts, FactWriting, recall, recall_accuracy
from tests.reader import VOCABULARY, WORLD, reader


def facts(*subjects: int) -> Facts:
    return Facts.about(VOCABULARY, subjects, WORLD.table[list(subjects)])


def adapter(rank: int = 4) -> Adapter:
    return Adapter(reader(), rank, torch.Generator().manual_seed(0))


def writing(about: Facts, into: Adapter, **options) -> FactWriting:
    return FactWriting(reader(), VOCABULARY, about, into, 1e-2, seed=0, **options)


def test_an_adapter_begins_as_no_change_and_leaves_the_model_alone():
    before, into, about = reader().fingerprint(), adapter(), facts(0)
    assert torch.equal(recall(reader(), about, 16), recall(reader(), about, 16, into.parameters))
    assert writing(about, into).write(60) < 60
    assert reader().fingerprint() == before


def test_four_facts_are_written_in_few_steps():
    into, about = adapter(), facts(3)
    assert recall_accuracy(reader(), about, 16) <= 0.25
    steps = writing(about, into).write(60)
    assert 1 <= steps <= 60
    assert recall_accuracy(reader(), about, 16, into.parameters) == 1.0


def test_folding_gives_the_same_answers_and_rank_1_has_its_bytes():
    into, about = adapter(), facts(0)
    writing(about, into).write(60)
    folded = into.folded(reader())
    assert torch.allclose(recall(folded, about, 16), recall(reader(), about, 16, into.parameters), atol=1e-4)
    assert not any(p.requires_grad for p in folded.parameters())
    assert adapter(rank=1).bytes == 18 * 32 * 2 * 4


def test_writing_more_without_replay_forgets_and_with_replay_does_not():
    first, second = facts(0, 1), facts(2, 3)
    forgetful, careful = adapter(), adapter()
    writing(first, forgetful).write(100)
    writing(first, careful).write(100)
    writing(second, forgetful).write(200)
    writing(second, careful, rehearsed=first).write(200)
    assert recall_accuracy(reader(), first, 16, careful.parameters) == 1.0
    assert recall_accuracy(reader(), first, 16, forgetful.parameters) <= 0.5


@pytest.mark.parametrize("whole", [False, True], ids=["adapter", "every weight"])
def test_writing_goes_on_from_its_state(whole):
    def started() -> FactWriting:
        model = Decoder(16, 2, 2, VOCABULARY.size, torch.Generator().manual_seed(0))
        into = None if whole else Adapter(model, 2, torch.Generator().manual_seed(0))
        return FactWriting(model, VOCABULARY, facts(0, 1), into, 1e-2, seed=0, skill=2, drawn=5)

    straight, broken = started(), started()
    for _ in range(3):
        straight.step()
        broken.step()
    resumed = started()
    resumed.load_state_dict(broken.state_dict())
    assert [straight.step() for _ in range(3)] == [resumed.step() for _ in range(3)]


def test_a_step_costs_three_passes_over_facts_and_episodes():
    about = facts(0, 1)
    plain = writing(about, adapter())
    assert plain.step_flops == 3 * 8 * flops.parametric_read(32, 2)
    rehearsing = writing(about, adapter(), rehearsed=facts(2), skill=2)
    per_episode = flops.forward(32, 2, 16 + 24, 2 * (136 + 8 * (6 + 48)), 8)
    assert rehearsing.step_flops == 3 * (12 * flops.parametric_read(32, 2) + 2 * per_episode)
    rehearsing.step()
    assert rehearsing.flops == rehearsing.step_flops


def test_a_step_may_take_some_facts_drawn_anew_and_costs_as_many():
    about = facts(0, 1)
    some = writing(about, adapter(), drawn=3)
    assert some.step_flops == 3 * 3 * flops.parametric_read(32, 2)
    assert len({some.step() for _ in range(4)}) == 4
    for drawn in (0, len(about), 99):
        every = writing(about, adapter(), drawn=drawn)
        assert every.step_flops == 3 * 8 * flops.parametric_read(32, 2)
        assert every.step() == writing(about, adapter()).step()
