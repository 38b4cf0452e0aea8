/** What a still waits for: what is drawn, and recorded up to the step, and not here. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Snapshots } from "../../assets/live/snapshots.js";

test("only what is drawn is waited for, from its first step on", () => {
  const snapshots = new Snapshots("run", ["run"]);
  snapshots.at("density", [5], () => {});
  snapshots.saw("walkers", [0, 100]);
  assert.ok(!snapshots.awaits(5));
  snapshots.saw("density", [4, 100]);
  assert.ok(!snapshots.awaits(3));
  assert.ok(snapshots.awaits(5));
});

test("what is here from an earlier step is drawn, what is later is not", () => {
  const snapshots = new Snapshots("run", ["run"]);
  snapshots.at("density", [5], () => {});
  const header = (step) => [{ name: "density", step, array: `at-${step}` }];
  const arrays = (step) => new Map([[`at-${step}`, { shape: [1, 2], values: Float64Array.of(0, 1) }]]);
  snapshots.keep(header(100), ["run"], arrays(100));
  snapshots.saw("density", [4]);
  assert.ok(snapshots.awaits(5));
  snapshots.keep(header(4), ["run"], arrays(4));
  assert.ok(!snapshots.awaits(5));
});
