"""What the pages say about the store goes when it is over, and shows no visitor where the store lies."""

import pytest
import streamlit as st

from lab.ui.store import arrived, log


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    """A store of this test's own."""
    monkeypatch.setenv("LAB_HOME", str(tmp_path / "home"))
    st.cache_resource.clear()
    yield tmp_path / "home"
    st.cache_resource.clear()


def test_a_store_that_was_full_is_spoken_of_until_there_is_room(home):
    log().query(f"PRAGMA max_page_count = {log().query('PRAGMA page_count')[0][0]}")
    (sentence,) = arrived("landscape")
    assert sentence.endswith("The store cannot be used: database or disk is full.")
    assert str(home) not in sentence
    log().query("PRAGMA max_page_count = 1000000")
    assert arrived("landscape") == ()
