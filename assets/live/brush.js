/**
 * Where curves have grown and nothing else, they are drawn on by themselves: plotly lays all axes and words out
 * anew each time, forty milliseconds where a path takes one. What it drew stays what a picture is measured by.
 */

/** @import { Drawn, Layout, PlotAxis, Trace } from "./types" */

import { axisName } from "./layout.js";

/** An attribute that an element gets. @typedef {[Element, string, string]} Stroke */
/** @typedef {Record<string, any>} Thing */

/** Px beyond which a curve goes straight on: browsers draw no further. */
const FAR = 1e5;
/** What a trace may have in another length than before, and an annotation at another place. */
const [POINTS, PLACES] = [["x", "y"], ["x", "y", "xshift", "yshift"]];
/** Short lines up from a level or down, in the numbers of the x axis and shares of the panel. */
const [TICKS, TICK] = [/^(M[^,MV]+,[^MV]+V[^MV]+)+$/, /M([^,]+),([^V]+)V([^M]+)/g];

export class Brush {
  /** What plotly drew last. @type {{ traces: Trace[], shapes: Thing[], annotations: Thing[], rest: string } | null} */
  #base = null;

  /** @param {Drawn} plot */
  constructor(plot) {
    this.plot = plot;
  }

  /** Plotly is to draw this; it writes into what it is given, so it is kept apart. @param {Trace[]} traces @param {Layout} layout */
  keep(traces, layout) {
    this.#base = { traces: traces.map((trace) => ({ ...trace })), ...parts(layout) };
  }

  /** Draw on what plotly drew, if that is enough. @param {Trace[]} traces @param {Layout} layout @returns {boolean} whether it was */
  draw(traces, layout) {
    const [base, now] = [this.#base, parts(layout)];
    if (!base || base.rest !== now.rest || !this.plot._fullData) return false;
    const strokes = [
      all(base.traces, traces, (before, after, i) => this.#trace(before, after, i)),
      all(base.shapes, now.shapes, (before, after, i) => this.#shape(before, after, i)),
      all(base.annotations, now.annotations, (before, after, i) => this.#annotation(before, after, i)),
    ];
    if (strokes.includes(null)) return false;
    for (const [element, name, value] of /** @type {Stroke[][]} */ (strokes).flat())
      if (element.getAttribute(name) !== value) element.setAttribute(name, value);
    this.plot.data?.forEach((trace, i) => Object.assign(trace, { x: traces[i].x, y: traces[i].y }));
    return true;
  }

  /** @param {Trace} before @param {Trace} after @param {number} i @returns {Stroke[] | null} */
  #trace(before, after, i) {
    const full = this.plot._fullData?.[i];
    if (!full || !alike(before, after, POINTS)) return null;
    const [across, up] = [this.#axis(after.xaxis ?? "x"), this.#axis(after.yaxis ?? "y")];
    const drawn = full.visible === true && full.type === "scatter"; // what has no points is not visible
    if (!across || !up || !drawn) return same(before.x, after.x) && same(before.y, after.y) ? [] : null;
    const group = this.plot.querySelector(`.trace${full.uid}`);
    const { x, y } = /** @type {{ x: ArrayLike<number>, y: ArrayLike<number> }} */ (after);
    if (full.mode === "lines" && full.fill === "none" && full.line.shape === "linear") {
      const paths = group?.querySelectorAll(".js-line") ?? [];
      return paths.length === 1 ? [[paths[0], "d", curve(x, y, across, up, full.connectgaps)]] : null;
    }
    if (full.mode !== "markers") return same(before.x, after.x) && same(before.y, after.y) ? [] : null;
    const points = [...(group?.querySelectorAll(".point") ?? [])];
    const [old, places] = [before, after].map((one) => points.map((_, k) => [across.d2p(/** @type {number[]} */ (one.x)[k]), up.d2p(/** @type {number[]} */ (one.y)[k])]));
    const seen = (/** @type {number[]} */ [px, py]) => within(px, across) && within(py, up);
    if (points.length !== x.length || !places.every((place, k) => seen(place) === seen(old[k]) && place.every(Number.isFinite))) return null;
    return points.map((point, k) => [point, "transform", `translate(${places[k].map(round)})`]);
  }

  /** @param {Thing} before @param {Thing} after @param {number} i @returns {Stroke[] | null} */
  #shape(before, after, i) {
    if (!alike(before, after, ["path"])) return null;
    if (before.path === undefined) return [];
    const [across, up] = [this.#axis(after.xref), this.#axis(String(after.yref).replace(" domain", ""))];
    const path = this.plot.querySelector(`.shape-group[data-index="${i}"] path`);
    if (!across || !up || !path || !/ domain$/.test(after.yref) || !TICKS.test(after.path)) return before.path === after.path ? [] : null;
    const down = (/** @type {string} */ share) => round(up._offset + (1 - Number(share)) * up._length);
    return [[path, "d", after.path.replace(TICK, (/** @type {string[]} */ ...[, x, from, to]) => `M${round(across._offset + across.d2p(Number(x)))},${down(from)}V${down(to)}`)]];
  }

  /** @param {Thing} before @param {Thing} after @param {number} i @returns {Stroke[] | null} */
  #annotation(before, after, i) {
    if (!alike(before, after, PLACES)) return null;
    const element = this.plot.querySelector(`.annotation[data-index="${i}"]`);
    const from = [before, after].map((one) => [this.#along(one.xref, one.x), this.#along(one.yref, one.y)]);
    if (!element || from.flat().includes(null)) return PLACES.every((place) => before[place] === after[place]) ? [] : null;
    const [[x0, y0], [x1, y1]] = /** @type {number[][]} */ (from);
    const [dx, dy] = [x1 - x0 + shift(after.xshift, before.xshift), y1 - y0 - shift(after.yshift, before.yshift)];
    return [[element, "transform", `translate(${round(dx)},${round(dy)})`]];
  }

  /** Where an annotation is, px; null where that is not along an axis, or outside of it. @param {string} ref @param {number} value */
  #along(ref, value) {
    const axis = this.#axis(ref);
    const at = axis?.l2p(value);
    return axis && at !== undefined && within(at, axis) ? at : null;
  }

  /** An axis of numbers. @param {string} name @returns {PlotAxis | null} */
  #axis(name) {
    const axis = /^[xy]\d*$/.test(name) ? this.plot._fullLayout?.[axisName(name)] : undefined;
    return axis && /^(linear|log)$/.test(axis.type) ? axis : null;
  }
}

/** @param {Layout} layout */
function parts({ shapes = [], annotations = [], ...rest }) {
  return { shapes: /** @type {Thing[]} */ (shapes), annotations: /** @type {Thing[]} */ (annotations), rest: JSON.stringify(rest) };
}

/** The strokes of pairs; null where a pair has none, or one is alone. @template T @param {T[]} before @param {T[]} after @param {(before: T, after: T, i: number) => Stroke[] | null} strokes */
function all(before, after, strokes) {
  if (before.length !== after.length) return null;
  const found = before.map((one, i) => strokes(one, after[i], i));
  return found.includes(null) ? null : /** @type {Stroke[][]} */ (found).flat();
}

/** Whether two have the same in all but these. @param {Thing} before @param {Thing} after @param {string[]} but */
function alike(before, after, but) {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].every((name) => but.includes(name) || equal(before[name], after[name]));
}

/** @param {unknown} one @param {unknown} other @returns {boolean} */
function equal(one, other) {
  if (one === other) return true;
  if (!one || !other || typeof one !== "object" || typeof other !== "object") return false;
  if (Array.isArray(one) || ArrayBuffer.isView(one)) return same(one, other);
  return alike(/** @type {Thing} */ (one), /** @type {Thing} */ (other), []);
}

/** Whether two lists have equal members. @param {any} one @param {any} other */
function same(one, other) {
  return one === other || (one?.length === other?.length && [...(one ?? [])].every((value, i) => Object.is(value, other[i]) || equal(value, other[i])));
}

/** A curve through points; where there is none it ends, or goes on. @param {ArrayLike<number>} x @param {ArrayLike<number>} y @param {PlotAxis} across @param {PlotAxis} up @param {boolean} bridged */
function curve(x, y, across, up, bridged) {
  let [path, pen] = ["", "M"];
  for (let i = 0; i < x.length; i++) {
    const [px, py] = [across.d2p(x[i]), up.d2p(y[i])];
    if (Number.isFinite(px) && Number.isFinite(py)) [path, pen] = [`${path}${pen}${round(near(px))},${round(near(py))}`, "L"];
    else if (!bridged) pen = "M";
  }
  return path || "M0,0";
}

/** @param {number} px */
const near = (px) => Math.min(FAR, Math.max(-FAR, px));

/** @param {number} px */
const round = (px) => Math.round(100 * px) / 100;

/** @param {number} px @param {PlotAxis} axis */
const within = (px, { _length }) => px >= 0 && px <= _length;

/** @param {number | undefined} after @param {number | undefined} before */
const shift = (after = 0, before = 0) => after - before;
