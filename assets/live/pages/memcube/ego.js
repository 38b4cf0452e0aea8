/** One memory looked at closely: its header, what it holds, what changed since the version before, what may be done. */

/** @import { GraphNode } from "../../types" */
/** @import { Session } from "../../session.js" */
/** @import { GraphView } from "./graph.js" */

import { values } from "../../ask.js";
import { element } from "../../dom.js";
import { whole } from "../../numbers.js";

const NAMES = /** @type {Record<string, string>} */ ({ text: "text", kv: "cache", sparse: "sparse cache", lora: "weights of its own" });
const LOOKS = /** @type {Record<string, string>} */ ({ now: "in use", frozen: "frozen", past: "an older version", gone: "erased: a tombstone", idle: "not in use" });
/** What the digits of an adapter's glimpse stand for, a layer. */
const MATRICES = ["query", "key", "value", "out", "up", "down"];
/** Links that are listed. */
const MOST = 8;
/** Relations to the version before. */
const LINE = ["version_of", "fused_from"];

export class Ego {
  #picker = element("select");
  #label = element("label", { hidden: true }, "Look closely at ", this.#picker);
  #close = element("section", { hidden: true, ariaLabel: "The chosen memory" });
  #whole = element("details", { className: "lab-ego-acts", hidden: true });
  #file = element("a", { className: "lab-file", hidden: true });
  element = element("div", { className: "lab-ego" }, this.#label, this.#file, this.#whole, this.#close);
  /** The bytes that `#file` leads to. @type {ArrayLike<number> | null} */
  #saved = null;
  #drawn = "";
  #offered = "";
  #listed = "";

  /** @param {() => Session} session @param {(parameters: Record<string, string>) => void} open a page */
  constructor(session, open) {
    this.session = session;
    this.open = open;
  }

  /** @param {GraphView} graph @param {number} step */
  show(graph, step) {
    const node = graph.shown?.nodes.get(graph.chosen);
    this.#list(graph);
    this.#offer(step);
    this.#close.hidden = !node;
    const { id, branches, busy } = this.session();
    const drawn = node ? JSON.stringify([node, id, branches, busy, graph.shown?.edges.length]) : "";
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    if (!node) return;
    this.#close.replaceChildren(
      element("h2", {}, node.label, element("small", {}, ` ${NAMES[node.type]}, ${LOOKS[node.look]}`)),
      element("div", { className: "lab-ego-parts" }, payload(node, graph), header(node), this.#links(node, graph)),
      this.#acts(node, step),
    );
  }

  /** Every current memory by its name, for whoever does not tap; the chosen one is picked. @param {GraphView} graph */
  #list(graph) {
    const nodes = [...(graph.shown?.nodes.values() ?? [])].filter(({ type, look }) => type === "text" && (look === "now" || look === "frozen"));
    const listed = nodes.map(({ id }) => id).join();
    this.#label.hidden = !nodes.length;
    if (listed !== this.#listed) {
      this.#listed = listed;
      const options = nodes.sort((a, b) => a.about - b.about || a.id - b.id).map(({ id, label }) => new Option(label, String(id)));
      this.#picker.replaceChildren(new Option("a memory …", "-1"), ...options);
      this.#picker.onchange = () => graph.choose(Number(this.#picker.value));
    }
    const picked = nodes.some(({ id }) => id === graph.chosen) ? String(graph.chosen) : "-1";
    if (this.#picker.value !== picked && document.activeElement !== this.#picker) this.#picker.value = picked;
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

  /** @param {GraphNode} node @param {number} step */
  #acts(node, step) {
    const session = this.session();
    const { offers, members } = session.data;
    if (!offers && members.length > 1 && !session.secret) {
      const [member] = members.filter(({ coordinates }) => coordinates.policy === "scheduler").concat(members);
      const open = element("button", { type: "button" }, "Open this store alone, to act on it");
      open.onclick = () => this.open({ run: member.run, step: String(step) });
      return element("p", {}, open);
    }
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
    const rows = actions.map(({ name: act, title, values: all }) => {
      const { inputs, entered } = values(all.filter(({ name }) => !(name in fixed)));
      const done = element("button", { type: "button", disabled: busy }, title);
      done.onclick = () => void this.#act(act, { ...fixed, ...entered() });
      return element("li", {}, done, ...inputs);
    });
    return element("ul", {}, ...rows);
  }

  /** Do it at the step that is shown, beside what was done there before. @param {string} name @param {Record<string, unknown>} value */
  #act(name, value) {
    const session = this.session();
    const before = session.acts.filter(([at]) => at === session.clock.at).map(([, act, argument]) => [act, argument]);
    return session.branch({ ...Object.fromEntries(before), [name]: value });
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
