/** An upright line that a person drags along an x axis from one value of a coordinate to the next. */

/** @import { Axis, Drawn, Layout, Pick, Roles, Stop } from "./types" */

import { axisName } from "./layout.js";
import { plain } from "./theme.js";

/** Where the line may stand: the figure's own stops, else the members' values. @param {Pick} pick @param {(number | string)[]} values @returns {Stop[]} */
export function stopsOf({ stops, label }, values) {
  return stops.length ? stops : values.map((value) => ({ value, at: Number(value), label: label.replace("{value}", String(value)) }));
}

/** The panel of the line's that holds a point of the screen, and where in it that is. @param {Drawn} plot @param {Pick} pick @param {{ clientX: number, clientY: number }} event */
function panelAt(plot, { axes }, { clientX, clientY }) {
  const box = plot.getBoundingClientRect();
  for (const [x, y] of axes) {
    const [across, up] = [x, y].map((name) => plot._fullLayout?.[axisName(name)]);
    if (!across || !up) continue;
    const [px, py] = [clientX - box.left - across._offset, clientY - box.top - up._offset];
    if (px >= -EDGE && px <= across._length + EDGE && py >= -EDGE && py <= up._length + 2 * EDGE) return { across, px };
  }
  return null;
}

/** What beside a panel still belongs to it, px. */
const EDGE = 20;

/**
 * Let pointer and arrow keys move the line.
 * @param {Drawn} plot
 * @param {Pick} pick
 * @param {() => Stop[]} stops
 * @param {() => number | string | undefined} picked
 * @param {(value: number | string) => void} take
 */
export function draggable(plot, pick, stops, picked, take) {
  plot.style.touchAction = "pan-y";
  plot.tabIndex = 0;
  let held = false;
  const move = (/** @type {PointerEvent} */ event) => {
    const panel = panelAt(plot, pick, event);
    plot.style.cursor = panel || held ? "ew-resize" : "";
    if (!panel || !held) return;
    const at = panel.across.p2d(panel.px);
    const [nearest] = [...stops()].sort((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at));
    if (nearest && nearest.value !== picked()) take(nearest.value);
  };
  plot.addEventListener("pointerdown", (event) => {
    if (!panelAt(plot, pick, event)) return;
    held = true;
    plot.setPointerCapture(event.pointerId);
    event.stopPropagation(); // or plotly begins a zoom box
    move(event);
  }, true);
  plot.addEventListener("pointermove", move);
  for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) plot.addEventListener(end, () => (held = false));
  plot.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || event.shiftKey) return;
    event.preventDefault();
    const all = stops();
    const next = all[all.findIndex(({ value }) => value === picked()) + by];
    if (next) take(next.value);
  });
}

/** The line in each of its panels, its handle and its label. @param {Pick} pick @param {Stop} stop @param {Layout} layout @param {Roles} roles */
export function hairline({ axes }, { at, label }, layout, roles) {
  const shapes = axes.map(([xref, y]) => {
    return { type: "line", xref, yref: `${y} domain`, x0: at, x1: at, y0: 0, y1: 1, line: { color: roles.ink, width: 1 } };
  });
  const annotations = axes.flatMap(([xref, y]) => {
    const { type, range } = /** @type {Axis} */ (layout[axisName(xref)] ?? {});
    const x = type === "log" ? Math.log10(at) : at; // plotly's annotations are in decades, its shapes are not
    const late = range && x > (range[0] + range[1]) / 2;
    const place = { xref, x, yref: `${y} domain`, showarrow: false };
    const beside = late ? { xanchor: "right", xshift: -5 } : { xanchor: "left", xshift: 5 };
    return [
      { ...place, text: "◂ ▸", y: 0, yanchor: "bottom", bgcolor: roles.ink, font: { color: roles.panel, size: 10 }, borderpad: 3 },
      { ...place, ...beside, text: plain(label), y: 1, yanchor: "top", font: { color: roles.ink } },
    ];
  });
  return { shapes, annotations };
}
