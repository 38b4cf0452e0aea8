/** How numbers are written. */

import assert from "node:assert/strict";
import test from "node:test";

import { duration, minus, three, whole } from "../../assets/live/numbers.js";

const THREE = [
  [0, "0"],
  [0.0123, "0.0123"],
  [-1.006, "−1.01"],
  [999.4, "999"],
  [999.6, "1 000"],
  [-123456, "−123 456"],
  [0.000322, "3.22×10⁻⁴"],
  [1e6, "1.00×10⁶"],
  [-2.5e-12, "−2.50×10⁻¹²"],
  [Infinity, "∞"],
  [-Infinity, "−∞"],
  [NaN, "not a number"],
];

for (const [value, text] of THREE) test(`three digits of ${value}`, () => assert.equal(three(value), text.replaceAll(/(\d) (?=\d)/g, "$1\u202f")));

test("a count has thin spaces between its thousands", () => {
  assert.deepEqual([0, 999, 1000, 1234567.9].map(whole), ["0", "999", "1\u202f000", "1\u202f234\u202f567"]);
});

test("a waiting time is in seconds below 90 of them", () => {
  assert.deepEqual([0.4, 1.2, 89, 90, 150].map(duration), ["under 1 s", "1 s", "89 s", "2 min", "3 min"]);
});

test("a hyphen becomes a minus sign", () => assert.equal(minus("-3"), "−3"));
