/** Names beside a ring: none over another, the most linked first. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { named } from "../../assets/live/pages/memcube/names.js";

const ROOM = [0, 0, 800, 600];
const measure = (text) => 7 * text.length;

/** Memories around a circle, the n-th with n older versions. */
function places(count, more = () => ({})) {
  return Array.from({ length: count }, (_, n) => {
    const angle = (2 * Math.PI * n) / count;
    const versions = Array.from({ length: n + 1 }, () => ({ label: `Memory ${n} v1`, reads: 0 }));
    return { about: n, memory: { versions, sources: new Map(), forms: [] }, role: "", angle, x: 400 + 200 * Math.cos(angle), y: 300 + 200 * Math.sin(angle), ...more(n) };
  });
}

/** Whether two names, as long as they are, come closer than they are high. */
function meet(one, other) {
  const points = ({ x, y, turn, width }) => Array.from({ length: 20 }, (_, i) => [x + (width * i * Math.cos((turn * Math.PI) / 180)) / 19, y + (width * i * Math.sin((turn * Math.PI) / 180)) / 19]);
  return points(one).some(([a, b]) => points(other).some(([c, d]) => Math.hypot(a - c, b - d) < 12));
}

test("thirty names at most, the most linked, and none near another", () => {
  const kept = named(places(200), measure, ROOM, [], 1);
  assert.ok(kept.length > 10 && kept.length <= 30);
  assert.equal(kept[0].about, 199);
  for (const [i, one] of kept.entries()) {
    for (const other of kept.slice(0, i)) {
      assert.ok(Math.hypot(one.x - other.x, one.y - other.y) >= 15);
      assert.ok(!meet(one, other), `${one.text} and ${other.text}`);
    }
  }
});

test("what is chosen has its name first; what has no history has one only where it is zoomed", () => {
  const lonely = (n) => (n === 0 ? { role: "ink" } : {});
  assert.equal(named(places(40, lonely), measure, ROOM, [], 1)[0].about, 0);
  const bare = places(4).slice(0, 1);
  assert.deepEqual(named(bare, measure, ROOM, [], 1), []);
  assert.equal(named(bare, measure, ROOM, [], 2).length, 1);
});

test("a name that would leave the picture, or cover a memory, is left out", () => {
  const [one] = places(2).slice(1);
  assert.equal(named([one], measure, [300, 0, 800, 600], [], 1).length, 0);
  assert.equal(named([one], measure, ROOM, [[150, 290, 190, 310]], 1).length, 0);
  assert.equal(named([one], measure, ROOM, [], 1).length, 1);
});
