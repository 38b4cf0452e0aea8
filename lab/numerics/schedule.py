"""When a run is measured: fixed before step 0, from the configuration alone."""

import numpy as np
import numpy.typing as npt


def log_spaced(last: int, count: int) -> npt.NDArray[np.int64]:
    """At most `count` steps from 0 to `last`, both included, evenly spaced in the logarithm from 1 on.

    Where the first ones would fall together they are fewer; a count below two is two.
    """
    if last < 1 or count < 3:
        return np.unique(np.array([0, last], dtype=np.int64))
    return np.unique(np.concatenate([[0], np.rint(np.geomspace(1, last, count - 1)).astype(np.int64)]))
