"""The places of drawings and marks, and their look in both themes; `live.drawings` fills them in the app."""

import re

from lab.export import assets

PAGE = ("#fbfaf7", "#12151a")
"""What drawings lie on."""
STYLE = f"""
.st-key-drawings, [data-testid="stLayoutWrapper"]:has(> .st-key-drawings) {{ display: none !important; }}
.lab-mark {{ display: block; width: 1.25rem; height: 1.25rem; }}
:is(.lab-drawing, .lab-home) {{ --lab-page: light-dark({PAGE[0]}, {PAGE[1]}); }}
.lab-drawing {{ container-type: inline-size; aspect-ratio: 640 / 280; overflow: hidden; }}
.lab-drawing > svg {{ display: block; width: 100%; }}
.lab-drawing .lab-line {{ fill: none; vector-effect: non-scaling-stroke; stroke-linejoin: round; }}
.lab-drawing text {{
  font-size: 25px; paint-order: stroke; stroke: var(--lab-page); stroke-width: 6px; stroke-linejoin: round;
}}
.lab-drawing .lab-asked {{ font-size: 44px; font-weight: 600; }}
@container (max-width: 220px) {{
  .lab-drawing text:not(.lab-asked) {{ display: none; }}
  .lab-drawing .lab-asked {{ font-size: 60px; }}
}}
@container (min-width: 420px) {{ .lab-drawing text {{ font-size: 19px; }} }}
@container (min-width: 600px) {{ .lab-drawing text {{ font-size: 14px; }} }}
@container (min-width: 860px) {{ .lab-drawing text {{ font-size: 10px; }} }}
@media print {{ .lab-drawing {{ color-scheme: light; }} }}
""" + "".join(
    f'.lab-drawing text[fill="var(--lab-{role})"] {{ fill: var(--lab-{role}-text); }}\n'
    for role in ("data", "limit", "second", "others")
)
"""On a wide drawing words are smaller in its units, as large in px; on a very small one there are none."""


def place(name: str, look: str = "lab-drawing") -> str:
    """HTML of the place of a drawing, as large as it will be: of what HTML has in it, Streamlit drops SVG."""
    return f'<div class="{look}" data-drawing="{name}"></div>'


def mark(outcome: str) -> str:
    """HTML of the place of an outcome's mark, in the ink around it."""
    return f'<span data-mark="{outcome}"></span>'


def filled(html: str) -> str:
    """HTML with each drawing in its place, for a page that goes to the browser as it is."""
    return re.sub(r'data-drawing="([^"]*)">', lambda found: found[0] + assets.drawings()[found[1]], html)
