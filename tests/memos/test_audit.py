from dataclasses import fields, replace

import pytest

from lab.memos.audit import AuditLog, Entry, first_broken


def log() -> AuditLog:
    written = AuditLog()
    for step, agent in enumerate("ABAC"):
        written.append(step, agent, "query", f"cube-{step}", refused="no" if agent == "C" else "")
    return written


def test_an_untouched_log_holds():
    assert first_broken(log().entries, log().head) is None
    assert first_broken([]) is None


@pytest.mark.parametrize("name", [field.name for field in fields(Entry)])
def test_any_edit_shows(name):
    entries = log().entries
    value = getattr(entries[2], name)
    entries[2] = replace(entries[2], **{name: value + 1 if isinstance(value, int) else value + "x"})
    assert first_broken(entries) == 2


def test_an_edit_with_its_own_hash_mended_breaks_the_next_entry():
    entries = log().entries
    edited = replace(entries[1], refused="")
    edited = replace(edited, agent="Z")
    entries[1] = replace(edited, digest=edited.computed)
    assert first_broken(entries) == 2


def test_a_missing_or_cut_entry_shows():
    whole = log()
    assert first_broken(whole.entries[:1] + whole.entries[2:]) == 1
    assert first_broken(whole.entries[:3]) is None
    assert first_broken(whole.entries[:3], whole.head) == 3


def test_the_log_tells_what_was_tried_on_one_memory():
    assert [entry.refused for entry in log().of("cube-3")] == ["no"]
