/** Power laws: the browser's against the cases that Python passes too (tests/figures/test_cases.py). */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { fitted, slopeText } from "../../assets/live/fit.js";

const { cases } = JSON.parse(readFileSync(new URL("../cases/figures/fits.json", import.meta.url), "utf8"));

for (const { name, points, slope, ends } of cases)
  test(name, () => {
    const line = fitted(points.map(([x, y]) => ({ x, y })));
    if (slope === null) return assert.equal(line, null);
    close(line.slope, slope);
    ends.forEach(([x, y], i) => [close(line.x[i], x), close(line.y[i], y)]);
  });

test("a slope is written with a minus sign", () => assert.equal(slopeText(-0.5), "−0.50"));

function close(found, wanted) {
  assert.ok(Math.abs(found - wanted) < 1e-12 * Math.max(1, Math.abs(wanted)), `${found} is not ${wanted}`);
}
