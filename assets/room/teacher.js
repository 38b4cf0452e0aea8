/** The teacher's page: what may be done now, by buttons and keys; who has voted; the way to the votes. */

import { element, facts, place, set } from "./dom.js";
import { ask, watch } from "./feed.js";
import { trained } from "./words.js";

/** What the teacher does: its key, its button, and what it means for the class. @type {Record<string, [string, string, string]>} */
const ACTS = {
  play: ["p", "Play", "The film runs on the stage, up to the question; after Reveal, what came."],
  ask: ["a", "Ask", "Phones get the question and vote: first alone, the second time after talking."],
  close: ["c", "Close", "The round ends; the stage shows every vote as a dot."],
  reveal: ["r", "Reveal", "Everybody sees what came. Before this the server has not said it to anybody."],
  run: ["u", "Run", "What the phones picked trains, once for each value; everybody watches their own dot."],
  "look-up": ["l", "Look up", "All phones go dark until you press again."],
  follow: ["f", "Follow", "Phones show what the stage shows, films and runs, or no longer."],
  back: ["ArrowLeft", "Back", "To the question before."],
  next: ["ArrowRight", "Next", "To the next question."],
  door: ["d", "Shut the door", "Nobody else can join."],
  end: ["", "End", "Phones say that the lesson is over; votes stay for reading, and the lesson opens again with them."],
};
const MAIN = ["play", "ask", "close", "reveal", "run", "look-up"];
const SLOW = 60_000;

const own = location.pathname.split("/").at(-1) ?? "";
const title = element("h1");
const count = element("p", { class: "count", role: "status" });
const hint = element("p", { class: "soft" });
const spread = element("ul", { class: "spread" });
const script = element("p", { class: "soft" });
const clock = element("span", { class: "soft" });
const learned = element("p");
const film = element("a", { target: "_blank" }, "Open what the projector shows");
const replay = element("p", { hidden: true }, element("a", { href: `../${location.pathname.split("/").at(-2)}` }, "The lesson again, with your class's votes"), ": a link to send on; it opens this lesson, not your buttons.");
const link = element("input", { type: "url", "aria-label": "A link of the lab", placeholder: "a link of the lab" });
const shower = element("button", { type: "submit" }, "Show it");
const back = element("button", { type: "button", click: () => doing({ do: "show", link: "" }) }, "Back to the lesson");
const showing = element("details", {}, element("summary", {}, "Show a run in the lesson's place"),
  element("form", { submit: (/** @type {Event} */ event) => (event.preventDefault(), doing({ do: "show", link: link.value })) }, link, shower, back),
  element("p", { class: "soft" }, "The stage shows it at the step or mark of its link, phones too if they follow. Not while something is asked."));
const trouble = element("p", { class: "trouble", role: "alert" });
const seats = element("ul", { class: "seats" });
const buttons = Object.fromEntries(
  Object.entries(ACTS).map(([act, [key, name, words]]) => [act, element("button", { type: "button", title: words, class: MAIN.includes(act) ? "main" : null, "aria-keyshortcuts": key || null, click: () => act !== "end" || confirm("End this lesson?") ? doing({ do: act }) : undefined }, name)]),
);
/** @type {string[]} */
let can = [];
let round = "";
let step = 0;
let begun = Date.now();
let since = Date.now();

place.append(
  element("header", {}, element("b", {}, `Room ${facts.code}`), element("span", { class: "soft" }, facts.way, facts.code), clock),
  title, script, count, trouble,
  element("div", { class: "acts" }, ...Object.values(buttons)),
  spread, hint, learned, replay,
  element("p", {}, film),
  showing,
  element("p", { class: "soft" }, "Keys: P play, A ask, C close, R reveal, U run, L look up, F follow, ← → steps, D door."),
  element("p", {}, element("a", { href: `${own}/votes.csv`, download: `room-${facts.code}.csv` }, "Votes as a table"), ` · deleted ${facts.kept} days after the room was opened`),
  element("details", {}, element("summary", {}, "Seats"), seats),
);

/** @param {{ do: string, seat?: number, link?: string }} act */
async function doing(act) {
  try {
    show(await ask(own, act));
    trouble.textContent = "";
  } catch (error) {
    trouble.textContent = error instanceof Error ? error.message : "";
  }
}

/** @param {any} seen */
function show(seen) {
  can = seen.can;
  const { question, votes, revealed, phase } = seen;
  if (round !== `${seen.step} ${seen.round} ${phase}`) [round, since] = [`${seen.step} ${seen.round} ${phase}`, Date.now()];
  const { coming } = seen;
  if (step !== seen.step) [step, begun] = [seen.step, Date.now()];
  title.textContent = coming.text;
  script.textContent = `${seen.steps > 1 ? `Step ${seen.step} of ${seen.steps}, ${coming.kind}, ${seen.minutes} min. ` : ""}${seen.do}`;
  set(film, { href: seen.link ? facts.lab + seen.link : null, hidden: !seen.link });
  replay.hidden = !seen.ended;
  learned.textContent = seen.effect ? effect(seen.effect) : "";
  count.textContent = question?.most ? `${seen.count} of ${seen.phones} voted` : `${seen.phones} phones are in`;
  if (seen.class) count.textContent = trained(seen.class);
  const slow = phase === "open" && Date.now() - since > SLOW && seen.count < seen.phones;
  hint.textContent = revealed ? revealed.told : slow ? "A minute has gone: close, or ask for a show of hands." : "";
  const asked = votes?.length && coming.kind !== "pick" ? coming.choices : [];
  spread.replaceChildren(...asked.flatMap((/** @type {string} */ choice, /** @type {number} */ i) => coming.axis && !votes.some((/** @type {number[]} */ histogram) => histogram[i]) ? [] : element("li", { class: revealed?.truth.includes(i + 1) ? "truth" : null }, choice, element("b", {}, votes.map((/** @type {number[]} */ histogram) => histogram[i]).join(" → ")))));
  for (const [act, button] of Object.entries(buttons)) set(button, { disabled: !can.includes(act), hidden: (["back", "next"].includes(act) && seen.steps === 1) || (act === "play" && !seen.films) || act === (coming.kind === "pick" ? "reveal" : "run") });
  buttons.door.textContent = seen.shut ? "Open the door" : "Shut the door";
  buttons.follow.textContent = seen.follows ? "Phones follow" : "Let phones follow";
  for (const button of [shower, back]) set(button, { disabled: !can.includes("show") });
  set(buttons.follow, { "aria-pressed": String(seen.follows) });
  set(buttons["look-up"], { "aria-pressed": String(seen.dark) });
  buttons.ask.textContent = seen.round ? "Ask again" : "Ask";
  seats.replaceChildren(...seen.seats.map(seat));
}

/** @param {{ seat: number, name: string, voted: boolean }} taken */
const seat = ({ seat: number, name, voted }) => element("li", {}, `${voted ? "● " : "○ "}${name} `, element("button", { type: "button", "aria-label": `Remove ${name}`, click: () => doing({ do: "remove", seat: number }) }, "Remove"));

/** What was learned, in words. @param {{ seats: number, before: number, after: number, gain: number | null, interval: [number, number] | null }} found */
function effect({ seats, before, after, gain, interval }) {
  const percent = (/** @type {number} */ share) => `${Math.round(100 * share)} %`;
  const rest = gain === null || !interval ? "" : ` Of what could be learned, ${percent(gain)} was (95 %: ${percent(interval[0])} … ${percent(interval[1])}).`;
  return `Right at first ${percent(before)}, on the way out ${percent(after)}, of ${seats} seats that answered both.${rest}`;
}

setInterval(() => {
  const seconds = Math.floor((Date.now() - begun) / 1000);
  clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}, 1000);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const act = Object.keys(ACTS).find((name) => ACTS[name][0] === key);
  if (!act || !can.includes(act)) return;
  event.preventDefault();
  doing({ do: act });
});

watch((form) => `${own}/${form}`, show, (sentence) => {
  if (sentence !== null) trouble.textContent = sentence || "No network: trying again.";
  else if (trouble.textContent === "No network: trying again.") trouble.textContent = "";
});
