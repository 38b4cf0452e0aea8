/** What a replay has in the place of the server: the same questions, answered from the rows in the page. */

/** @import { Arrays, GraphChange, History, RunInfo, SnapshotHeader, Verdict } from "./types" */

import { unpacked } from "./packed.js";
import { unpack } from "./parcel.js";

/** A sentence for a person. */
export class Refusal extends Error {}

/** A page that carries its rows always answers. */
export class Silence extends Refusal {}

/** @typedef {History & { series: string[], about: RunInfo, sentences: [number, string][], verdicts: Verdict[], outcome: { truth: string[], told: string }, graphs: Record<string, GraphChange[]> }} Replay */

/** @type {{ header: Replay, arrays: Arrays }} */
let replay;

/** Take the rows that the page carries. @param {string} packed */
export async function begin(packed) {
  replay = unpack(await unpacked(packed));
}

/** @param {string} _id @returns {Promise<RunInfo | null>} */
export async function about(_id) {
  return replay.header.about;
}

/**
 * @param {string} id
 * @param {string[]} series
 * @param {{ from?: number, to?: number, points: number }} range
 * @returns {Promise<{ header: History, arrays: Arrays }>}
 */
export async function history(id, series, { to = Infinity }) {
  const { header, arrays } = replay;
  /** @type {Arrays} */
  const asked = new Map(arrays);
  series.forEach((one, i) => {
    const at = header.series.indexOf(one);
    header.members.forEach((_, m) => {
      for (const part of ["x", "y", "step"]) {
        const values = arrays.get(`${part}:${at}:${m}`);
        if (values) asked.set(`${part}:${i}:${m}`, values);
        else asked.delete(`${part}:${i}:${m}`);
      }
    });
  });
  return { header: { ...header, graph: header.graphs[id] ?? [], snapshots: latest(header.snapshots, to) }, arrays: asked };
}

/** A name in one recording. @param {SnapshotHeader} snapshot */
const place = ({ name, first = 0 }) => `${first} ${name}`;

/** Of each name the last snapshot at or before a step. @param {SnapshotHeader[]} snapshots @param {number} to */
function latest(snapshots, to) {
  /** @type {Map<string, SnapshotHeader>} */
  const found = new Map();
  for (const snapshot of snapshots)
    if (snapshot.step <= to && snapshot.step > (found.get(place(snapshot))?.step ?? -1)) found.set(place(snapshot), snapshot);
  return [...found.values()];
}

/** @param {string} _id @param {number} step @returns {Promise<string>} */
export async function describe(_id, step) {
  return replay.header.sentences.findLast(([at]) => at <= step)?.[1] ?? "";
}

/** @param {string} _id @returns {Promise<Verdict[]>} */
export async function verdicts(_id) {
  return replay.header.verdicts;
}

/** What came after the cliff. @param {string} _id */
export async function outcome(_id) {
  return replay.header.outcome;
}

/** The marks known at a step. @param {number} step */
export const marks = (step) => replay.header.marks.filter((mark) => mark.step <= step);

/** @param {string} _path @param {object} _body @returns {Promise<never>} */
export async function post(_path, _body) {
  throw new Refusal("This is a recording; open it in the lab to run it.");
}
