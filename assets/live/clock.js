/** The view's own clock: which step is shown. It never touches the run. */

export const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16];
/** Seconds in which ×1 shows a whole run. */
const WHOLE = 10;

export class Clock {
  /** The step shown, the last one known, and the last one expected. */
  step = 0;
  head = 0;
  total = 0;
  /** The view goes no further than this, as long as what comes is a secret. */
  limit = Infinity;
  /** Whether the head still moves. */
  active = false;
  playing = false;
  speed = 1;
  /** "As computed": the view is at the head. */
  following = false;
  /** Time passes evenly in the logarithm of the step, as along a figure whose step axis is one. */
  log = false;

  /** Where a step lies on the clock, from 0 to 1. @param {number} step */
  part(step) {
    return this.log ? Math.log1p(step) / Math.log1p(this.total) : step / this.total;
  }

  /** The step at a place of the clock. @param {number} part */
  stepAt(part) {
    return this.log ? Math.expm1(part * Math.log1p(this.total)) : part * this.total;
  }

  /** The step shown, as a whole number. */
  get at() {
    return Math.floor(this.step);
  }

  get atHead() {
    return this.step >= this.end;
  }

  /** The last step that may be shown now. */
  get end() {
    return Math.min(this.head, this.limit);
  }

  /** Whether the next tick will move. */
  get moving() {
    return this.playing && !(this.active && this.atHead);
  }

  /** Go on, or once more from the start; what is finished has a speed of the view's, not of the run's. */
  play() {
    if (!this.active && this.atHead) this.step = 0;
    [this.playing, this.following] = [true, this.following && this.active];
  }

  pause() {
    this.playing = false;
  }

  /** @param {number} step */
  seek(step) {
    this.playing = false;
    this.step = Math.min(Math.max(step, 0), this.end);
  }

  /** Show the head and stay there. */
  follow() {
    [this.following, this.playing, this.step] = [true, true, this.end];
  }

  /** A speed, or null for as computed. @param {number | null} speed */
  setSpeed(speed) {
    if (speed === null) this.follow();
    else [this.speed, this.following] = [speed, false];
  }

  /** Let `seconds` pass; whether anything changed. @param {number} seconds */
  tick(seconds) {
    if (!this.playing) return false;
    const before = this.step;
    const reach = this.following ? this.end : this.stepAt(this.part(before) + (seconds * this.speed) / WHOLE);
    this.step = Math.min(this.end, reach);
    if (!this.active && this.atHead) this.playing = false;
    return this.step !== before || !this.playing;
  }
}
