/**
 * Who draws when: the hero first, the others in turn, one chart a frame. Between two drawings the page sleeps,
 * unless somebody asks. What is out of sight waits until all rests: it is there then when the page is printed.
 * A frame that was long because it drew is followed by as long a rest, so that a slow machine still answers.
 */

/** @typedef {{ element: HTMLElement, every: number, draw(): void }} Chart */

/** Milliseconds between two drawings: of the hero fewer than between two chunks, which then never wait for one. */
const HERO = 75;
const OTHERS = 300;
/** Seconds between two ticks that count at most: a stalled tab goes on where it was. */
const LONGEST_TICK = 0.6;
/** Milliseconds. */
const LONGEST_REST = 300;
/** Milliseconds of quiet before what is out of sight is drawn as well. */
const QUIET = 600;

export class Schedule {
  /** @type {Map<Chart, { dirty: boolean, seen: boolean, drawn: number }>} */
  #charts = new Map();
  #frame = 0;
  #sleep = 0;
  /** Whether somebody asked for a tick, whatever may be drawn yet. */
  #asked = false;
  /** When the last tick was, while there is more to come. */
  #before = 0;
  /** When a chart was drawn, until the frame after it; until when nothing is drawn. */
  #drew = 0;
  #rest = 0;
  /** Waits for quiet; whether it has come. */
  #waits = 0;
  #quiet = false;
  #sight = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries)
      for (const [chart, state] of this.#charts) if (chart.element === target) state.seen = isIntersecting;
    this.request();
  });

  /** @param {(seconds: number) => boolean} tick called before each drawing; true while there is more to come */
  constructor(tick) {
    this.tick = tick;
  }

  /** @param {{ element: HTMLElement, draw(): void }} drawn @param {boolean} hero */
  add(drawn, hero) {
    const chart = { element: drawn.element, every: hero ? HERO : OTHERS, draw: () => drawn.draw() };
    this.#charts.set(chart, { dirty: true, seen: false, drawn: 0 });
    this.#sight.observe(chart.element);
  }

  clear() {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#sleep);
    [this.#frame, this.#before] = [0, 0];
    this.#stir();
    this.#sight.disconnect();
    this.#charts.clear();
  }

  /** Everything has to be drawn again. */
  invalidate() {
    for (const state of this.#charts.values()) state.dirty = true;
    this.#stir();
    this.request();
  }

  /** It is not quiet. */
  #stir() {
    clearTimeout(this.#waits);
    [this.#waits, this.#quiet] = [0, false];
  }

  /** Whether it is quiet by now: asked as long as there is something left to draw. */
  #calm() {
    if (!this.#quiet) this.#waits ||= setTimeout(() => ((this.#quiet = true), this.request()), QUIET);
    return this.#quiet;
  }

  request() {
    this.#asked = true;
    this.#next();
  }

  #next() {
    clearTimeout(this.#sleep);
    this.#frame ||= requestAnimationFrame((now) => this.#run(now));
  }

  /** @param {number} now milliseconds */
  #run(now) {
    this.#frame = 0;
    if (this.#drew) this.#rest = now + Math.min(LONGEST_REST, now - this.#drew);
    this.#drew = 0;
    const wait = this.#due(now) - now;
    if (wait <= 0 || this.#asked) this.#draw(now);
    else this.#sleep = setTimeout(() => this.#next(), wait);
  }

  /** When a chart in sight may be drawn. @param {number} now milliseconds */
  #due(now) {
    const inSight = [...this.#charts].filter(([, { seen }]) => seen);
    const due = inSight.map(([{ every }, { dirty, drawn }]) => every + (dirty ? drawn : Math.max(drawn, this.#before)));
    return Math.max(this.#rest, due.length ? Math.min(...due) : this.#before + HERO, now);
  }

  /** @param {number} now milliseconds */
  #draw(now) {
    const seconds = this.#before ? Math.min(LONGEST_TICK, (now - this.#before) / 1000) : 0;
    const more = this.tick(seconds);
    this.#asked = false;
    const dirty = [...this.#charts].filter(([, state]) => state.dirty);
    const inSight = dirty.filter(([, { seen }]) => seen);
    const waiting = inSight.length || more || !dirty.length || !this.#calm() ? inSight : dirty;
    this.#before = more || waiting.length ? now : 0;
    if (this.#before) this.#next();
    const due = waiting.filter(([{ every }, { drawn }]) => now - drawn >= every);
    due.sort(([a, one], [b, other]) => a.every - b.every || one.drawn - other.drawn);
    if (!due.length || now < this.#rest) return;
    const [chart, state] = due[0];
    [state.dirty, state.drawn, this.#drew] = [false, now, now];
    chart.draw();
  }
}
