/** What a memory is made of: its header, what it holds, what changed since the version before, every act. */

/** @import { GraphNode } from "../../types" */
/** @import { Session } from "../../session.js" */
/** @import { GraphView } from "./graph.js" */

import { values } from "../../ask.js";
import { element } from "../../dom.js";
import { whole } from "../../numbers.js";
import { act } from "./chosen.js";
import { NAMES } from "./history.js";

const LOOKS = /** @type {Record<string, string>} */ ({ now: "in use", frozen: "frozen", past: "an older version", gone: "erased: a tombstone", idle: "not in use" });
/** What the digits of an adapter's glimpse stand for, a layer. */
const MATRICES = ["query", "key", "value", "out", "up", "down"];
/** Links that are listed. */
const MOST = 8;
/** Relations to the version before. */
const LINE = ["version_of", "fused_from"];

export class Ego {
  #summary = element("summary");
  #parts = element("div");
  #close = element("details", { hidden: true }, this.#summary, this.#parts);
  #whole = element("details", { className: "lab-ego-acts", hidden: true });
  #file = element("a", { className: "lab-file", hidden: true });
  element = element("div", { className: "lab-ego" }, this.#close, this.#file, this.#whole);
  /** The bytes that `#file` leads to. @type {ArrayLike<number> | null} */
  #saved = null;
  #drawn = "";
  #offered = "";

  /** @param {() => Session} session */
  constructor(session) {
    this.session = session;
  }

  /** @param {GraphView} graph @param {number} step */
  show(graph, step) {
    const node = graph.shown?.nodes.get(graph.chosen);
    this.#offer(step);
    this.#close.hidden = !node;
    const { id, branches, busy } = this.session();
    const drawn = node ? JSON.stringify([node, id, branches, busy, graph.shown?.edges.length]) : "";
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    if (!node) return;
    this.#summary.replaceChildren(`All of ${node.label}`, element("small", {}, ` ${NAMES[node.type]}, ${LOOKS[node.look]}: header, words, links, every act`));
    this.#parts.replaceChildren(
      element("div", { className: "lab-ego-parts" }, payload(node, graph), header(node), this.#links(node, graph)),
      this.#acts(node),
    );
  }

  /** What it comes from and what comes from it, to be looked at by a click. @param {GraphNode} node @param {GraphView} graph */
  #links(node, graph) {
    const { nodes, edges } = /** @type {import("./changes.js").Shown} */ (graph.shown);
    const items = edges.flatMap(([from, to, relation]) => {
      const other = nodes.get(from === node.id ? to : from);
      if (!other || (from !== node.id && to !== node.id)) return [];
      const label = `${NAMES[other.type]} ${other.label}`;
      const name = relation.replaceAll("_", " ");
      const choose = element("button", { type: "button", onclick: () => graph.choose(other.id) }, label);
      return [element("li", {}, ...(from === node.id ? [`${name} `, choose] : [choose, ` ${name} this`]))];
    });
    return element("ul", {}, ...items.slice(0, MOST));
  }

  /** @param {GraphNode} node */
  #acts(node) {
    const session = this.session();
    const { offers } = session.data;
    if (!offers || !session.branches) return element("p", {});
    const about = offers.actions.filter(({ values: all }) => all.some(isAbout));
    const text = element("p", {}, "Each act makes a new run from the event that is shown; the old one stays.");
    return element("div", { className: "lab-ego-acts" }, text, this.#rows(about, { about: node.about }));
  }

  /** What concerns the whole store: bring, carry, take in; and the file in which memories have left. @param {number} step */
  #offer(step) {
    const session = this.session();
    const actions = session.branches ? (session.data.offers?.actions ?? []).filter(({ values: all }) => !all.some(isAbout)) : [];
    this.#whole.hidden = !actions.length;
    const offered = JSON.stringify([session.id, session.busy, actions.map(({ name }) => name)]);
    if (offered !== this.#offered) {
      this.#offered = offered;
      this.#whole.replaceChildren(element("summary", {}, "Bring a memory, carry some to another store, take some in"), this.#rows(actions, {}));
    }
    const left = session.run.arrays("archive", step, session.changed)[0]?.values ?? null;
    if (left === this.#saved) return;
    if (this.#saved) URL.revokeObjectURL(this.#file.href);
    [this.#saved, this.#file.hidden] = [left, !left];
    if (!left) return;
    this.#file.href = URL.createObjectURL(new Blob([Uint8Array.from(left)]));
    this.#file.download = "memories.memcube";
    this.#file.textContent = `Save the file in which they left, ${whole(left.length)} bytes`;
  }

  /** Acts, each with a button and inputs for its values. @param {import("../../types").Offers["actions"]} actions @param {Record<string, unknown>} fixed values that are not asked for */
  #rows(actions, fixed) {
    const { busy } = this.session();
    const rows = actions.map(({ name, title, values: all }) => {
      const { inputs, entered } = values(all.filter((value) => !(value.name in fixed)));
      const done = element("button", { type: "button", disabled: busy }, title);
      done.onclick = () => void act(this.session(), name, { ...fixed, ...entered() });
      return element("li", {}, done, ...inputs);
    });
    return element("ul", {}, ...rows);
  }
}

/** @param {{ name: string }} value */
const isAbout = ({ name }) => name === "about";

/** @param {GraphNode} node */
function header(node) {
  const [from, to] = node.spans[0] ?? [node.made, null];
  const rows = [
    ["identity", node.uuid || "its text's, in this form"],
    ["origin", `${node.origin}, event ${whole(node.made)}`],
    ["current", to === null ? `since event ${whole(from)}` : `event ${whole(from)} … ${whole(to)}`],
    ["owner", `agent ${node.owner}`],
    ["may read", [node.owner, ...node.read].join(", ")],
    ...(node.type === "text" ? [["asked", `${node.reads ?? 0} times`]] : []),
    ["size", `${whole(node.bytes)} bytes`],
    ["SHA-256", `${node.sha256} …`],
  ];
  return element("dl", {}, ...rows.flatMap(([name, said]) => [element("dt", {}, name), element("dd", {}, said)]));
}

/** Words of a text, with what the version before said otherwise; of a cache, how strong each part is. @param {GraphNode} node @param {GraphView} graph */
function payload(node, graph) {
  if (node.look === "gone") return element("p", {}, "The payload is gone; its hash stays as a tombstone.");
  const { nodes, edges } = /** @type {import("./changes.js").Shown} */ (graph.shown);
  const parent = (/** @type {string[]} */ relations) => {
    const line = edges.find(([from, to, relation]) => (from === node.id || (relation === "distilled_to" && to === node.id)) && relations.includes(relation));
    return line && nodes.get(line[0] === node.id ? line[1] : line[0]);
  };
  if (node.type === "text") {
    const before = parent(LINE);
    const sentence = element("p", { className: "lab-words" }, (node.words ?? []).join(" "));
    return element("div", {}, sentence, facts(node, before?.type === "text" ? before : undefined));
  }
  const words = node.type === "lora" ? MATRICES : (parent(["derived_from", "distilled_to"])?.words ?? []);
  return glimpse(node, words);
}

/** The facts as a table, beside those of the version before where they differ. @param {GraphNode} node @param {GraphNode | undefined} before */
function facts(node, before) {
  const [now, then] = [node, before].map((one) => (one && one.look !== "gone" ? one.text.split(", ") : []));
  const rows = now.map((fact, i) => {
    const changed = then.length > 0 && then[i] !== fact;
    const old = changed ? element("del", {}, then[i]) : "";
    return element("li", {}, changed ? element("ins", {}, fact) : fact, old);
  });
  const same = then.length && rows.every((row) => !row.querySelector("ins"));
  const comparison = before ? `Against ${before.label}: ${same ? "the same facts, other words" : "what changed is marked"}.` : "The first version.";
  return element("div", {}, element("ul", { className: "lab-facts" }, ...rows), element("small", {}, comparison));
}

/** @param {GraphNode} node @param {string[]} words */
function glimpse({ glimpse: rows = [], type }, words) {
  const lora = type === "lora";
  const lines = lora ? [rows[0]?.slice(0, words.length) ?? "", rows[0]?.slice(words.length) ?? ""] : rows;
  const head = element("tr", {}, element("th"), ...words.map((word) => element("th", { scope: "col" }, element("span", {}, word))));
  const body = lines.map((digits, i) => {
    const cells = [...digits].map((digit) => {
      const cell = element("td", { title: `${digit} of 9` });
      cell.style.setProperty("--strength", String(Number(digit) / 9));
      return cell;
    });
    return element("tr", {}, element("th", { scope: "row" }, lora ? `layer ${i + 1}` : `head ${i + 1}`), ...cells);
  });
  const legend = { kv: "How large each word's value is, for each head of both layers.", sparse: "The words that each head keeps, chosen by where questions look.", lora: "How far training changed each matrix." }[type];
  return element("div", {}, element("table", { className: "lab-glimpse" }, head, ...body), element("small", {}, legend ?? ""));
}
