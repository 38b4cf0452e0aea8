/** Log axes are numbered plainly. */

import assert from "node:assert/strict";
import test from "node:test";

import { each, lines } from "../../assets/live/ticks.js";

const decades = (low, high) => [Math.log10(low), Math.log10(high)];

test("a short range has a line at each doubling, written in full", () => {
  const { texts, factor } = lines(decades(0.0002, 0.0021));
  assert.deepEqual(texts, ["0.00025", "0.0005", "0.001", "0.002"]);
  assert.equal(each(factor), "each line ×2");
});

test("a long range has a line at each power of ten, or at every second", () => {
  assert.deepEqual(lines(decades(0.02, 5000)).texts, ["0.1", "1", "10", "100", "1\u202f000"]);
  assert.deepEqual(lines(decades(1e-9, 10)).texts, ["10⁻⁸", "10⁻⁶", "0.0001", "0.01", "1"]);
});

test("there are never more than five, however long or short the range", () => {
  for (let span = 0.1; span < 600; span *= 1.3)
    for (const low of [-12.3, -1, 0, 2.7]) {
      const { values } = lines([low, low + span]);
      assert.ok(values.length <= 5);
      assert.ok(values.every((value) => Math.log10(value) >= low - 1e-6 && Math.log10(value) <= low + span + 1e-6));
    }
});

test("along a lying axis stand powers of ten alone", () => {
  assert.deepEqual(lines(decades(1, 4000), true).texts, ["1", "10", "100", "1\u202f000"]);
});

test("a range that reaches beyond the numbers has lines at those that are", () => {
  const { values, texts } = lines([-30, 370]);
  assert.ok(values.length >= 2 && values.every(Number.isFinite));
  assert.ok(texts.every((text) => text.length < 8));
});
