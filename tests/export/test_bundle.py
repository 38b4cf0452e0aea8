"""Of plotly's installed bundle the browser gets what figures need; another make of it as it is."""

import re

import pytest

from lab.contract.figure import Figure
from lab.contract.figure.figure import TRACES
from lab.export import bundle

SMALL = (
    "var P=(()=>{var W=(e,t)=>()=>(t||e((t={exports:{}}).exports,t),t.exports);"
    "var a=W((x,m)=>{m.exports={register(all){}}});"
    'var b=W((x,m)=>{m.exports={moduleType:"trace",name:"bar",uses:shared}});'
    "var c=W((x,m)=>{m.exports=b()});"
    'var d=W((x,m)=>{m.exports={moduleType:"trace",name:"map",uses:e()}});'
    "var e=W((x,m)=>{m.exports={}});function shared(){}"
    "var f=W((x,m)=>{m.exports=d()});"
    "var g=W((x,m)=>{var r=a();r.register([c(),f()]);m.exports=r});return g()})();"
)
"""A bundle of seven modules: `shared` stands behind one that is not needed, and is."""


def test_what_only_other_kinds_need_is_left_out():
    less = bundle.cut(SMALL, ["bar"])
    assert re.findall(r"var (\w)=W", less) == ["a", "b", "c", "e", "g"]
    assert "register([c()])" in less
    assert "function shared" in less


def test_a_bundle_of_another_make_stays():
    assert bundle.cut("var Plotly = {};", TRACES) == "var Plotly = {};"


def test_the_installed_one_registers_every_kind_that_figures_have():
    *_, registered = re.findall(r"\.register\(\[(.*?)\]\)", bundle.plotly().decode())
    assert registered.count("()") == len(TRACES) - 1, "scatter is always there"


def test_a_figure_says_what_the_browser_cannot_draw():
    with pytest.raises(ValueError, match="flow has a trace of type sankey; add it to TRACES: scatter, bar"):
        Figure("flow", "Flow", [{"type": "sankey"}], {}, [])
