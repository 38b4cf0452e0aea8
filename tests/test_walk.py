"""A newcomer can follow a page's settings to the browser: few files, and hardly ever back up."""

from lab.contract.settings import ROOT
from tests.walk import FIRST, LAST, House, climbs, walk


def test_a_pages_settings_come_to_the_browser_by_a_short_way_down():
    stays = walk(House(ROOT), FIRST, LAST)
    assert stays[-1] == "lab.ui.live"
    assert len(stays) <= 30, stays
    assert len(climbs(stays)) <= 4, climbs(stays)
