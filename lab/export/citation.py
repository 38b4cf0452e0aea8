"""How a run is cited and where it was computed: what stands in every export."""

from lab.figures.exhibit import Exhibit
from lab.runs.names.citation import cited


def bibtex(subject: Exhibit) -> str:
    """BibTeX of the paper and of the lab with this very run."""
    return cited(subject.experiment, subject.id)


def provenance(subject: Exhibit) -> list[tuple[str, str]]:
    """Where its numbers come from: ids, digests and environments, as names and values."""
    facts = [("run" if len(subject.runs) == 1 else "set", subject.id)]
    facts.append(("experiment", f"{subject.experiment.name} version {subject.experiment.version}"))
    for info in subject.infos:
        facts.append(("recording", f"{info.recording}, {info.origin}, {info.state}"))
        facts += [("digest", digest) for digest in info.digests if len(subject.runs) == 1 and digest]
        whose = " (as the file says)" if info.imported else ""
        facts += [(f"{name}{whose}", str(value)) for name, value in info.environment.items()]
    return facts


def written(subject: Exhibit) -> str:
    """Both as lines of text: where the numbers come from, and how they are cited."""
    return "\n".join([*(f"{name}: {value}" for name, value in provenance(subject)), bibtex(subject)])
