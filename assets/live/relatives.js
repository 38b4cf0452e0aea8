/** The curves of a run's family beside its own: the run it left, and those that left it. */

/** @import { Curve, Run } from "./run.js" */
/** @import { Roles, Trace } from "./types" */

import { MAXIMUM_POINTS } from "./series.js";

/** @typedef {{ run: Run, from: number, role: string }} Relative from the step on at which it differs */
/** @typedef {{ relatives: Relative[], fork: number | null }} Family `fork`: where this run left the one it is drawn over */

/** Relatives that are drawn at most. */
export const DRAWN = 4;
/** Width of their lines, and on a stage. */
const [THIN, THICK] = [1.25, 4];

/**
 * The relatives' curves beside a trace of the model; its own is in the second colour, from the step on at which
 * it left.
 * @param {Trace} trace
 * @param {Curve} curve
 * @param {Family} family
 * @param {number} step that the view shows: branches grow with it, the run that was left is there whole
 * @param {[number, number] | null} window
 * @param {Roles} roles
 * @returns {Trace[]}
 */
export function beside(trace, curve, { relatives, fork }, step, window, roles) {
  if (trace.line?.color !== roles.model || !relatives.length) return [];
  const drawn = relatives.map(({ run, from, role }) => {
    const points = run.series(curve)[0]?.shown(fork === null ? step : Infinity, window, MAXIMUM_POINTS) ?? { x: [], y: [] };
    const line = { ...trace.line, color: roles[role], width: Number(trace.line?.width) < THICK ? THIN : THICK };
    return { ...trace, ...since(points, from), line, hoverinfo: "skip", zorder: -1 };
  });
  if (fork !== null) {
    const own = since(/** @type {any} */ (trace), fork);
    Object.assign(trace, own, { line: { ...trace.line, color: roles.second } });
  }
  return drawn;
}

/** The points from the row before a step on. @param {{ x: ArrayLike<number>, y: ArrayLike<number> }} points @param {number} step */
function since({ x, y }, step) {
  const steps = Array.from(x);
  const first = steps.findIndex((one) => one >= step - 1);
  return first < 0 ? { x: [], y: [] } : { x: steps.slice(first), y: Array.from(y).slice(first) };
}
