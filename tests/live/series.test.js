/** Thinning keeps what Python keeps (tests/figures/test_cases.py), and buckets stand still while a curve grows. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { Series, thin } from "../../assets/live/series.js";

const { points, cases } = JSON.parse(readFileSync(new URL("../cases/figures/thinning.json", import.meta.url), "utf8"));
const VALUES = { nan: NaN, inf: Infinity };

function curve({ length, level, rows, x: turns = {} }) {
  const y = new Float64Array(length).fill(level);
  for (const [row, value] of Object.entries(rows)) y[Number(row)] = VALUES[value] ?? value;
  const x = Float64Array.from(y, (_, i) => i);
  for (const [row, value] of Object.entries(turns)) x[Number(row)] = value;
  return { x, y };
}

for (const one of cases)
  test(one.name, () => {
    const { x, y } = curve(one);
    const drawn = thin(x, y, points);
    assert.ok(drawn.x.length <= 2 * points);
    for (const row of one.keep) assert.ok(drawn.x.includes(x[row]), `row ${row} is gone`);
    drawn.x.forEach((at, i) => assert.ok(Object.is(drawn.y[i], y[x.indexOf(at)])));
  });

test("what is drawn of the past stays while a curve grows within its buckets", () => {
  const { x, y } = curve({ length: 4000, level: 1, rows: { 1000: 3, 3000: 0.5 } });
  const [before, after] = [3300, 3900].map((end) => thin(x.subarray(0, end), y.subarray(0, end), points));
  const past = (drawn) => [...drawn.x].filter((row) => row < 3072);
  assert.deepEqual(past(before), past(after));
});

test("a window shows the rows in it and one on either side", () => {
  const series = new Series(false);
  for (let step = 0; step < 5000; step += 1) series.push(step, step, step % 7);
  assert.deepEqual([...series.shown(4999, [9.5, 12], 4000).x], [9, 10, 11, 12, 13]);
  assert.deepEqual([...series.shown(11, [9.5, 12], 4000).x], [9, 10, 11]);
});

test("rows that are read again stand in the place of the thinned ones", () => {
  const series = new Series(false);
  for (const step of [0, 10, 20, 30]) series.push(step, step, 1);
  series.replace([9, 10, 11], [9, 10, 11], [5, 6, 7], 9, 11);
  assert.deepEqual([...series.shown(30, null, 4000).x], [0, 9, 10, 11, 20, 30]);
  assert.deepEqual([series.at(10), series.at(25), series.last(8)], [6, 1, 0]);
});
