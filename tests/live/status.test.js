/** Whether two recordings of a run agree is said only where they must: in the same arithmetic. */

import assert from "node:assert/strict";
import test from "node:test";

import { agreement } from "../../assets/live/status.js";

const done = (digest, bits) => ({ state: "done", members: ["run"], digests: [digest], bits });

const CASES = [
  ["once", [done("a", "p")], ""],
  ["equal", [done("a", "p"), done("a", "p")], "Trained twice: every number agrees."],
  ["different", [done("a", "p"), done("b", "p")], "Trained twice: the numbers differ."],
  ["in another arithmetic", [done("a", "p"), done("b", "q")], "Trained twice, but in another arithmetic: the numbers cannot be compared."],
  ["in none that is known", [done("a", ""), done("a", "")], "Trained twice, but in another arithmetic: the numbers cannot be compared."],
  ["with a file's word", [done("a", "p"), { ...done("b", "p"), origin: "imported" }], ""],
  ["still computed", [{ ...done("a", "p"), state: "running" }, done("b", "p")], ""],
];

for (const [name, recordings, sentence] of CASES) test(name, () => assert.equal(agreement(recordings), sentence));
