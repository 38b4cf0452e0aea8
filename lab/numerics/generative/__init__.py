"""Eight small families of generative models of points in the plane, behind one interface.

They differ in how a distribution is represented (a potential, a generator, a flow) and in how it is
compared with the samples (likelihood, test functions, regression): the table of E, Ma and Wu (2020),
and nothing else. `build` makes one by name; `model.GenerativeModel` is the interface.
"""

from lab.numerics.generative.families import FAMILIES, build
from lab.numerics.generative.model import GenerativeModel

__all__ = ["FAMILIES", "GenerativeModel", "build"]
