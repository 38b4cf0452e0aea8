"""An experiment whose training cannot even be imported."""

import dataclasses

from tests.runs import tiny

EXPERIMENT = dataclasses.replace(tiny.EXPERIMENT, name="broken", training="tests.runs.missing_part:Broken")
