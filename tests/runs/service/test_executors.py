"""Executors by name: the one that is set, or a sentence that names those there are."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from lab.contract.errors import BadInput
from lab.contract.settings import SETTINGS
from lab.runs.service import executors
from lab.runs.service.client import Client


def test_an_unknown_executor_is_refused_before_a_process_starts(monkeypatch, tmp_path):
    monkeypatch.setenv("LAB_EXECUTOR", "cloud")
    monkeypatch.setenv("LAB_HOME", str(tmp_path))
    with pytest.raises(BadInput, match=r"^LAB_EXECUTOR = 'cloud' is not known; there is local\.$"):
        Client().hold()


def test_the_setting_can_be_each_executor_and_no_other_word():
    (setting,) = (one for one in SETTINGS if one.name == "LAB_EXECUTOR")
    assert setting.words == tuple(executors.EXECUTORS)


@pytest.mark.parametrize("name", executors.EXECUTORS)
def test_every_executor_is_one(monkeypatch, tmp_path, name):
    async def start():
        return executors.chosen(tmp_path / "log.sqlite").start

    monkeypatch.setenv("LAB_EXECUTOR", name)
    with ThreadPoolExecutor(1) as thread:  # a browser's test leaves a loop running in this one
        assert callable(thread.submit(asyncio.run, start()).result())
