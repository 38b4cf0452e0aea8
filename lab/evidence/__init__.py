"""Claims against the evidence they named in advance: verdicts, frozen criteria, the table of all."""

from lab.evidence.document import as_json, markdown, write_table
from lab.evidence.judged import Judged, table
from lab.evidence.judging import judge_all, train_all

__all__ = ["Judged", "as_json", "judge_all", "markdown", "table", "train_all", "write_table"]
