/** One mounted live figure: charts, transport, verdicts and caption of a session, kept through every rerun. */

/** @import { Data, Figure } from "./types" */

import { Voice } from "./announce.js";
import { kindOf, kindsOf, load, ready } from "./bindings.js";
import { Cards, offers } from "./cards.js";
import { element, write } from "./dom.js";
import { LiveFigure } from "./figure.js";
import { keyboard } from "./keyboard.js";
import { LOW } from "./layout.js";
import { thin } from "./numbers.js";
import { halves, Places } from "./places.js";
import { imprint, onPaper } from "./paper.js";
import { plotly, styles } from "./plotly.js";
import { Schedule } from "./schedule.js";
import { Session } from "./session.js";
import { Question } from "./question.js";
import { Strip } from "./strip.js";
import { paint } from "./theme.js";
import { Transport } from "./transport.js";
import { Verdicts } from "./verdicts.js";
import { WhatIf } from "./whatif.js";

const PHONE = matchMedia("(max-width: 640px)");
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

export class View {
  #places = new Places();
  #caption = element("p", { className: "lab-caption" });
  /** What the film begins with, drawn beforehand: until the recording is here. */
  #still = element("div", { className: "lab-still lab-drawing" });
  #spoken = element("p", { className: "lab-spoken", ariaLive: "polite" });
  #imprint = element("p", { className: "lab-imprint" });
  #verdicts = new Verdicts();
  #question = new Question(() => this.session);
  #whatIf = new WhatIf(() => this.session);
  #cards = new Cards(() => this.session, (run) => this.#go(run), () => this.#whatIf.open());
  /** What looks into a figure's parts, by their kind: it stays while figures come and go. @type {Map<string, import("./bindings.js").Closely>} */
  #closely = new Map();
  #below = element("div", { className: "lab-closely" });
  #strip = new Strip(() => this.session);
  #transport = new Transport(() => this.session, () => this.#whatIf.open());
  #schedule = new Schedule((seconds) => this.#tick(seconds));
  /** @type {LiveFigure[]} */
  #figures = [];
  #before = 0;
  /** @type {import("./pages/own/warned.js").Warned | null} */
  #warned = null;
  /** The view has been at the end, so that the outcome is no secret any more. */
  #revealed = false;
  /** @type {import("./types").Roles} */
  #roles = {};
  /** A sentence may come late: a film that has begun has words of its own. */
  #voice = new Voice((text, aloud) => void (this.session.film?.caption || this.#say(text, aloud)));

  /** @param {HTMLElement} parent @param {Data} data @param {(name: string, value: unknown) => void} tell the page */
  constructor(parent, data, tell) {
    this.tell = tell;
    const { plots, legend, remark, others } = this.#places;
    const main = [this.#caption, plots, this.#strip.element, this.#cards.element, this.#whatIf.element, this.#transport.element, this.#below, remark];
    const side = [this.#question.element, legend, this.#verdicts.element];
    const columns = [element("div", { className: "lab-main" }, ...main), element("div", { className: "lab-side" }, ...side)];
    this.root = element("section", { className: "lab-figure" }, element("div", { className: "lab-columns" }, ...columns, this.#question.futures.element), others, this.#imprint, this.#spoken);
    parent.append(this.root);
    const moved = new ResizeObserver(() => this.#question.place(this.#figures[0]));
    for (const one of [this.root, this.#caption]) moved.observe(one);
    this.#release = [() => moved.disconnect(), keyboard(this.root, () => this.session, () => this.#whatIf.open(), (by) => this.#example(by)), this.#watchMedia(), onPaper((paper) => this.#turn(paper))];
    this.session = this.#begin(data);
    this.#restyle();
  }

  /** @type {(() => void)[]} */
  #release;
  /** What lets the view go on that stands still for paper. @type {(() => void) | null} */
  #goOn = null;

  /** The page ran again: other data, or another theme. @param {Data} data */
  update(data) {
    if (data.preset === this.#asked) this.#asked = null;
    const { id, data: before } = this.session;
    const turned = data.id === id || data.known ? null : steered(before, data);
    if (turned && this.session.own) this.session.branch(turned, true);
    else if (data.id !== id || JSON.stringify(data.figures) !== JSON.stringify(before.figures)) {
      this.session.close();
      this.session = this.#begin(data);
    } else {
      this.session.data = { ...data, cut: before.cut }; // none where one has gone to a run oneself
      if (data.step !== null && data.step !== before.step) this.session.seek(data.step);
      if (data.started?.length && `${data.started}` !== `${before.started}`) void this.session.meetStarted();
    }
    this.#restyle();
  }

  close() {
    for (const release of this.#release) release();
    this.session.close();
    this.#voice.of("");
    this.#schedule.clear();
    for (const figure of this.#figures) figure.close();
    document.documentElement.removeAttribute("data-answered");
    this.root.remove();
  }

  /** A session of its own for each run; it moves once its rows and the drawing library are here. @param {Data} data */
  #begin(data) {
    const hooks = { changed: () => this.#schedule.invalidate(), went: this.#go.bind(this) };
    const session = new Session(data, hooks);
    this.#voice.of(data.id);
    this.#whatIf.close();
    [this.#before, this.#revealed] = [0, false];
    this.#verdicts.list(data.claims, data.launch?.experiment ? `claims#${data.launch.experiment}/` : "", data.members.length > 1);
    this.#build(data.figures);
    void session.attempt(() => this.#await(data));
    void this.#warn(data);
    const drawable = Promise.all([plotly(data.plotly), styles()]);
    session.open(drawable).then(() => session === this.session && this.#arrive(session));
    return session;
  }

  /** What came of the alarms, beside a training that was watched. @param {Data} data */
  async #warn({ watched }) {
    if (!watched || this.#warned) return;
    const { Warned } = await import("./pages/own/warned.js");
    this.#warned ??= new Warned();
    this.root.querySelector(".lab-side")?.append(this.#warned.element);
    this.#schedule.invalidate();
  }

  /** Show the film's beginning in the place of a figure that nothing is drawn on yet. @param {Data} data */
  async #await({ still, cut, figures }) {
    this.#still.remove();
    if (!still || !cut) return;
    this.#still.replaceChildren();
    this.#figures[0].element.append(this.#still);
    if (figures.every(ready)) return; // the page is styled next
    await load(kindsOf(figures));
    if (this.root.isConnected) this.#restyle();
  }

  /** Go on with another run of the family, over the one that was shown where it branches from that; the page follows. @param {string} id @param {number} [at] */
  #go(id, at) {
    const { session } = this;
    const nothing = { known: true, step: null, at: null, until: null, cut: null, staged: {} };
    session.close();
    this.session = this.#begin({ ...session.data, ...nothing, id, members: [{ run: id, coordinates: {} }] });
    if (at !== undefined) {
      this.session.beside = { relatives: [{ run: session.run, from: 0, role: "others" }], fork: at };
      [this.session.clock.step, this.session.clock.head] = [at, at];
    }
    this.#restyle();
    this.tell("run", id);
  }

  /** The example that was asked for last, until the page shows it: keys are faster. @type {string | null} */
  #asked = null;

  /** Go on to another example. @param {number} by */
  #example(by) {
    const { examples = [], preset } = this.session.data;
    const next = examples[examples.indexOf(this.#asked ?? preset) + by];
    if (next) this.tell("example", (this.#asked = next));
  }

  /** Charts for these figures; those that are shown already stay as they are. @param {Figure[]} figures */
  #build(figures) {
    const hooks = {
      pick: (/** @type {number} */ step) => void this.session.seek(step),
      zoom: (/** @type {number} */ from, /** @type {number} */ to) => void this.session.refine(from, to),
      open,
      set: (/** @type {Record<string, number>} */ values) => {
        this.session.film?.leave();
        this.tell("settings", values);
      },
      changed: () => this.#schedule.invalidate(),
      enlarge: (/** @type {LiveFigure} */ figure) => this.#enlarge(figure),
    };
    const before = this.#figures;
    this.#figures = figures.map((figure, i) => {
      const text = JSON.stringify(figure);
      const same = before.findIndex((one) => JSON.stringify(one.figure) === text);
      if (same >= 0 && (same === 0) === (i === 0)) return before[same];
      return before.find((one) => one.hero === (i === 0) && one.takes(figure)) ?? new LiveFigure(figure, hooks, i === 0);
    });
    for (const figure of before) if (!this.#figures.includes(figure)) figure.close();
    this.#places.arrange(this.#figures);
  }

  /** A small figure into the hero's place, and back. @param {LiveFigure} figure */
  #enlarge(figure) {
    const moved = this.#places.enlarge(figure, this.#figures);
    this.#restyle();
    for (const one of moved) one.resize();
    figure.element.querySelector("button")?.focus();
    if (figure.large) figure.element.scrollIntoView({ block: "nearest" });
  }

  /** Charts may be drawn: put them on the schedule and let the recording move. @param {Session} session */
  #arrive(session) {
    if (session.data.figures.every(ready)) for (const binding of session.bindings) this.#look(binding);
    this.#restyle();
    this.#schedule.clear();
    this.#figures.forEach((figure, i) => {
      this.#schedule.add({ element: figure.element, draw: () => this.#draw(figure) }, i === 0);
    });
    session.arrive(STILL.matches);
    if (Object.keys(session.data.staged ?? {}).length && !session.run.empty) this.#whatIf.open(session.data.staged);
  }

  /** Put below the figure what looks into a kind's part, if anything does. @param {import("./types").Binding} binding */
  #look(binding) {
    const closely = this.#closely.has(binding.kind) ? null : kindOf(binding).closely?.(() => this.session, open);
    if (!closely) return;
    this.#closely.set(binding.kind, closely);
    this.#below.append(closely.element);
  }

  /** To paper and back: light, as wide as a sheet, every figure drawn at once. @param {boolean} paper */
  #turn(paper) {
    this.root.dataset.paper = String(paper);
    this.#goOn?.();
    this.#goOn = paper ? this.session.rest() : null;
    write(this.#imprint, imprint(this.session));
    this.#restyle();
    this.#tick(0);
    for (const figure of this.#figures) this.#draw(figure);
  }

  #restyle() {
    const { run, data } = this.session;
    const paper = this.root.dataset.paper === "true";
    const stage = Boolean(data.stage) && !paper;
    this.root.dataset.view = stage ? "stage" : "page";
    this.root.dataset.alone = String(!data.launch && !data.watched);
    this.root.dataset.asks = String(Boolean(data.cut));
    const roles = paint(this.root);
    const screen = { phone: PHONE.matches && !paper, stage, paper, cards: offers(data), dials: Boolean(data.launch) };
    for (const figure of this.#figures) figure.show(run, data.members, roles, screen);
    this.root.dataset.tall = String(data.figures[0].height[1] > LOW);
    const { l, r } = this.#figures[0].margin;
    if (this.#still.isConnected && data.still && data.figures.every(ready)) {
      this.#still.replaceChildren(...this.#figures[0].opened(data.still, data.cut?.cliff.veil ?? []));
      this.#still.style.inset = `${this.#figures[0].margin.t}px ${r}px ${this.#figures[0].margin.b}px ${l}px`;
    }
    this.root.style.setProperty("--lab-left", `${l ?? 0}px`);
    this.root.style.setProperty("--lab-right", `${r ?? 0}px`);
    this.#roles = roles;
    this.#schedule.invalidate();
  }

  /** Whether the recording, or what it shows at this step, is not here yet. */
  get #waits() {
    const { opening, run, clock } = this.session;
    return opening || run.snapshots.awaits(clock.at) || [...this.#figures[0].parts.values()].some((part) => part.waits);
  }

  /** @param {LiveFigure} figure */
  #draw(figure) {
    const { clock, film } = this.session;
    [figure.beside, figure.acts] = [this.session.beside, figure.hero ? this.session.changes : []];
    [figure.step, figure.total, figure.window] = [clock.at, clock.total, film?.window ?? figure.figure.window];
    figure.veil = this.session.veil;
    figure.asked = figure.hero && Boolean(film?.asked.futures.length && film.asking(clock.at));
    figure.draw();
    if (figure.hero && figure.plot.firstChild && !this.#waits) this.#still.remove(); // it is drawn over at once
    if (figure.hero) this.#question.place(figure);
    for (const [kind, part] of figure.parts) {
      const first = this.#figures.find(({ parts }) => parts.has(kind));
      if (figure === first) this.#closely.get(kind)?.show(part, clock.at); // of several the first is looked into
    }
  }

  /** @param {number} seconds */
  #tick(seconds) {
    const { session } = this;
    const { clock, run, status } = session;
    if (session.tick(seconds)) this.#schedule.invalidate();
    const ended = !clock.active && !run.empty && clock.step >= clock.head;
    this.#revealed ||= !session.secret && (ended || session.data.step !== null || Boolean(session.film?.over));
    document.documentElement.toggleAttribute("data-answered", !session.secret);
    Object.assign(this.root.dataset, { id: session.id, state: status.state ?? "none", secret: session.secret, opening: session.opening });
    this.#transport.show(session);
    this.#strip.show(session, this.#roles, this.#figures[0].seen);
    if (this.#question.show(session)) this.#question.place(this.#figures[0]);
    this.#whatIf.show(session);
    this.#cards.show(session);
    this.#warned?.show(session);
    this.#verdicts.show(this.#revealed ? session.verdicts : []);
    if (session.film?.caption) this.#say(session.film.caption, session.film.caption !== this.#caption.textContent);
    else if (this.#still.isConnected) this.#say(session.data.cut?.scenes[0].caption ?? "", false);
    else if (this.#figures[0].said || run.empty) this.#say(this.#figures[0].said, false);
    else if (session.veil.length) this.#say("", false); // the sentence would tell
    else if (!run.empty) {
      const passed = run.marks.some(({ step }) => this.#before < step && step <= clock.at);
      this.#voice.at(clock.at, run.taken, clock.at !== this.#before && (ended || (clock.playing && passed)));
      this.#before = clock.at;
    }
    return session.moving;
  }

  /** @param {string} words @param {boolean} aloud */
  #say(words, aloud) {
    const text = thin(words);
    if (text !== this.#caption.textContent) this.#caption.replaceChildren(...halves(text));
    if (aloud) write(this.#spoken, text);
    for (const { plot, figure } of this.#figures) plot.ariaLabel = `${figure.title}. ${text}`;
  }

  #watchMedia() {
    const restyle = () => this.#restyle();
    const queries = [PHONE, matchMedia("(prefers-color-scheme: dark)")];
    for (const query of queries) query.addEventListener("change", restyle);
    return () => queries.forEach((query) => query.removeEventListener("change", restyle));
  }
}

/** Another page of this experiment. @param {Record<string, string>} parameters */
const open = (parameters) => location.assign(`?${new URLSearchParams(parameters)}`);

/** The live settings by which two pages differ, if in nothing else: a slider was released. @param {Data} before @param {Data} after @returns {Record<string, unknown> | null} */
function steered(before, after) {
  if (before.experiment !== after.experiment || before.preset !== after.preset || !after.offers || !before.offers) return null;
  const values = (/** @type {Data} */ { launch, offers }) => ({
    ...launch?.fields, ...Object.fromEntries((offers?.fields ?? []).map(({ name, value }) => [name, value])),
  });
  const [old, now] = [values(before), values(after)];
  const changed = Object.keys(now).filter((name) => JSON.stringify(now[name]) !== JSON.stringify(old[name]));
  const live = after.offers.fields.map(({ name }) => name);
  return changed.length && changed.every((name) => live.includes(name)) ? Object.fromEntries(changed.map((name) => [name, now[name]])) : null;
}
