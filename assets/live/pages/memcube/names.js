/** Names of memories beside a ring: those of the most linked, none over another. */

/** @import { Memory } from "./ring.js" */

/** Names at most where nothing is zoomed; how far apart their places are, what is free around each, height, all px. */
const [MOST, APART, FREE, HIGH] = [30, 15, 2, 14];
/** The cosine of a direction that leads up or down rather than aside. */
const STEEP = 0.4;

/** @typedef {{ about: number, text: string, x: number, y: number, turn: number, role: string, width: number }} Name `turn` in degrees; on the left it ends at its place; one with a role stands upright */
/** @typedef {[number, number, number, number]} Box left, top, right, bottom */

/** What a memory is called. @param {Memory} memory */
export const called = ({ versions: [{ label }] }) => label.replace(/ v\d+$/, "");

/** How many lines lead from a memory to others of its history. @param {Memory} memory */
export const links = ({ versions, sources }) => versions.length - 1 + [...sources.values()].flat().length;

/**
 * The names that find a place, greedily: first what is chosen or refused, then the most linked, the most asked.
 * @param {{ about: number, memory: Memory, role: string, x: number, y: number, angle: number }[]} places just outside each memory, px, and its direction
 * @param {(text: string, bold: boolean) => number} measure
 * @param {Box} room
 * @param {Box[]} taken
 * @param {number} zoom
 * @returns {Name[]}
 */
export function named(places, measure, room, taken, zoom) {
  const rank = (/** @type {typeof places[number]} */ { memory, role }) => (role ? 1e9 : 0) + 1e4 * links(memory) + (memory.versions[0].reads ?? 0);
  const wanted = places.filter(({ memory, role }) => role || zoom > 1 || links(memory) > 0).sort((a, b) => rank(b) - rank(a));
  /** @type {Name[]} */
  const kept = [];
  const full = [...taken];
  for (const { about, memory, role, x, y, angle } of wanted) {
    if (kept.length >= MOST * zoom * zoom) break;
    const text = called(memory);
    const upright = Math.min(Math.max(y, room[1] + HIGH / 2), room[3] - HIGH / 2);
    const name = { about, text, x, y: role ? upright : y, role, turn: (180 * angle) / Math.PI, width: measure(text, Boolean(role)) };
    const box = boxOf(name);
    const inside = box[0] >= room[0] && box[1] >= room[1] && box[2] <= room[2] && box[3] <= room[3];
    if (!role && (!inside || kept.some((one) => Math.hypot(one.x - x, one.y - y) < APART) || full.some((one) => touch(one, box)))) continue;
    kept.push(name);
    full.push(box);
  }
  return kept;
}

/** Where an upright name is held: it leads away from the ring, above and below it is in the middle. @param {number} turn @returns {"start" | "middle" | "end"} */
export function held(turn) {
  const cos = Math.cos((turn * Math.PI) / 180);
  return Math.abs(cos) < STEEP ? "middle" : cos < 0 ? "end" : "start";
}

/** The upright box around a name that leads away from its place. @param {Name} name @returns {Box} */
function boxOf({ x, y, turn, width, role }) {
  if (role) {
    const left = x - { start: 0, middle: 0.5, end: 1 }[held(turn)] * width;
    return [left - FREE, y - HIGH / 2, left + width + FREE, y + HIGH / 2];
  }
  const [cos, sin] = [Math.cos((turn * Math.PI) / 180), Math.sin((turn * Math.PI) / 180)];
  const half = [Math.abs(sin) * (HIGH / 2) + FREE, Math.abs(cos) * (HIGH / 2) + FREE];
  const [xs, ys] = [[x, x + width * cos], [y, y + width * sin]];
  return [Math.min(...xs) - half[0], Math.min(...ys) - half[1], Math.max(...xs) + half[0], Math.max(...ys) + half[1]];
}

/** @param {Box} one @param {Box} other */
const touch = (one, other) => one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];
