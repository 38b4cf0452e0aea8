/** State, progress and waiting time of a run's recordings, as of one. */

/** @import { Recording, State } from "./types" */

/** @type {State[]} the one that counts first, of several recordings */
const STATES = ["running", "paused", "queued", "failed", "stopped", "interrupted", "left", "done"];
export const ACTIVE = STATES.slice(0, 3);
export const UNFINISHED = STATES.slice(4, 7);

/** The recordings that count now: those that compute, else those that are shown, else the newest. @param {Recording[]} all newest first @param {Record<string, number>} cursors of what is shown */
export function statusOf(all, cursors) {
  const active = all.filter(({ state }) => ACTIVE.includes(state));
  const followed = all.filter(({ recording }) => recording in cursors);
  const counted = [active, followed].find((one) => one.length) ?? all.slice(0, 1);
  return {
    state: STATES.find((state) => counted.some((one) => one.state === state)) ?? null,
    part: counted.reduce((sum, one) => sum + one.progress / (one.steps || Infinity), 0) / (counted.length || 1),
    left: Math.max(0, ...counted.map((one) => one.seconds_left ?? 0)),
    ahead: Math.max(0, ...counted.map((one) => one.ahead ?? 0)),
    mine: counted.length > 0 && counted.every((one) => one.mine),
    error: counted.find((one) => one.error)?.error ?? "",
    origin: (counted.find((one) => one.origin === "imported") ?? counted.find((one) => one.origin !== "here"))?.origin ?? "here",
  };
}

/** Whether the runs that were trained more than once came out alike, in a sentence; nothing where none was. Only equal arithmetic is compared. @param {Recording[]} all newest first */
export function agreement(all) {
  /** @type {Map<string, { digest: string, bits: string }[]>} run -> how it came out, and in which arithmetic */
  const found = new Map();
  for (const { members = [], digests = [], bits = "" } of all.filter(isOurs))
    members.forEach((run, m) => run && found.set(run, [...(found.get(run) ?? []), { digest: digests[m], bits }]));
  const twice = [...found.values()].filter(({ length }) => length > 1);
  if (!twice.length) return "";
  const alike = twice.filter(([one, other]) => one.bits && one.bits === other.bits);
  if (!alike.length) return "Trained twice, but in another arithmetic: the numbers cannot be compared.";
  const agree = alike.every(([one, other]) => one.digest === other.digest);
  return agree ? "Trained twice: every number agrees." : "Trained twice: the numbers differ.";
}

/** Whether all of it was computed by somebody we know: a file's numbers are its sender's word. @param {Recording} one */
const isOurs = ({ state, origin }) => state === "done" && origin !== "imported";

/** What part of a run was measuring, in a sentence; nothing where it was not computed here. @param {Recording[]} all newest first */
export function measuring([newest]) {
  if (newest?.state !== "done" || newest.origin !== "here") return "";
  const part = (newest.durations?.measuring ?? 0) / (newest.durations?.steps || newest.seconds || Infinity);
  return part > 0.005 ? `Measuring was ${Math.round(100 * part)} % of this run.` : "";
}
