/** What a film begins with, before anything can be drawn: marks made beforehand, words where plotly will put them. */

/** @import { Axis, Layout, Opening } from "./types" */

import { element } from "./dom.js";
import { axisName } from "./layout.js";
import { minus, THIN } from "./numbers.js";
import { lines } from "./ticks.js";

/** Between a panel and the numbers beside it, and its axis' name; how high a line of words is, px. */
const [BESIDE, NAME, LINE] = [6, 24, 17];
/** Numbers of an axis that has no others, at most. */
const MOST = 5;
/** How much of its width or height stands before an anchor, in percent. */
const BEFORE = /** @type {Record<string, number>} */ ({ left: 0, center: 50, right: 100, top: 0, middle: 50, bottom: 100 });

/** A plot: its place in the figure in shares of that from its lower left, what its axes show there, and an element. @typedef {{ names: string[], x: Side, y: Side, root: HTMLElement, panel: HTMLElement }} Plot */
/** @typedef {{ domain: number[], ends: number[], log: boolean, places: string[], axis: Axis }} Side */

/** @param {Opening} drawn @param {Layout} layout as it is drawn, in the theme's colours @param {{ notes: object[], covers: object[] }} words with those of the layout @returns {HTMLElement[]} */
export function opening({ plots }, layout, { notes, covers }) {
  const lowest = (/** @type {Opening["plots"][0]} */ { axes: [x, y] }) => plots.every(({ axes }) => axes[0] !== x || start(layout, axes[1]) >= start(layout, y));
  const found = plots.map((one) => plot(one, layout, lowest(one)));
  const over = covers.map((one) => cover(/** @type {any} */ (one), layout));
  const written = notes.flatMap((one) => note(/** @type {any} */ (one), found, layout));
  const loose = written.filter(({ parentElement }) => !parentElement);
  return [...over, ...found.map(({ root }) => root), ...loose];
}

/** Where a plot begins, from below. @param {Layout} layout @param {string | undefined} yaxis */
const start = (layout, yaxis) => Number(/** @type {any} */ (layout[axisName(yaxis ?? "y")])?.domain?.[0] ?? 0);

/** @param {Opening["plots"][0]} drawn @param {Layout} layout @param {boolean} lowest of those along its x axis, which has its numbers there @returns {Plot} */
function plot({ axes, ranges, size: [width, height], marks }, layout, lowest) {
  const polar = /** @type {any} */ (axes.length === 1 ? layout[axes[0]] : null);
  const [x, y] = ["x", "y"].map((side, i) => {
    const axis = polar ? { domain: polar.domain?.[side], visible: false } : /** @type {any} */ (layout[axisName(axes[i])] ?? {});
    const { ends, log = false, names = [] } = ranges[i];
    return { domain: axis.domain ?? [0, 1], ends: axis.range ?? ends, log, places: names, axis };
  });
  const panel = element("div", { className: "lab-panel" });
  panel.innerHTML = `<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true">${marks}</svg>`;
  const [across, up] = [x, y].map(({ ends: [low, high] }) => Math.abs(high - low));
  const locked = x.axis.scaleanchor || y.axis.scaleanchor;
  const ratio = polar ? 1 : locked ? across / (up * Number(y.axis.scaleratio ?? 1)) : 0;
  if (ratio) panel.style.cssText = `width: min(100cqw, ${100 * ratio}cqh); height: min(100cqh, ${100 / ratio}cqw)`;
  if (polar) panel.dataset.polar = "true";
  else if (x.axis.mirror) panel.dataset.framed = "true";
  if (!polar) panel.append(...(lowest ? numbered(x, true) : []), ...numbered(y, false));
  const root = element("div", { className: "lab-opened" }, panel);
  place(root, x.domain, y.domain);
  return { names: axes, x, y, root, panel };
}

/** @param {HTMLElement} box @param {number[]} across @param {number[]} up */
function place({ style }, [left, right], [low, high]) {
  style.cssText = `left: ${100 * left}%; width: ${100 * (right - left)}%; top: ${100 * (1 - high)}%; height: ${100 * (high - low)}%`;
}

/** The numbers of an axis, its lines, and the name of one that lies. @param {Side} side @param {boolean} lying */
function numbered(side, lying) {
  const { axis } = side;
  const { title, showgrid = true, visible = true, showticklabels = true } = /** @type {any} */ (axis);
  if (!visible) return [];
  const { values, texts } = ticksOf(side);
  const found = values.flatMap((value, i) => {
    const at = share(side, value);
    if (!(at >= -0.001 && at <= 1.001)) return [];
    const [top, left] = lying ? ["100%", `${100 * at}%`] : [`${100 * (1 - at)}%`, "0"];
    const text = words(texts[i], lying ? `top: ${top}; left: ${left}; transform: translate(-50%, ${BESIDE}px)` : `top: ${top}; left: 0; transform: translate(calc(-100% - ${BESIDE}px), -50%)`);
    const line = element("i");
    line.style.cssText = `top: ${top}; left: 0; width: 100%`;
    return [...(showticklabels ? [text] : []), ...(lying || !showgrid ? [] : [line])];
  });
  const below = NAME + LINE * Math.max(0, ...texts.map((text) => `${text}`.split("<br>").length - 1));
  const name = lying && title?.text ? [words(title.text, `top: 100%; left: 50%; transform: translate(-50%, ${below}px)`)] : [];
  const floor = element("i");
  floor.style.cssText = "top: 100%; left: 0; width: 100%; border-color: var(--lab-rule)";
  return [...found, ...name, ...(lying && axis.showline ? [floor] : [])];
}

/** Where an axis has numbers, and how they are written. @param {Side} side @returns {{ values: (number | string)[], texts: string[] }} */
function ticksOf({ axis, ends, log, places }) {
  const { tickvals, ticktext, tickformat = "" } = /** @type {any} */ (axis);
  const written = (/** @type {number} */ value) => (tickformat.includes("%") ? `${Math.round(100 * value)}%` : minus(`${Number(value.toPrecision(6))}`.replace(/\B(?=(\d{3})+$)/, THIN)));
  if (tickvals) return { values: tickvals, texts: ticktext ?? tickvals.map(written) };
  if (places.length) return { values: places, texts: places };
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  if (log) return lines([low, high]);
  const rough = (high - low) / MOST;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = size * ([1, 2, 5, 10].find((one) => one * size >= rough) ?? 10);
  const values = Array.from({ length: Math.floor(high / step + 1e-9) - Math.ceil(low / step - 1e-9) + 1 }, (_, i) => (Math.ceil(low / step - 1e-9) + i) * step);
  return { values, texts: values.map(written) };
}

/** Where a value is between the ends of an axis; of a log one as it stands in data. @param {Side} side @param {number | string} value */
function share({ ends: [low, high], log, places }, value) {
  const number = typeof value === "string" ? places.indexOf(value) : log ? Math.log10(value) : value;
  return (number - low) / (high - low);
}

/** Words of the figure: in the panel that they refer to, else in the figure. @param {Record<string, any>} note @param {Plot[]} plots @param {Layout} layout */
function note(note, plots, layout) {
  const { text, xref = "paper", yref = "paper", font = {}, xshift = 0, yshift = 0, align = "center", visible = true } = note;
  if (!visible || !text) return [];
  const [xaxis, yaxis] = [xref, yref].map((ref) => ref.replace(" domain", ""));
  const own = plots.find(({ names }) => names[0] === xaxis && names[1] === yaxis);
  const [across, up] = ["x", "y"].map((side) => {
    const [ref, axis] = side === "x" ? [xref, xaxis] : [yref, yaxis];
    const of = plots.find(({ names }) => names.includes(axis))?.[/** @type {"x" | "y"} */ (side)];
    const [low, high] = own || ref === "paper" ? [0, 1] : (/** @type {any} */ (layout[axisName(axis)])?.domain ?? [0, 1]);
    const at = ref === axis && ref !== "paper" && of ? share({ ...of, log: false }, note[side]) : note[side];
    return low + at * (high - low);
  });
  if (!Number.isFinite(across + up)) return [];
  const anchors = [BEFORE[note.xanchor ?? "center"], BEFORE[note.yanchor ?? "middle"]];
  const shift = `translate(${xshift + (note.showarrow ? (note.ax ?? 0) : 0)}px, ${(note.showarrow ? (note.ay ?? 0) : 0) - yshift}px)`;
  const at = `left: ${100 * across}%; top: ${100 * (1 - up)}%; transform: translate(${-anchors[0]}%, ${-anchors[1]}%) ${shift}`;
  const look = [font.color && `color: ${font.color}`, font.size && `font-size: ${font.size}px`, font.weight && `font-weight: ${font.weight}`];
  const said = words(text, [at, `text-align: ${align}`, ...look.filter(Boolean)].join("; "));
  own?.panel.append(said);
  return [said];
}

/** What lies over a panel that is not shown before an answer. @param {Record<string, any>} shape @param {Layout} layout */
function cover({ xref, yref }, layout) {
  const box = element("div", { className: "lab-cover" });
  const [across, up] = [xref, yref].map((ref) => /** @type {any} */ (layout[axisName(ref.replace(" domain", ""))])?.domain ?? [0, 1]);
  place(box, across, up);
  return box;
}

/** A text as figures write it: their tags are few, and whatever else looks like one is text already. @param {string} text @param {string} look */
function words(text, look) {
  const said = element("span", { innerHTML: text });
  said.style.cssText = look;
  return said;
}
