"""How an experiment's paper, and the lab with a run of it, are cited: BibTeX."""

import re

from lab import __version__
from lab.contract.experiment import Experiment, Paper
from lab.host.address import public_url

LAB = "Learning Dynamics Lab"


def cited(experiment: Experiment, id: str) -> str:
    """The paper, and the lab with this run or set."""
    return f"{paper_entry(experiment.paper)}\n{lab_entry(experiment, id)}"


def paper_entry(paper: Paper) -> str:
    """The paper that a run is about."""
    names, year = _authors(paper.authors)
    fields = {
        "title": f"{{{paper.title}}}",
        "author": " and ".join(names),
        "year": year,
        "eprint": paper.arxiv,
        "archivePrefix": "arXiv",
        "url": paper.link,
    }
    return _entry("misc", f"{_word(names[0])}{year}", fields)


def lab_entry(experiment: Experiment, id: str) -> str:
    """The lab, its version, and the run by its id."""
    fields = {
        "title": f"{{{LAB}}}",
        "author": f"{{{LAB} contributors}}",
        "version": __version__,
        "note": f"{experiment.name} version {experiment.version}, run {id}",
        "url": f"{public_url()}/s/{id}" if public_url() else "",
    }
    return _entry("software", f"learning-dynamics-lab-{id}", fields)


def check_entry(paper: Paper, found: str, url: str) -> str:
    """The lab's check of a paper, with what it found in words, and where it stands."""
    fields = {
        "title": f"{{A check of {paper.title}}}",
        "author": f"{{{LAB} contributors}}",
        "version": __version__,
        "note": f"arXiv {paper.arxiv}, {found}",
        "url": url,
    }
    return _entry("misc", f"learning-dynamics-lab-{paper.arxiv}", fields)


def _entry(kind: str, key: str, fields: dict[str, str]) -> str:
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{key},", *lines, "}", ""])


def _authors(text: str) -> tuple[list[str], str]:
    """`Bai, Zhou and Xu (2025)` as names and year; `et al.` is `others`."""
    found = re.fullmatch(r"(.*?)\s*\((\d{4})\)", text)
    written, year = (found[1], found[2]) if found else (text, "")
    names = re.split(r",\s*(?:and\s+)?|\s+and\s+", re.sub(r",?\s+et al\.?$", " and others", written))
    return [name for name in names if name], year


def _word(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower()) or "paper"
