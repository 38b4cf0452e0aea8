"""The faces of the pages: small, and with every sign that the lab writes."""

import io
import json

import pytest
from fontTools.ttLib import TTFont

from lab import experiments
from lab.contract.errors import NotFound
from lab.export import fonts
from lab.export.front import front
from lab.export.subset import subset
from lab.runs.names.specification import Run, example

LARGEST = 60_000
"""Bytes of one face."""


@pytest.fixture(scope="module", params=fonts.FACES)
def cut(request):
    """Name and bytes of a face."""
    return request.param, subset(fonts.face(request.param))


def signs(name: str) -> set[str]:
    """What an experiment's pages may have in this face."""
    found = set()
    for experiment in experiments.every():
        headings = experiment.question + experiment.answer + experiment.title
        if name == "source-serif":
            found |= set(headings)
            continue
        config = example(experiment, None)
        data = json.dumps(front(experiment, config, Run(experiment, config).members), ensure_ascii=False)
        found |= set(data + headings + (experiment.config.__doc__ or ""))
    return {sign for sign in found if sign.isprintable()}


def test_a_face_is_small_and_has_what_the_lab_writes(cut):
    name, content = cut
    assert len(content) <= LARGEST
    known = TTFont(io.BytesIO(content)).getBestCmap()
    assert {sign for sign in signs(name) if ord(sign) not in known} == set()


def test_a_face_keeps_its_weights(cut):
    name, content = cut
    axes = {axis.axisTag: (axis.minValue, axis.maxValue) for axis in TTFont(io.BytesIO(content))["fvar"].axes}
    varied = {tag: ends for tag, ends in fonts.face(name).axes.items() if isinstance(ends, tuple)}
    assert axes == varied


def test_an_unknown_face_is_refused():
    with pytest.raises(NotFound, match="there are inter, source-serif"):
        fonts.face("comic")
