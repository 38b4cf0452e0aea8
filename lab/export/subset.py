"""`python -m lab.export.subset inter`: a face cut out of its installed font, as WOFF2 on standard output."""

import io
import os
import sys

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from lab.export.fonts import Face, face


def subset(part: Face) -> bytes:
    """The part as a font of its own."""
    data = io.BytesIO()
    with TTFont(part.path, lazy=True, recalcTimestamp=False) as font:
        subsetter = Subsetter(Options(layout_features=list(part.features), hinting=False))
        subsetter.populate(unicodes=part.characters)
        subsetter.subset(font)
        instantiateVariableFont(font, part.axes, inplace=True)
        font.flavor = "woff2"
        font.save(data)
    return data.getvalue()


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(10)  # a server's first page is drawn meanwhile, in the system's own face
    sys.stdout.buffer.write(subset(face(sys.argv[1])))
