/** The transport bar: run, pause, step, stop, scrub with the marks, speed, progress, and what stands in the way. */

import { SPEEDS } from "./clock.js";
import { element, sign, write } from "./dom.js";
import { duration, whole } from "./numbers.js";
import { named } from "./shapes.js";

/** @import { Session } from "./session.js" */
/** @import { Moment, Roles } from "./types" */

/** @type {Record<string, [string, string]>} what the main button says and draws */
const MAIN = {
  run: ["Run", "play"],
  pause: ["Pause", "pause"],
  resume: ["Resume", "play"],
  continue: ["Continue", "play"],
  play: ["Play", "play"],
};
const ORIGIN = { here: "recorded", shipped: "recorded earlier", imported: "imported" };

export class Transport {
  #main = button("lab-main", "play", "Run");
  #step = button("lab-quiet", "step", "Step");
  #stop = button("lab-quiet", "stop", "Stop");
  #scrub = element("input", { type: "range", min: "0", ariaLabel: "Step shown" });
  #ticks = element("div", { className: "lab-ticks", ariaHidden: "true" });
  #track = element("div", { className: "lab-scrub" }, this.#ticks, this.#scrub);
  #speed = element("select", { className: "lab-speed", ariaLabel: "Speed" });
  #sign = button("lab-sign", null, "");
  #done = element("i");
  #note = element("p", { className: "lab-note" });
  #error = element("p", { className: "lab-error", role: "alert" });
  #drawn = { main: "", marks: -1, total: -1 };
  element = element(
    "div",
    { className: "lab-transport", role: "group", ariaLabel: "Playback" },
    this.#main, this.#step, this.#stop, this.#track, this.#speed, this.#sign,
    element("div", { className: "lab-progress", ariaHidden: "true" }, this.#done),
    element("div", { className: "lab-below" }, this.#error, this.#note),
  );

  /** @param {() => Session} session whose transport this is now */
  constructor(session) {
    this.#speed.append(...SPEEDS.map((speed) => new Option(`×${speed}`, String(speed))), new Option("as computed", ""));
    this.#main.onclick = () => session().press();
    this.#step.onclick = () => session().step();
    this.#stop.onclick = () => session().command("stop");
    this.#sign.onclick = () => {
      session().clock.follow();
      session().changed();
    };
    this.#scrub.oninput = () => session().seek(Number(this.#scrub.value));
    this.#speed.onchange = () => {
      session().clock.setSpeed(this.#speed.value ? Number(this.#speed.value) : null);
      session().changed();
    };
  }

  /** @param {Session} session @param {Moment[]} moments what marks are, for their colours @param {Roles} roles */
  show(session, moments, roles) {
    const { clock, run, status, main, busy } = session;
    this.#showMain(session);
    this.#stop.hidden = !(clock.active && status.mine);
    this.#stop.disabled = busy;
    this.#step.disabled = busy || !(!run.empty || (status.state === "paused" && status.mine));
    this.#scrub.disabled = run.empty;
    this.#showScrub(session);
    this.#showTicks(session, moments, roles);
    this.#speed.value = clock.following ? "" : String(clock.speed);
    const text = said(session);
    write(this.#sign, text);
    this.#sign.disabled = text !== "behind";
    this.#sign.dataset.sign = text;
    const part = clock.active && status.steps ? status.progress / status.steps : 0;
    this.#done.style.width = `${100 * Math.min(1, part)}%`;
    write(this.#error, session.error || (main === "run" && status.error) || "");
    write(this.#note, this.#error.textContent ? "" : waiting(session));
  }

  /** @param {Session} session */
  #showMain({ main, busy, data }) {
    this.#main.disabled = busy;
    if (main === this.#drawn.main) return;
    this.#drawn.main = main;
    const [word, picture] = MAIN[main];
    this.#main.firstElementChild?.replaceWith(sign(picture));
    write(/** @type {HTMLElement} */ (this.#main.lastElementChild), word);
    this.#main.ariaLabel = main === "run" ? `Run, about ${duration(data.cost.seconds)}` : word;
  }

  /** @param {Session} session */
  #showScrub({ clock, run }) {
    const step = Math.floor(clock.step);
    this.#scrub.step = String(run.stride);
    this.#scrub.max = String(clock.total);
    if (Number(this.#scrub.value) !== step) this.#scrub.value = String(step);
    this.#scrub.setAttribute("aria-valuetext", `step ${whole(step)} of ${whole(clock.total)}`);
    this.#track.style.setProperty("--at", String(step / clock.total));
    this.#track.style.setProperty("--head", String(clock.head / clock.total));
  }

  /** @param {Session} session @param {Moment[]} moments @param {Roles} roles */
  #showTicks({ clock, run }, moments, roles) {
    const drawn = this.#drawn;
    if (drawn.marks === run.marks.length && drawn.total === clock.total) return;
    [drawn.marks, drawn.total] = [run.marks.length, clock.total];
    const ticks = run.marks.map((mark) => {
      const role = moments.find((moment) => named(mark, moment.mark))?.role.replace("@", "");
      const tick = element("i", { title: mark.name });
      tick.style.setProperty("--at", String(mark.at / clock.total));
      if (role) tick.style.background = roles[role];
      return tick;
    });
    this.#ticks.replaceChildren(...ticks);
  }

  /** Ticks have to be drawn again: another run or theme. */
  reset() {
    this.#drawn.marks = -1;
  }
}

/** The sign at the end of the bar. @param {Session} session */
function said({ clock, run, status, online, origin }) {
  if (!online) return "reconnecting";
  if (clock.active && status.state !== "running") return status.state ?? "";
  if (clock.active) return clock.live ? "live" : "behind";
  if (run.empty) return "";
  return status.state === "done" ? ORIGIN[origin] : (status.state ?? "");
}

/** What there is to wait for. @param {Session} session */
function waiting({ main, clock, status, data }) {
  if (main === "run") return `Not computed yet: about ${duration(data.cost.seconds)}.`;
  if (status.state === "queued") return status.ahead ? `${status.ahead} ahead of you.` : "Starting.";
  if (clock.active && status.left) return `${duration(status.left)} left`;
  return data.labels?.started_from ?? "";
}

/** @param {string} className @param {string | null} picture @param {string} word */
function button(className, picture, word) {
  const made = element("button", { className, type: "button" });
  if (picture) made.append(sign(picture), element("span", {}, word));
  return made;
}
