"""What a room's pages say is in both languages, with the same numbers in the same places."""

import json
import re

import pytest

from lab.export import assets

ROW = re.compile(r'^  "?([\w-]+)"?: \[(.*)\],$', re.MULTILINE)
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("table", ["words.js", "teacherwords.js"])
def test_no_sentence_of_a_page_has_one_language_only(table: str):
    rows = ROW.findall(assets.modules("room")[table].decode())
    assert rows
    for name, words in rows:
        english, chinese = json.loads(f"[{words}]")
        assert [bool(HAN.search(words)) for words in (english, chinese)] == [False, True], name
        assert english.count("{}") == chinese.count("{}"), name
