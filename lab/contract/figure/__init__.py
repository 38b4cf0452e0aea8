"""Figures and what fills them: a file and a line here for each kind of binding."""

from lab.contract.figure.above import Above as Above
from lab.contract.figure.across import Across as Across
from lab.contract.figure.binding import Binding as Binding
from lab.contract.figure.cells import Cells as Cells
from lab.contract.figure.cosines import Cosines as Cosines
from lab.contract.figure.dressed import Dressed as Dressed
from lab.contract.figure.entry import Entry as Entry
from lab.contract.figure.exponent import Exponent as Exponent
from lab.contract.figure.figure import Figure as Figure
from lab.contract.figure.fit import Fit as Fit
from lab.contract.figure.graph import Graph as Graph
from lab.contract.figure.grid import Grid as Grid
from lab.contract.figure.latest import Latest as Latest
from lab.contract.figure.line import Line as Line
from lab.contract.figure.moment import Moment as Moment
from lab.contract.figure.pick import Pick as Pick
from lab.contract.figure.pick import Stop as Stop
from lab.contract.figure.snapshot import Snapshot as Snapshot
from lab.contract.figure.span import Span as Span
from lab.contract.figure.timeline import Timeline as Timeline
from lab.contract.figure.walkers import Walkers as Walkers
