"""The decoders that come with the lab: the files that were shipped, by the recipes that are named."""

import pytest

from lab import experiments
from lab.worlds import shipped_decoders
from lab.worlds.lookup import skill
from lab.worlds.shipped_decoders import RECIPES, shipped
from tests.reader import VOCABULARY


def test_the_standard_decoder_passes_its_gate():
    model = shipped("standard")
    assert not any(part.requires_grad for part in model.parameters())
    assert skill(model, VOCABULARY, 1, 16, seed=5) >= 0.99
    assert skill(model, VOCABULARY, 3, 16, seed=5) >= 0.95


def test_the_mixed_decoder_reads_two_documents_either_way():
    for text in ("sequential", "parallel"):
        assert skill(shipped("mixed"), VOCABULARY, 2, 16, seed=5, text=text) >= 0.8


def test_the_page_s_example_trains_the_standard_decoder():
    experiment = experiments.find("memory-model")
    training = experiment.train([experiment.configure("standard", device="cpu")])
    recipe = RECIPES["standard"][0]()
    assert training.progress() == 0
    for _ in range(3):
        training.step()
        recipe.step()
    assert training.learning.model.fingerprint() == recipe.model.fingerprint()
    assert training.learning.steps == recipe.steps


def test_another_file_is_refused(tmp_path, monkeypatch):
    (tmp_path / "standard.safetensors").write_bytes(b"another")
    monkeypatch.setattr(shipped_decoders, "FOLDER", tmp_path)
    shipped_decoders.weights.cache_clear()
    with pytest.raises(ValueError, match="not the file that was shipped"):
        shipped("standard")
    shipped_decoders.weights.cache_clear()
