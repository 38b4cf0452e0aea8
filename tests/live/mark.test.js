/** Marks of outcomes: told apart by shape, in ink, and by name. */

import assert from "node:assert/strict";
import test from "node:test";

import { mark } from "../../assets/live/mark.js";

const OUTCOMES = ["holds", "does not hold", "undecided", "checked", "not observed", "not testable"];

test("each outcome has its own shape, but that two have none to show", () => {
  const shapes = OUTCOMES.map((outcome) => mark(outcome).replace(/aria-label="[^"]*"/, ""));
  assert.equal(new Set(shapes).size, OUTCOMES.length - 1);
  assert.equal(shapes[4], shapes[5]);
});

test("a mark has its outcome's name, and no colour but the ink around it", () => {
  for (const outcome of OUTCOMES) {
    assert.ok(mark(outcome).includes(`role="img" aria-label="${outcome}"`));
    assert.deepEqual([...new Set(mark(outcome).match(/(?:fill|stroke)="[^"]*"/g))].filter((one) => !/none|currentColor/.test(one)), []);
  }
});
