/** Names at the ends of curves, moved apart where they would lie on each other. */

/** @import { Axis, Layout, Trace } from "./types" */

import { axisName } from "./layout.js";
import { plain } from "./theme.js";

/** Between a curve's end and its name, px, and from one name to the next as a share of the text's size. */
const [BESIDE, LINE] = [10, 1.3];

/** A name and the dot at the end of its curve. @typedef {{ text: string, point: Trace }} End */

/** @param {End[]} ends @param {Layout} layout with the ranges that are drawn @returns {object[]} annotations */
export function names(ends, layout) {
  const apart = LINE * Number(/** @type {{ size?: number }} */ (layout.font)?.size);
  const placed = ends.map(({ text, point }) => ({ text, point, at: 0, ...height(point, layout) })).sort((a, b) => a.top - b.top);
  /** @type {Record<string, number>} where the next name of a panel may begin, from its ceiling down: above it is a heading */
  const highest = {};
  for (const name of placed) {
    const panel = name.point.yaxis ?? "y";
    name.at = Math.max(name.top, highest[panel] ?? name.ceiling + apart / 3);
    highest[panel] = name.at + apart;
  }
  /** @type {Record<string, number>} where the next name of a panel has to end, from its floor up */
  const lowest = {};
  for (const name of placed.toReversed()) {
    const panel = name.point.yaxis ?? "y";
    name.at = Math.min(name.at, lowest[panel] ?? name.floor - apart / 3);
    lowest[panel] = name.at - apart;
  }
  return placed.map(({ text, point, level, top, at }) => {
    const [along] = /** @type {number[]} */ (point.x);
    const x = /** @type {Axis} */ (layout[axisName(point.xaxis ?? "x")])?.type === "log" ? Math.log10(along) : along;
    const place = { xref: point.xaxis ?? "x", yref: point.yaxis ?? "y", x, y: level, xanchor: "left", yanchor: "middle" };
    const { color } = /** @type {{ color?: string }} */ (point.marker);
    return { text: plain(text), ...place, xshift: BESIDE, yshift: top - at, showarrow: false, font: { color } };
  });
}

/** How high a point lies as its axis counts, and in px from the top, as its panel's lower edge does. @param {Trace} point @param {Layout} layout */
function height({ yaxis = "y", y }, layout) {
  const { type, range = [0, 1], domain = [0, 1] } = /** @type {Axis & { domain?: number[] }} */ (layout[axisName(yaxis)]);
  const [value] = /** @type {number[]} */ (y);
  const level = type === "log" ? Math.log10(value) : value;
  const { t = 0, b = 0 } = layout.margin ?? {};
  const part = domain[0] + ((level - range[0]) / (range[1] - range[0])) * (domain[1] - domain[0]);
  const whole = Number(layout.height) - t - b;
  return { level, top: (1 - part) * whole, ceiling: (1 - domain[1]) * whole, floor: (1 - domain[0]) * whole };
}
