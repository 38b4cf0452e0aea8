"""A supervisor whose experiments include the tiny one: `python -m tests.runs.supervise`.

With TESTS_BROKEN one more, whose training cannot be imported.
"""

import os

from lab.experiments import PACKAGES
from lab.runs.service.supervisor import main

PACKAGES["tiny"] = "tests.runs.tiny"
if "TESTS_BROKEN" in os.environ:
    PACKAGES["broken"] = "tests.runs.broken"

if __name__ == "__main__":
    main()
