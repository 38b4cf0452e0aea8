"""Streamlit's own files: what our pages begin with comes compressed, to others as Streamlit sends it."""

import gzip

import pytest

from lab.server.ahead import streamlit_files, streamlit_folder
from tests.server.test_frontend import get
from tests.serving import Server

FILE = next(file.removeprefix(".") for file in streamlit_files() if file.endswith(".js"))


@pytest.mark.parametrize("file", [file.removeprefix(".") for file in streamlit_files()[:3]])
def test_a_file_comes_compressed_and_is_the_installed_one(server: Server, file):
    answer = get(server, file, **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    assert gzip.decompress(answer.extensions["raw"]) == (streamlit_folder() / file[1:]).read_bytes()


@pytest.mark.parametrize("headers", [{"Accept-Encoding": "identity"}, {"Range": "bytes=0-9"}])
def test_who_asks_otherwise_gets_it_from_streamlit(server: Server, headers):
    answer = get(server, FILE, **headers)
    assert "Content-Encoding" not in answer.headers
    whole = (streamlit_folder() / FILE[1:]).read_bytes()
    assert answer.extensions["raw"] == (whole[:10] if "Range" in headers else whole)
