/** Every kind of binding fills what Python fills: the same cases (tests/figures/test_bindings.py). */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

import { curveOf, fill, kindsOf, load } from "../../assets/live/bindings.js";
import { changesOf } from "../../assets/live/pages/memcube/changes.js";
import { Ranges } from "../../assets/live/ranges.js";
import { Run } from "../../assets/live/run.js";
import { Sheet } from "../../assets/live/sheet.js";
import { veiled, waiting } from "../../assets/live/veil.js";

const CASES = new URL("../cases/figures/bindings/", import.meta.url);
const NUMBERS = { nan: NaN, inf: Infinity, "-inf": -Infinity };
/** A role's colour is the role, as on paper. */
const roles = new Proxy({}, { get: (_, role) => `@${String(role)}` });

const number = (value) => NUMBERS[value] ?? value;
const flat = (values) => Float64Array.from([values].flat(Infinity), number);
const shape = (values) => (Array.isArray(values) ? [values.length, ...(values.length ? shape(values[0]) : [])] : []);

/** A run of which each member is a recording of its own. */
function recorded({ members, total }, curves) {
  const run = new Run("case", members.map((_, m) => `run-${m}`), curves);
  members.forEach(({ columns, marks = [], arrays = [], graph = [] }, m) => {
    const id = `run-${m}`;
    const kept = new Map(Object.entries(columns).map(([name, values]) => [`column:${name}`, { shape: [values.length, 1], values: flat(values) }]));
    arrays.forEach(({ values }, i) => kept.set(`array:${i}`, { shape: [1, ...shape(values)], values: flat(values) }));
    const snapshots = arrays.map(({ name, step }, i) => ({ name, step, array: `array:${i}` }));
    const header = { recording: id, number: 0, members: [id], marks: marks.map((one) => ({ ...one, member: 0 })), snapshots };
    assert.ok(run.take(header, kept));
    changesOf(run, id).take(graph, Math.max(total, run.lastStep));
  });
  return run;
}

async function filled(given) {
  const { figure: drawn, members, step, total, veil = [] } = given;
  const figure = { name: "case", window: null, ...drawn };
  await load(kindsOf([figure]));
  const run = recorded(given, figure.bindings.map(curveOf).filter((curve) => curve !== null));
  const ranges = new Ranges();
  ranges.layout = figure.layout;
  const moment = { traces: figure.traces, step, total, veil, roles, ranges, window: null, beside: { relatives: [], fork: null }, changed() {} };
  const sheet = new Sheet(figure, run, members.map(({ coordinates }, m) => ({ run: `run-${m}`, coordinates })), moment);
  fill(sheet);
  const notes = [...veiled(figure.layout, veil), ...sheet.annotations, ...waiting(figure, veil, roles).map(({ note }) => note)];
  return { sheet, notes };
}

for (const file of readdirSync(CASES)) {
  for (const one of JSON.parse(readFileSync(new URL(file, CASES), "utf8")).cases)
    test(`${file.replace(".json", "")}: ${one.name}`, async () => {
      const { sheet, notes } = await filled(one);
      const { traces = [], ...shows } = one.shows;
      traces.forEach((wanted, i) => {
        for (const [name, values] of Object.entries(wanted)) same(attribute(sheet.traces[i], name), values, `${name} of trace ${i}`);
      });
      if (shows.notes) same(byText(notes), byText(shows.notes), "notes");
      if (shows.segments) same(sheet.shapes.flatMap(({ path }) => segments(path)), shows.segments, "segments");
      if (shows.names) assert.deepEqual(sheet.ends.toSorted((a, b) => b.point.y[0] - a.point.y[0]).map(({ text }) => text), shows.names);
    });
}

const byText = (notes) => notes.toSorted((a, b) => (a.text < b.text ? -1 : 1));

/** `marker.color` of a trace; it is seen where nothing else is said. */
const attribute = (trace, path) => path.split(".").reduce((value, name) => value?.[name], { visible: true, ...trace });

/** The straight pieces of a path, x0, y0, x1, y1. */
function segments(path) {
  let [x, y] = [0, 0];
  return [...path.matchAll(/([MVH])([^MVH]+)/g)].flatMap(([, command, at]) => {
    const before = [x, y];
    const numbers = at.split(",").map(Number);
    if (command === "M") [x, y] = numbers;
    else if (command === "V") y = numbers[0];
    else x = numbers[0];
    return command === "M" ? [] : [[...before, x, y]];
  });
}

function same(found, wanted, what) {
  if (Array.isArray(wanted)) {
    assert.equal(found?.length, wanted.length, `${what}: ${JSON.stringify(found)} is not ${JSON.stringify(wanted)}`);
    wanted.forEach((value, i) => same(found[i], value, what));
  } else if (wanted !== null && typeof wanted === "object") {
    for (const [name, value] of Object.entries(wanted)) same(found?.[name], value, `${what}: ${name}`);
  } else if (typeof number(wanted) === "number") {
    const close = Object.is(found, number(wanted)) || Math.abs(found - wanted) <= 1e-12 * Math.max(1, Math.abs(wanted));
    assert.ok(close, `${what}: ${found} is not ${wanted}`);
  } else assert.equal(found, wanted, what);
}
