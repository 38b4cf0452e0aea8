"""The lab's own faces for pictures, made of the parts that pages are set in."""

import base64
import io
from collections.abc import Mapping
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from matplotlib import rcParams
from matplotlib.font_manager import FontProperties, fontManager

SANS, SERIF = ["Inter", "DejaVu Sans"], ["Source Serif 4", "DejaVu Serif"]
"""Each with what matplotlib brings, for letters that the part lacks."""
LARGE, BOLD = {"opsz": 60}, {"wght": 600}
"""Where titles and names are on the axes of their faces."""


def use(faces: Mapping[str, str], folder: Path) -> FontProperties:
    """Have pictures set in these faces, WOFF2 as base64 by name; the face of names is for the asking. Their
    files have to stay in the folder meanwhile."""
    fonts = {name: TTFont(io.BytesIO(base64.b64decode(text))) for name, text in faces.items()}
    for font in fonts.values():
        font.flavor = None
    fonts["inter"].save(folder / "inter.ttf")
    instantiateVariableFont(fonts["inter"], BOLD, inplace=True).save(folder / "bold.ttf")
    instantiateVariableFont(fonts["source-serif"], LARGE, inplace=True).save(folder / "serif.ttf")
    for name in ("inter", "serif"):
        fontManager.addfont(folder / f"{name}.ttf")
    rcParams.update({"font.family": SANS, "mathtext.fontset": "custom", "mathtext.rm": SANS[0]})
    return FontProperties(fname=str(folder / "bold.ttf"))
