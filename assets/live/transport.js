/** The row of buttons: run, pause, a step on or back, stop, what if, speed, progress, and what stands in the way. */

import { SPEEDS } from "./clock.js";
import { element, sign, write } from "./dom.js";
import { duration } from "./numbers.js";
import { agreement, measuring } from "./status.js";

/** @import { Session } from "./session.js" */

const WORDS = { run: "Run", pause: "Pause", resume: "Resume", continue: "Continue", play: "Play" };
const CERTAIN = "Delete what you have recorded here, for everybody? Its link then shows the settings only.";
const ORIGINS = { here: "recorded", shipped: "recorded earlier", imported: "imported", own: "recorded" };

export class Transport {
  #main = button("lab-run", "play", "Run");
  #back = button("lab-back", "back", "Back");
  #step = button("lab-step", "step", "Step");
  #stop = button("lab-stop", "stop", "Stop");
  #whatIf = button("lab-branch", "fork", "What if", element("span", { className: "lab-wide" }, ", from here"));
  #again = element("button", { type: "button", className: "lab-again" }, "Train again");
  #delete = element("button", { type: "button", className: "lab-delete" }, "Delete");
  #speed = element("select", { className: "lab-speed", ariaLabel: "Speed" });
  #sign = element("button", { className: "lab-sign", type: "button" });
  #done = element("i");
  #note = element("p", { className: "lab-note" });
  #error = element("p", { className: "lab-error", role: "alert" });
  /** What the main button shows now. */
  #drawn = "";
  element = element(
    "div",
    { className: "lab-transport", role: "group", ariaLabel: "Playback" },
    element("div", { className: "lab-buttons" }, this.#main, this.#back, this.#step, this.#stop, this.#whatIf, this.#speed),
    element("div", { className: "lab-below" }, this.#sign, this.#error, this.#note, this.#again, this.#delete),
    element("div", { className: "lab-progress", ariaHidden: "true" }, this.#done),
  );

  /** @param {() => Session} session whose transport this is now @param {() => void} whatIf */
  constructor(session, whatIf) {
    this.#whatIf.onclick = whatIf;
    this.#again.onclick = () => session().again();
    this.#delete.onclick = () => confirm(CERTAIN) && session().forget();
    this.#speed.append(...SPEEDS.map((speed) => new Option(`×${speed}`, String(speed))), new Option("as computed", ""));
    this.#main.onclick = () => session().press();
    this.#step.onclick = () => session().step();
    this.#stop.onclick = () => session().command("stop");
    this.#back.onclick = () => session().seek(session().clock.at - session().run.stride);
    const set = (/** @type {string} */ speed) => {
      session().clock.setSpeed(speed ? Number(speed) : null);
      session().changed();
    };
    this.#speed.onchange = () => set(this.#speed.value);
    this.#sign.onclick = () => set("");
  }

  /** @param {Session} session */
  show(session) {
    const { clock, run, status, main, busy } = session;
    this.#showMain(session);
    this.#stop.hidden = !(clock.active && status.mine);
    this.#stop.disabled = busy;
    const { offers } = session.data;
    this.#whatIf.hidden = !offers?.fields.length && !offers?.actions.length;
    this.#whatIf.disabled = busy || !session.branches;
    write(this.#again, `Train it again in ${duration(session.data.cost.seconds)}`);
    this.#again.hidden = clock.active || status.state !== "done" || session.secret || run.missing > 0 || !session.data.launch;
    this.#delete.hidden = !session.deletes || session.secret;
    this.#delete.disabled = busy;
    this.#step.disabled = this.#back.disabled = busy || run.empty;
    this.#speed.value = clock.following ? "" : String(clock.speed);
    const sign = condition(session);
    write(this.#sign, sign);
    this.#sign.disabled = sign !== "behind";
    this.#sign.dataset.sign = sign;
    this.#done.style.width = `${clock.active ? 100 * Math.min(1, status.part) : 0}%`;
    write(this.#error, session.error || (main === "run" ? status.error : ""));
    write(this.#note, this.#error.textContent ? "" : waiting(session));
  }

  /** @param {Session} session */
  #showMain({ main, busy, opening, data, run }) {
    this.#main.disabled = busy || opening;
    const part = run.missing / data.members.length || 1;
    const more = run.empty || !run.missing ? "" : ` ${run.missing} more`;
    const word = main === "run" ? `Run${more} · ${duration(part * data.cost.seconds)}` : WORDS[main];
    if (word === this.#drawn) return;
    this.#drawn = word;
    this.#main.replaceChildren(sign(main === "pause" ? "pause" : "play"), element("span", {}, word));
  }
}

/** The sign at the end of the bar. @param {Session} session */
function condition({ clock, run, status, online }) {
  if (!online) return "reconnecting";
  if (clock.active && status.state === "running") return clock.playing && clock.atHead ? "live" : "behind";
  if (status.state === "done" && !run.empty) return ORIGINS[status.origin];
  return status.state ?? "";
}

/** What there is to wait for. @param {Session} session */
function waiting({ main, opening, clock, run, status, data, recordings }) {
  if (opening) return "The recording is on its way.";
  const total = data.members.length;
  if (main === "run") return run.empty ? "Nobody has run this here yet." : `${total - run.missing} of ${total} are recorded.`;
  if (status.state === "queued") return status.ahead ? `${status.ahead} ahead of you.` : "Starting.";
  if (clock.active && status.left) return `${duration(status.left)} left`;
  const all = [...recordings.values()];
  return all[0]?.environment?.joined || agreement(all) || measuring(all) || (data.labels?.started_from ?? "");
}

/** @param {string} className @param {string} picture @param {string} word @param {...Node} more */
function button(className, picture, word, ...more) {
  return element("button", { className, type: "button" }, sign(picture), element("span", {}, word, ...more));
}
