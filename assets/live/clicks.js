/** Clicks on a plot that are not the ends of drags, and where in its panels they are. */

/** @import { Drawn, Trace } from "./types" */

import { axisName } from "./layout.js";

/** A pointer that moved further than this between press and release has drawn a zoom box. */
const STILL = 4;

/** @typedef {{ step: number, within(trace: Trace): boolean }} Clicked `step` is along the first x axis */

/** @param {Drawn} plot @param {(at: Clicked) => void} clicked */
export function clicks(plot, clicked) {
  let [x, y] = [0, 0];
  plot.addEventListener("pointerdown", (event) => ([x, y] = [event.clientX, event.clientY]), true);
  plot.addEventListener("click", (event) => {
    if (Math.hypot(event.clientX - x, event.clientY - y) > STILL) return;
    const box = plot.getBoundingClientRect();
    /** @param {string} reference @returns {[any, number]} an axis, and where along it the click is, in px */
    const along = (reference) => {
      const axis = /** @type {any} */ (plot._fullLayout)?.[axisName(reference)];
      const at = reference.startsWith("x") ? event.clientX - box.left : event.clientY - box.top;
      return [axis, at - (axis?._offset ?? 0)];
    };
    const within = (/** @type {Trace} */ trace) => [trace.xaxis ?? "x", trace.yaxis ?? "y"].every((reference) => {
      const [axis, at] = along(reference);
      return axis?._length !== undefined && at >= 0 && at <= axis._length;
    });
    const [axis, at] = along("x");
    clicked({ step: axis?.p2d?.(at) ?? 0, within });
  });
}
