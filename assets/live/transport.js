/** The transport bar: run, pause, step, stop, scrub with the marks, speed, progress, and what stands in the way. */

import { SPEEDS } from "./clock.js";
import { element, sign, write } from "./dom.js";
import { duration, whole } from "./numbers.js";
import { named } from "./sheet.js";
import { agreement, measuring } from "./status.js";

/** @import { Session } from "./session.js" */
/** @import { Roles } from "./types" */

const WORDS = { run: "Run", pause: "Pause", resume: "Resume", continue: "Continue", play: "Play" };
const CERTAIN = "Delete what you have recorded here, for everybody? Its link then shows the settings only.";
const ORIGINS = { here: "recorded", shipped: "recorded earlier", imported: "imported" };

export class Transport {
  #main = button("lab-run", "play", "Run");
  #step = button("lab-step", "step", "Step");
  #stop = button("lab-stop", "stop", "Stop");
  #whatIf = button("lab-branch", "fork", "What if?");
  #again = element("button", { type: "button", className: "lab-again" }, "Train again");
  #delete = element("button", { type: "button", className: "lab-delete" }, "Delete");
  #scrub = element("input", { type: "range", min: "0", ariaLabel: "Step shown" });
  #ticks = element("div", { className: "lab-ticks", ariaHidden: "true" });
  #track = element("div", { className: "lab-scrub" }, this.#ticks, this.#scrub);
  #speed = element("select", { className: "lab-speed", ariaLabel: "Speed" });
  #sign = element("button", { className: "lab-sign", type: "button" });
  #done = element("i");
  #note = element("p", { className: "lab-note" });
  #error = element("p", { className: "lab-error", role: "alert" });
  /** What the main button and the ticks show now. */
  #drawn = "";
  #ticked = "";
  element = element(
    "div",
    { className: "lab-transport", role: "group", ariaLabel: "Playback" },
    ...[this.#main, this.#step, this.#stop, this.#whatIf, this.#track, this.#speed, this.#sign],
    element("div", { className: "lab-progress", ariaHidden: "true" }, this.#done),
    element("div", { className: "lab-below" }, this.#error, this.#note, this.#again, this.#delete),
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
    this.#scrub.oninput = () => session().seek(stepOf(session().clock, Number(this.#scrub.value)));
    const set = (/** @type {string} */ speed) => {
      session().clock.setSpeed(speed ? Number(speed) : null);
      session().changed();
    };
    this.#speed.onchange = () => set(this.#speed.value);
    this.#sign.onclick = () => set("");
  }

  /** @param {Session} session @param {Roles} roles */
  show(session, roles) {
    const { clock, run, status, main, busy } = session;
    this.#showMain(session);
    this.#stop.hidden = !(clock.active && status.mine);
    this.#stop.disabled = busy;
    const { offers } = session.data;
    this.#whatIf.hidden = !offers?.fields.length && !offers?.actions.length;
    this.#whatIf.disabled = busy || !session.branches;
    this.#again.hidden = clock.active || status.state !== "done" || session.secret || run.missing > 0 || !session.data.launch;
    this.#delete.hidden = !session.deletes || session.secret;
    this.#delete.disabled = busy;
    this.#step.disabled = busy || run.empty;
    this.#scrub.disabled = run.empty;
    this.#showScrub(session);
    this.#showTicks(session, roles);
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
  #showMain({ main, busy, data, run }) {
    this.#main.disabled = busy;
    const part = run.missing / data.members.length || 1;
    const more = run.empty || !run.missing ? "" : ` ${run.missing} more`;
    const word = main === "run" ? `Run${more} · ${duration(part * data.cost.seconds)}` : WORDS[main];
    if (word === this.#drawn) return;
    this.#drawn = word;
    this.#main.replaceChildren(sign(main === "pause" ? "pause" : "play"), element("span", {}, word));
  }

  /** @param {Session} session */
  #showScrub({ clock, run }) {
    this.#scrub.step = clock.log ? "any" : String(run.stride);
    this.#scrub.max = String(clock.total);
    this.#scrub.value = String(clock.log ? clock.part(clock.at) * clock.total : clock.at);
    this.#scrub.dataset.step = String(clock.at);
    this.#scrub.setAttribute("aria-valuetext", `step ${whole(clock.at)} of ${whole(clock.total)}`);
    this.#track.style.setProperty("--at", String(clock.part(clock.at)));
  }

  /** @param {Session} session @param {Roles} roles */
  #showTicks(session, roles) {
    const { clock, bindings, marks, id, acts } = session;
    const drawn = [id, marks.length, acts.length, clock.total, clock.end === clock.limit, roles.limit].join();
    if (drawn === this.#ticked) return;
    this.#ticked = drawn;
    const moments = bindings.filter((one) => one.kind === "moment");
    const ticks = marks.filter(({ step }) => step <= clock.limit).map((mark) => {
      const tick = element("i");
      tick.style.left = `${100 * clock.part(mark.at)}%`;
      tick.style.background = roles[moments.find((one) => named(mark, one.mark))?.role ?? "soft"];
      return tick;
    });
    for (const [at] of session.acts) {
      const tick = element("i");
      tick.style.left = `${100 * clock.part(at)}%`;
      tick.style.background = roles.second;
      ticks.push(tick);
    }
    this.#ticks.replaceChildren(...ticks);
  }
}

/** The step that the scrubber's value stands for. @param {import("./clock.js").Clock} clock @param {number} value */
function stepOf(clock, value) {
  return clock.log ? Math.round(clock.stepAt(value / clock.total)) : value;
}

/** The sign at the end of the bar. @param {Session} session */
function condition({ clock, run, status, online }) {
  if (!online) return "reconnecting";
  if (clock.active && status.state === "running") return clock.playing && clock.atHead ? "live" : "behind";
  if (status.state === "done" && !run.empty) return ORIGINS[status.origin];
  return status.state ?? "";
}

/** What there is to wait for. @param {Session} session */
function waiting({ main, clock, run, status, data, recordings }) {
  const total = data.members.length;
  if (main === "run") return run.empty ? "Nobody has run this here yet." : `${total - run.missing} of ${total} are recorded.`;
  if (status.state === "queued") return status.ahead ? `${status.ahead} ahead of you.` : "Starting.";
  if (clock.active && status.left) return `${duration(status.left)} left`;
  const all = [...recordings.values()];
  return all[0]?.environment?.joined || agreement(all) || measuring(all) || (data.labels?.started_from ?? "");
}

/** @param {string} className @param {string} picture @param {string} word */
function button(className, picture, word) {
  return element("button", { className, type: "button" }, sign(picture), element("span", {}, word));
}
