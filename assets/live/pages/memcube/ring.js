/** Where memories stand on a ring around the agents that own them: what `lab.contract.figure.ring` says, in a browser. */

/** @import { Graph, GraphNode } from "../../types" */
/** @import { Shown } from "./changes.js" */

/** @typedef {[number, number]} Point */
/** @typedef {{ versions: GraphNode[], sources: Map<number, { node: GraphNode, relation: string }[]>, forms: GraphNode[] }} Memory the newest version first, sources by the version that took them in */
/** @typedef {{ x: number, y: number, size: number, node: GraphNode | null }} Spot */
/** @typedef {{ memories: Map<number, Memory>, turns: Map<number, number>, lines: Map<string, Point[][]>, points: Map<string, Spot[]>, hubs: Map<string, Point>, key: string }} Drawn `key`: what it was drawn from */

const [HUB, INNER, LAYER, TEXT] = [0.36, 0.86, 0.075, 0.965];
const [VERSION, OUTER] = [0.085, 0.3];
const FORK = { out: 0.055, beside: 0.05 };
const GAP = 0.14;
const [BEND, PIECES] = [0.42, 7];
const [SMALL, MORE, MOST, AROUND] = [6, 1.35, 26, 14];
const [CROWD, MANY] = [110, 150];
const LIVES = ["now", "frozen"];

/** The memories by the number of their subject: a text is its next version, or else a source. @param {Shown} graph @returns {Map<number, Memory>} */
export function memories({ nodes, edges }) {
  /** @type {Map<number, Memory>} */
  const found = new Map();
  const line = new Set();
  for (const node of nodes.values()) {
    const memory = found.get(node.about) ?? empty();
    found.set(node.about, memory);
    if (node.type !== "text") memory.forms.push(node);
    else if (!memory.versions.length || node.version > memory.versions[0].version) line.add(memory.versions.unshift(node) && node.id);
  }
  for (const [about, { versions }] of found) if (!versions.length) found.delete(about);
  for (const [begin, end, relation] of edges) {
    const [version, source] = line.has(begin) ? [begin, end] : [end, begin];
    const node = nodes.get(source);
    const memory = node && found.get(node.about);
    if (!memory || !line.has(version) || line.has(source) || node.type !== "text") continue;
    const taken = memory.sources.get(version) ?? [];
    memory.sources.set(version, [...taken, { node, relation }]);
  }
  for (const memory of found.values()) memory.forms = memory.forms.filter(({ look, version }) => look === "now" && version === memory.versions[0].version);
  return found;
}

/** @returns {Memory} */
const empty = () => ({ versions: [], sources: new Map(), forms: [] });

/** Where agents stand: the first on the left, the others clockwise; one alone in the middle. @param {string[]} agents @returns {Map<string, Point>} */
const hubs = (agents) => new Map(agents.map((agent, place) => [agent, agents.length === 1 ? [0, 0] : at(middle(place, agents.length), HUB)]));

/** Where a subject stands: it follows from its number, and never changes. @param {Graph} binding @param {string[]} agents @param {string} owner @param {number} about */
function angle({ places, stride }, agents, owner, about) {
  const [lap, number] = [Math.floor(about / places), about % places];
  const share = (((number * stride) % places) + 0.5 + (lap * agents.length) / 2) / places;
  const arc = (2 * Math.PI) / agents.length - (agents.length > 1 ? GAP : 0);
  return middle(agents.indexOf(owner), agents.length) + (0.5 - share) * arc;
}

/**
 * All that is drawn of a graph: `refusals` of agents, with the subjects; `leaks` are subjects that the weights
 * which all share still know, `answered` those of them whose lines to the agents are drawn; `chosen` is a
 * subject whose lines are in ink.
 * @param {Graph} binding @param {Shown} graph @param {[string, number][]} refusals @param {Set<number>} leaks @param {Set<number>} answered @param {number} [chosen]
 * @returns {Drawn}
 */
export function ring(binding, graph, refusals, leaks, answered, chosen = -1) {
  const found = memories(graph);
  const owners = new Set([...found.values()].map(({ versions }) => versions[0].owner));
  const agents = [...binding.agents, ...[...owners].filter((owner) => !binding.agents.includes(owner)).sort()];
  /** @type {Drawn} */
  const drawn = { memories: found, turns: new Map(), lines: new Map(), points: new Map(), hubs: hubs(agents), key: "" };
  const crowd = Math.sqrt(Math.max(1, binding.places / CROWD));
  for (const [about, memory] of found) {
    drawn.turns.set(about, angle(binding, agents, memory.versions[0].owner, about));
    inward(drawn, about, memory, crowd, leaks.has(about), answered.has(about), about === chosen);
    outward(drawn, about, memory, crowd, found.size > MANY && about !== chosen);
  }
  for (const [agent, about] of refusals) {
    const [memory, centre] = [found.get(about), drawn.hubs.get(agent)];
    if (!memory || !centre) continue;
    const end = at(drawn.turns.get(about) ?? 0, 1);
    line(drawn, "refusal", bent(centre, end));
    point(drawn, "refused", end, size(memory.versions[0], crowd) + AROUND, memory.versions[0]);
  }
  for (const centre of drawn.hubs.values()) point(drawn, "hub", centre, 1, null);
  return drawn;
}

/** The forms of a memory, and the lines of agents that may read it or whom the weights answer. @param {Drawn} drawn @param {number} about @param {Memory} memory @param {number} crowd @param {boolean} leaks @param {boolean} answered @param {boolean} chosen */
function inward(drawn, about, { versions: [current], forms }, crowd, leaks, answered, chosen) {
  const turn = drawn.turns.get(about) ?? 0;
  forms.forEach((form, layer) => {
    const inner = at(turn, INNER - LAYER * layer);
    line(drawn, form.type, [inner, at(turn, 1)]);
    point(drawn, form.type, inner, 9 / crowd, form);
  });
  if (leaks) {
    const inner = at(turn, INNER - LAYER * forms.length);
    line(drawn, "lora", [inner, at(turn, 1)]);
    point(drawn, "lora", inner, 13 / crowd, current);
    if (answered) for (const centre of drawn.hubs.values()) line(drawn, "leak", bent(centre, inner));
  }
  if (!LIVES.includes(current.look)) return;
  const end = at(turn, forms.length ? INNER - LAYER * (forms.length - 1) : TEXT);
  for (const agent of [current.owner, ...current.read]) {
    const centre = drawn.hubs.get(agent);
    if (centre) line(drawn, chosen ? "chosen" : agent === current.owner ? "owner" : "reader", bent(centre, end));
  }
}

/** The versions of a memory and their sources; of very many memories the newest alone. @param {Drawn} drawn @param {number} about @param {Memory} memory @param {number} crowd @param {boolean} alone */
function outward(drawn, about, { versions: all, sources }, crowd, alone) {
  const turn = drawn.turns.get(about) ?? 0;
  const versions = alone ? all.slice(0, 1) : all;
  const step = Math.min(VERSION, OUTER / Math.max(1, versions.length - 1));
  if (versions.length > 1) line(drawn, "chain", [at(turn, 1), at(turn, 1 + step * (versions.length - 1))]);
  versions.forEach((node, back) => {
    const away = 1 + step * back;
    point(drawn, node.look === "frozen" ? "now" : node.look, at(turn, away), size(node, crowd), node);
    if (node.look === "frozen") point(drawn, "frozen", at(turn, away), size(node, crowd) + 7, node);
    (alone ? [] : (sources.get(node.id) ?? [])).forEach(({ node: source, relation }, number) => {
      const end = at(turn + FORK.beside * (number % 2 ? 1 : -1), away + FORK.out * (1 + Math.floor(number / 2)));
      line(drawn, relation === "conflicts_with" ? "conflict" : "chain", [at(turn, away), end]);
      point(drawn, "source", end, 6.5, source);
    });
  });
}

/** @param {Drawn} drawn @param {string} what @param {Point[]} through */
const line = ({ lines }, what, through) => void (lines.get(what) ?? lines.set(what, []).get(what))?.push(through);

/** @param {Drawn} drawn @param {string} what @param {Point} place @param {number} size px @param {GraphNode | null} node */
const point = ({ points }, what, [x, y], size, node) => void (points.get(what) ?? points.set(what, []).get(what))?.push({ x, y, size, node });

/** @param {GraphNode} node @param {number} crowd */
const size = ({ reads = 0 }, crowd) => Math.min(SMALL + MORE * Math.sqrt(reads), MOST) / crowd;

/** @param {number} place @param {number} count */
const middle = (place, count) => Math.PI - (2 * Math.PI * place) / count;

/** @param {number} turn @param {number} away @returns {Point} */
const at = (turn, away) => [away * Math.cos(turn), away * Math.sin(turn)];

/** From a hub toward the middle of the ring's segment, and out to a place. @param {Point} begin @param {Point} end @returns {Point[]} */
function bent(begin, end) {
  return Array.from({ length: PIECES + 1 }, (_, piece) => {
    const t = piece / PIECES;
    const along = (/** @type {0 | 1} */ i) => (1 - t) ** 2 * begin[i] + 2 * t * (1 - t) * BEND * end[i] + t * t * end[i];
    return /** @type {Point} */ ([along(0), along(1)]);
  });
}
