/** What is asked of the server over HTTP; its refusals come back as errors with its own sentence. */

/** @import { Arrays, History, Outcome, RunInfo, Verdict } from "./types" */

import { at } from "./base.js";
import { unpack } from "./parcel.js";
import { answer as patience } from "./patience.js";

/** A sentence for a person, from the server or about reaching it. */
export class Refusal extends Error {}

/** No answer came: it may when the server is heard again. */
export class Silence extends Refusal {}

/** @param {string} id @returns {Promise<RunInfo | null>} null when nothing goes by that id yet */
export async function about(id) {
  const answer = await reach(`/runs/${id}`);
  return answer.status === 404 ? null : (await checked(answer)).json();
}

/**
 * @param {string} id
 * @param {string[]} series
 * @param {{ from?: number, to?: number, points: number }} range
 * @returns {Promise<{ header: History, arrays: Arrays }>}
 */
export async function history(id, series, { from, to, points }) {
  const query = new URLSearchParams({ series: series.join(","), points: String(points) });
  if (from !== undefined) query.set("from", String(from));
  if (to !== undefined) query.set("to", String(to));
  const answer = await checked(await reach(`/runs/${id}/history?${query}`));
  return unpack(await answer.arrayBuffer());
}

/** @param {string} id @param {number} step @returns {Promise<string>} */
export async function describe(id, step) {
  return (await (await checked(await reach(`/runs/${id}/describe?step=${step}`))).json()).text;
}

/** @param {string} id @returns {Promise<Verdict[]>} */
export async function verdicts(id) {
  return (await checked(await reach(`/runs/${id}/verdicts`))).json();
}

/** What came after the cliff. @param {string} id @returns {Promise<Outcome>} */
export async function outcome(id) {
  return (await checked(await reach(`/runs/${id}/outcome`))).json();
}

/** @param {string} path @param {object} body */
export async function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  return (await checked(await reach(path, { method: "POST", headers, body: JSON.stringify(body) }))).json();
}

/** An answer with all that belongs to it. @param {string} path @param {RequestInit} [how] */
async function reach(path, how) {
  try {
    const { status, headers, body } = await fetch(at(path), { ...how, signal: AbortSignal.timeout(patience()) });
    return new Response(body && (await new Response(body).arrayBuffer()), { status, headers });
  } catch {
    throw new Silence("The server does not answer; try again in a moment.");
  }
}

/** @param {Response} answer */
async function checked(answer) {
  if (answer.ok) return answer;
  const json = answer.headers.get("Content-Type")?.includes("json");
  const sentence = json ? (await answer.json()).error : `The server answered ${answer.status}.`;
  throw new Refusal(sentence);
}
