"""The tokens of both themes, and which settings stand together."""

import re

import pytest

from lab import experiments
from lab.experiments.settings import GROUPS
from lab.export import assets
from lab.ui import bar, drawing, style

GROUND = {"light": ("#fbfaf7", "#ffffff"), "dark": ("#12151a", "#181c23")}
"""Paper and panel."""
TINT = {"light": ("#a10920", 0.07), "dark": ("#fc1251", 0.11)}
"""What lies over the region beyond a limit, and how much of it."""
LEAST = 4.5
"""Contrast of small text, as WCAG AA asks."""


def channels(color: str) -> list[float]:
    return [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def luminance(color: list[float]) -> float:
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in color]
    return sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: list[float], other: list[float]) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_tone_of_text_can_be_read_on_paper_panel_and_tint(theme):
    colors = assets.roles(theme)
    paper, panel = map(channels, GROUND[theme])
    over, share = channels(TINT[theme][0]), TINT[theme][1]
    tint = [share * one + (1 - share) * below for one, below in zip(over, paper, strict=True)]
    tones = [name for name in colors if name in ("ink", "soft", "model") or name.endswith("-text")]
    assert len(tones) >= 3
    grounds = {"paper": paper, "panel": panel, "tint": tint}
    low = {
        f"{tone} on {name}": round(contrast(channels(colors[tone]), ground), 2)
        for tone in tones
        for name, ground in grounds.items()
        if contrast(channels(colors[tone]), ground) < LEAST
    }
    assert low == {}


def test_every_setting_is_in_one_group_and_no_group_has_another():
    listed = [name for names in GROUPS.values() for name in names.split()]
    settings = {name for one in experiments.every() for name in one.config.settings()}
    assert sorted(listed) == sorted(settings)


def test_no_rule_restyles_the_whole_page_with_each_change_of_the_figure():
    sheets = style.STYLE + style.UNANSWERED + bar.STYLE + bar.BESIDE_SHARE + drawing.STYLE
    assert re.findall(r"\.stApp[^{ ]*:has\(.*", sheets) == []
    assert re.findall(r"(?:^|, ):has\(.*", sheets, re.MULTILINE) == []
    assert re.findall(r":has\([^{]*\[class.*", sheets) == [], "each change of a class would be looked at"
