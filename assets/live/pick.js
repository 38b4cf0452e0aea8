/** An upright line that a person drags along the x axis from one value of a coordinate to the next. */

/** @import { Drawn, Pick, Roles } from "./types" */

import { plain } from "./theme.js";

/**
 * Let pointer and arrow keys move the line.
 * @param {Drawn} plot
 * @param {() => (number | string)[]} values of the coordinate, ascending
 * @param {() => number | string | undefined} picked
 * @param {(value: number | string) => void} pick
 */
export function draggable(plot, values, picked, pick) {
  plot.style.touchAction = "pan-y";
  plot.style.cursor = "ew-resize";
  plot.tabIndex = 0;
  let held = false;
  const move = (/** @type {PointerEvent} */ event) => {
    const axis = plot._fullLayout?.xaxis;
    if (!axis || !held) return;
    const at = axis.p2d(event.clientX - plot.getBoundingClientRect().left - axis._offset);
    const distance = (/** @type {number | string} */ value) => Math.abs(Number(value) - at);
    const [nearest] = values().sort((a, b) => distance(a) - distance(b));
    if (nearest !== picked()) pick(nearest);
  };
  plot.addEventListener("pointerdown", (event) => {
    held = true;
    plot.setPointerCapture(event.pointerId);
    move(event);
  });
  plot.addEventListener("pointermove", move);
  for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) plot.addEventListener(end, () => (held = false));
  plot.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || event.shiftKey) return;
    event.preventDefault();
    const all = values();
    const next = all[all.findIndex((one) => one === picked()) + by];
    if (next !== undefined) pick(next);
  });
}

/** The line, its handle and its label. @param {Pick} pick @param {number | string} value @param {Roles} roles */
export function hairline({ label }, value, roles) {
  const line = { type: "line", xref: "x", yref: "paper", x0: value, x1: value, y0: 0, y1: 1, line: { color: roles.ink, width: 1 } };
  const place = { xref: "x", x: value, yref: "paper", showarrow: false };
  const handle = { ...place, text: "◂ ▸", y: 0, yanchor: "bottom", bgcolor: roles.ink, font: { color: roles.panel, size: 10 }, borderpad: 3 };
  const text = plain(label.replace("{value}", String(value)));
  return { shapes: [line], annotations: [handle, { ...place, text, y: 1, yanchor: "top", xanchor: "left", xshift: 5, font: { color: roles.ink } }] };
}
