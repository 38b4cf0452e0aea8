"""A supervisor whose experiments include the tiny one: `python -m tests.runs.supervise`."""

from lab.experiments import PACKAGES
from lab.runs.supervisor import main

PACKAGES["tiny"] = "tests.runs.tiny"

if __name__ == "__main__":
    main()
