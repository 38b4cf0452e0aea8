"""Claims against the evidence they named in advance: verdicts, frozen criteria, the table of all."""

from lab.evidence.document import BESIDE, as_json, counted, markdown, papers, write_table
from lab.evidence.judged import Judged, table
from lab.evidence.judging import judge_all

__all__ = [
    "BESIDE",
    "Judged",
    "as_json",
    "counted",
    "judge_all",
    "markdown",
    "papers",
    "table",
    "write_table",
]
