/** The view's clock: what it shows while a run computes, after it, and on a logarithm's axis. */

import assert from "node:assert/strict";
import test from "node:test";

import { Clock } from "../../assets/live/clock.js";

function clock(changes) {
  return Object.assign(new Clock(), { total: 100, head: 100, ...changes });
}

test("×1 shows a whole run in ten seconds, and stops at its end", () => {
  const view = clock();
  view.play();
  assert.equal(view.tick(5), true);
  assert.equal(view.at, 50);
  view.tick(6);
  assert.deepEqual([view.at, view.playing], [100, false]);
});

test("what is played to its end begins anew, what still computes does not", () => {
  const done = clock({ step: 100 });
  done.play();
  assert.equal(done.at, 0);
  const active = clock({ active: true, head: 40, step: 40 });
  active.play();
  assert.deepEqual([active.at, active.playing, active.moving], [40, true, false]);
});

test("a view that follows is at the head, however fast that moves", () => {
  const view = clock({ active: true, head: 10 });
  view.setSpeed(null);
  view.head = 70;
  view.tick(0.01);
  assert.deepEqual([view.at, view.following], [70, true]);
});

test("a secret is not shown: neither by seeking nor by following nor by playing", () => {
  const view = clock({ limit: 30 });
  view.seek(90);
  assert.equal(view.at, 30);
  view.follow();
  assert.equal(view.at, 30);
  view.play();
  view.tick(1000);
  assert.equal(view.at, 30);
});

test("along a logarithm each factor takes as long as the next one", () => {
  const view = clock({ total: 9999, head: 9999, log: true });
  view.play();
  const at = [2.5, 2.5, 2.5].map((seconds) => (view.tick(seconds), view.step + 1));
  at.forEach((one, i) => assert.ok(Math.abs(one - 10 ** (i + 1)) < 1e-6 * one));
  assert.ok(Math.abs(view.stepAt(view.part(123)) - 123) < 1e-9);
});

test("seeking pauses and stays within what there is", () => {
  const view = clock({ head: 60 });
  view.play();
  view.seek(-5);
  assert.deepEqual([view.at, view.playing], [0, false]);
  view.seek(61);
  assert.equal(view.at, 60);
});
