/** What is kept back until an answer: its panel is covered, and says so. */

import assert from "node:assert/strict";
import test from "node:test";

import { load } from "../../assets/live/bindings.js";
import { waiting } from "../../assets/live/veil.js";

const ROLES = { hairline: "#eee", rule: "#ccc", soft: "#555" };
const FIGURE = /** @type {any} */ ({
  bindings: [{ kind: "line", trace: 0, y: "loss", x: "step", where: {} }, { kind: "line", trace: 1, y: "kl", x: "step", where: {} }],
  traces: [{}, { xaxis: "x2", yaxis: "y2" }],
});

test("a panel whose curve waits is covered as a whole, and no other", async () => {
  await load(["line"]);
  const covered = waiting(FIGURE, ["kl"], ROLES);
  assert.equal(covered.length, 1);
  const [{ yaxis, note, cover }] = covered;
  assert.equal(yaxis, "yaxis2");
  assert.equal(note.text, "shown after your answer");
  const { xref, yref, x0, x1, y0, y1 } = /** @type {any} */ (cover);
  assert.deepEqual([xref, yref, x0, x1, y0, y1], ["x2 domain", "y2 domain", 0, 1, 0, 1]);
  assert.deepEqual(waiting(FIGURE, [], ROLES), []);
});
