import pytest
import torch

from lab.numerics import flops
from lab.worlds.decoder import Decoder
from lab.worlds.facts import Vocabulary
from lab.worlds.lookup import PRESETS, LookupTraining, draw_episodes, schedule, skill
from tests.reader import reader

VOCABULARY = Vocabulary()


def training(text=("parallel", "sequential")) -> LookupTraining:
    model = Decoder(16, 2, 2, VOCABULARY.size, torch.Generator().manual_seed(0))
    return LookupTraining(model, VOCABULARY, 20, 1e-2, seed=0, text=text)


def test_episodes_state_their_answers_and_never_share_a_subject():
    batch = draw_episodes(VOCABULARY, torch.Generator().manual_seed(0), 20, 3, 16, 8)
    for episode in range(20):
        texts = batch.documents[episode].tolist()
        subjects = [{token for token in text if token < 64} for text in texts]
        assert len(set().union(*subjects)) == 3
        for asked, answer in zip(batch.questions[episode].tolist(), batch.answers[episode], strict=True):
            [text] = [text for text in texts if asked[1] in text]
            facts = VOCABULARY.facts_in(text)
            assert facts[asked[2] - 64] == answer - VOCABULARY.first_value


def test_the_skill_is_learnt_on_facts_that_were_never_trained_on():
    untrained = Decoder(32, 2, 2, VOCABULARY.size, torch.Generator().manual_seed(0))
    assert skill(untrained, VOCABULARY, 1, 16, seed=5) < 0.15
    assert skill(reader(), VOCABULARY, 1, 16, seed=5) >= 0.99


def test_training_goes_on_from_its_state_bit_for_bit():
    straight, broken = training(), training()
    for _ in range(4):
        straight.step()
        broken.step()
    resumed = training()
    resumed.load_state_dict(broken.state_dict())
    assert [straight.step() for _ in range(4)] == [resumed.step() for _ in range(4)]
    assert straight.model.fingerprint() == resumed.model.fingerprint()


def test_the_rate_warms_up_and_ends_at_a_twentieth():
    rates = [schedule(step, 350) for step in range(351)]
    assert rates[0] == pytest.approx(1 / 30, rel=1e-3)
    assert rates.index(max(rates)) == 29
    assert rates[350] == pytest.approx(0.05)


def test_every_preset_builds():
    for preset in PRESETS.values():
        built = LookupTraining.of(preset, seed=1)
        assert built.model.d == preset.d
        assert built.steps == preset.steps


def test_a_step_costs_three_passes_over_its_episodes():
    one = training()
    one.step()
    tokens = one.read * 16 + 24
    pairs = one.read * 136 + 8 * (6 + 48 * one.read)
    assert one.step_flops == 3 * 32 * flops.forward(one.model.d, 2, tokens, 2 * pairs, 8)
