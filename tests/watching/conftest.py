"""One store for all tests here, since whoever opens a run fills it first with those that are shipped."""

import pytest
import torch


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def store(home, monkeypatch):
    monkeypatch.setenv("LAB_HOME", str(home))
    torch.set_num_threads(1)
