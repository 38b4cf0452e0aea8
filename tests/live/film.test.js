/** Films: what their window shows before the question. */

import assert from "node:assert/strict";
import test from "node:test";

import { Clock } from "../../assets/live/clock.js";
import { Film } from "../../assets/live/film.js";

const RUN = /** @type {any} */ ({ lastStep: 1500, marks: [] });

/** A film of scenes between these steps, that asks how a curve goes on after the second. @param {number[]} steps */
function asking(steps) {
  const place = (/** @type {number} */ offset) => ({ mark: "start", offset });
  const scenes = steps.slice(1).map((step, i) => ({ begin: place(steps[i]), end: place(step), seconds: 3, caption: "" }));
  const cliff = { after: 1, question: "?", choices: ["up", "down"], veil: [], futures: ["rises", "sinks"] };
  return /** @type {Film} */ (Film.of(/** @type {any} */ ({ cut: { scenes, cliff } }), RUN));
}

test("what was seen up to the question stays in view, with as much room after it", () => {
  const clock = new Clock();
  [clock.head, clock.total] = [1500, 1500];
  const film = asking([0, 40, 150, 1500]);
  film.start(clock, true);
  const [from, to] = /** @type {[number, number]} */ (film.window);
  assert.equal(from, 0);
  assert.equal((150 - from) / (to - from), 0.48);
});

test("before a late question the window begins at its slow scenes or earlier", () => {
  const clock = new Clock();
  [clock.head, clock.total] = [1500, 1500];
  const film = asking([0, 1000, 1010, 1050]);
  film.start(clock, true);
  const [from, to] = /** @type {[number, number]} */ (film.window);
  assert.ok(from <= 1000 && from > 900);
  assert.ok(to > 1010);
});
