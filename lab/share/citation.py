"""How a run is cited and where it was computed: what stands in every export."""

import importlib.metadata
import re

from lab.experiment import Experiment, Paper
from lab.settings import read
from lab.share.subject import Subject

LAB = "Learning Dynamics Lab"


def bibtex(subject: Subject) -> str:
    """BibTeX of the paper and of the lab with this very run."""
    return f"{paper_entry(subject.experiment.paper)}\n{lab_entry(subject.experiment, subject.id)}"


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
    version = importlib.metadata.version("lab")
    fields = {
        "title": f"{{{LAB}}}",
        "author": f"{{{LAB} contributors}}",
        "version": version,
        "note": f"{experiment.name} version {experiment.version}, run {id}",
        "url": f"{read('LAB_PUBLIC_URL')}/s/{id}" if read("LAB_PUBLIC_URL") else "",
    }
    return _entry("software", f"learning-dynamics-lab-{id}", fields)


def provenance(subject: Subject) -> list[tuple[str, str]]:
    """Where its numbers come from: ids, digests and environments, as names and values."""
    told = [("run" if len(subject.runs) == 1 else "set", subject.id)]
    told.append(("experiment", f"{subject.experiment.name} version {subject.experiment.version}"))
    for info in subject.infos:
        told.append(("recording", f"{info.recording}, {info.origin}, {info.state}"))
        told += [("digest", digest) for digest in info.digests if len(subject.runs) == 1 and digest]
        told += [(str(name), str(value)) for name, value in info.environment.items()]
    return told


def written(subject: Subject) -> str:
    """Both as lines of text: where the numbers come from, and how they are cited."""
    return "\n".join([*(f"{name}: {value}" for name, value in provenance(subject)), bibtex(subject)])


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
