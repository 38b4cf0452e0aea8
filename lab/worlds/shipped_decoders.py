"""Decoders that come with the lab, so that a page need not wait for one to learn.

Each is reproducible from its seed: `python -m lab.worlds.shipped_decoders` trains them all anew, writes
them to assets/decoders and says whether they came out the same (they do in the same environment).
"""

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

import torch
from safetensors.torch import load, save

from lab.contract.settings import ROOT
from lab.worlds.decoder import Decoder
from lab.worlds.facts import Vocabulary
from lab.worlds.lookup import PRESETS, LookupTraining

FOLDER = ROOT / "assets" / "decoders"


def standard(seed: int = 0) -> LookupTraining:
    """The decoder that every memory page starts from."""
    return LookupTraining.of(PRESETS["standard"], seed)


def mixed(seed: int = 0) -> LookupTraining:
    """One that learns ordinary sequential text and parallel memories in turn, to compare them."""
    vocabulary, generator = Vocabulary(), torch.Generator().manual_seed(seed)
    model = Decoder(64, 4, 2, vocabulary.size, generator)
    return LookupTraining(
        model, vocabulary, 500, 6e-3, seed, documents=(1, 2, 3), text=("sequential", "parallel")
    )


RECIPES: Mapping[str, tuple[Callable[[], LookupTraining], str]] = MappingProxyType(
    {
        "standard": (standard, "e7443cda2c081a1a6b77ecc7b9a6dd79310c4e9950b8c65764b64ecf8386aaaa"),
        "mixed": (mixed, "0b9272b6462ca8d5fca375d0480b0e661c5601689ce80bf53b212ce8fa9ed38a"),
    }
)
"""How each is trained, and the SHA-256 of its file."""


@cache
def weights(name: str) -> bytes:
    """The file of a shipped decoder, as it was trained.

    Raises:
        ValueError: the file is not the one that was shipped.
    """
    data = (FOLDER / f"{name}.safetensors").read_bytes()
    if hashlib.sha256(data).hexdigest() != RECIPES[name][1]:
        raise ValueError(
            f"{name}.safetensors is not the file that was shipped; check it out again, "
            "or train it by python -m lab.worlds.shipped_decoders."
        )
    return data


def shipped(name: str) -> Decoder:
    """A decoder of one's own with the shipped weights, frozen."""
    model = RECIPES[name][0]().model
    model.load_state_dict(load(weights(name)))
    return model.requires_grad_(False)


def train(name: str) -> bytes:
    """Train a decoder as it was shipped; the bytes of its file."""
    training = RECIPES[name][0]()
    for _ in range(training.steps):
        training.step()
    return save({key: part.contiguous() for key, part in training.model.state_dict().items()})


if __name__ == "__main__":
    torch.set_num_threads(1)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for each, (_, expected) in RECIPES.items():
        content = train(each)
        digest = hashlib.sha256(content).hexdigest()
        (FOLDER / f"{each}.safetensors").write_bytes(content)
        print(each, len(content), "bytes", digest, "as shipped" if digest == expected else "differs")
