/** The teacher's page: what may be done now, by buttons and keys; who has voted; the way to the votes. */

import { element, facts, place, set } from "./dom.js";
import { ask, watch } from "./feed.js";
import { meaning, name, word } from "./teacherwords.js";
import { language, trained } from "./words.js";

/** The keys of what the teacher does. */
const KEYS = { play: "p", ask: "a", close: "c", reveal: "r", run: "u", "look-up": "l", follow: "f", back: "ArrowLeft", next: "ArrowRight", door: "d", end: "" };
/** @typedef {keyof typeof KEYS} Act */
const ACTS = /** @type {Act[]} */ (Object.keys(KEYS));
/** @type {Act[]} */
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
const film = element("a", { target: "_blank" }, word("projector"));
const replay = element("p", { hidden: true }, element("a", { href: `../${location.pathname.split("/").at(-2)}` }, word("replay")), word("sent"));
const link = element("input", { type: "url", "aria-label": word("link"), placeholder: word("link") });
const shower = element("button", { type: "submit" }, word("show"));
const back = element("button", { type: "button", click: () => doing({ do: "show", link: "" }) }, word("lesson"));
const showing = element("details", {}, element("summary", {}, word("instead")),
  element("form", { submit: (/** @type {Event} */ event) => (event.preventDefault(), doing({ do: "show", link: link.value })) }, link, shower, back),
  element("p", { class: "soft" }, word("stands")));
const trouble = element("p", { class: "trouble", role: "alert" });
const seats = element("ul", { class: "seats" });
const buttons = /** @type {Record<Act, HTMLButtonElement>} */ (Object.fromEntries(ACTS.map((act) => [act, button(act)])));
/** @type {string[]} */
let can = [];
let round = "";
let step = 0;
let begun = Date.now();
let since = Date.now();

place.append(
  element("header", {}, element("b", {}, word("room", facts.code)), element("span", { class: "soft" }, facts.way, facts.code), clock),
  title, script, count, trouble,
  element("div", { class: "acts" }, ...Object.values(buttons)),
  spread, hint, learned, replay,
  element("p", {}, film),
  showing,
  element("p", { class: "soft" }, word("keys")),
  element("p", {}, element("a", { href: `${own}/votes.csv`, download: `room-${facts.code}.csv` }, word("votes")), word("deleted", facts.kept)),
  element("details", {}, element("summary", {}, word("seats")), seats),
);

/** @param {Act} act */
function button(act) {
  const press = () => act !== "end" || confirm(word("sure")) ? doing({ do: act }) : undefined;
  return element("button", { type: "button", title: meaning(act), class: MAIN.includes(act) ? "main" : null, "aria-keyshortcuts": KEYS[act] || null, click: press }, name(act));
}

/** @param {{ do: string, seat?: number, link?: string }} act */
async function doing(act) {
  try {
    show(await ask(`${own}?language=${language}`, act));
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
  script.textContent = `${seen.steps > 1 ? word("step", seen.step, seen.steps, seen.kind, seen.minutes) : ""}${seen.do}`;
  set(film, { href: seen.link ? facts.lab + seen.link : null, hidden: !seen.link });
  replay.hidden = !seen.ended;
  learned.textContent = seen.effect ? effect(seen.effect) : "";
  count.textContent = question?.most ? word("voted", seen.count, seen.phones) : word("phones", seen.phones);
  if (seen.class) count.textContent = trained(seen.class);
  const slow = phase === "open" && Date.now() - since > SLOW && seen.count < seen.phones;
  hint.textContent = revealed ? revealed.told : slow ? word("slow") : "";
  const asked = votes?.length && coming.kind !== "pick" ? coming.choices : [];
  spread.replaceChildren(...asked.flatMap((/** @type {string} */ choice, /** @type {number} */ i) => coming.axis && !votes.some((/** @type {number[]} */ histogram) => histogram[i]) ? [] : element("li", { class: revealed?.truth.includes(i + 1) ? "truth" : null }, choice, element("b", {}, votes.map((/** @type {number[]} */ histogram) => histogram[i]).join(" → ")))));
  for (const act of ACTS) set(buttons[act], { disabled: !can.includes(act), hidden: (["back", "next"].includes(act) && seen.steps === 1) || (act === "play" && !seen.films) || act === (coming.kind === "pick" ? "reveal" : "run") });
  buttons.door.textContent = name(seen.shut ? "open" : "door");
  buttons.follow.textContent = name(seen.follows ? "follows" : "follow");
  for (const button of [shower, back]) set(button, { disabled: !can.includes("show") });
  set(buttons.follow, { "aria-pressed": String(seen.follows) });
  set(buttons["look-up"], { "aria-pressed": String(seen.dark) });
  buttons.ask.textContent = name(seen.round ? "again" : "ask");
  seats.replaceChildren(...seen.seats.map(seat));
}

/** @param {{ seat: number, name: string, voted: boolean }} taken */
const seat = ({ seat: number, name: taken, voted }) => element("li", {}, `${voted ? "● " : "○ "}${taken} `, element("button", { type: "button", "aria-label": word("removes", taken), click: () => doing({ do: "remove", seat: number }) }, word("remove")));

/** What was learned, in words. @param {{ seats: number, before: number, after: number, gain: number | null, interval: [number, number] | null }} found */
function effect({ seats, before, after, gain, interval }) {
  const percent = (/** @type {number} */ share) => Math.round(100 * share);
  const rest = gain === null || !interval ? "" : word("gain", percent(gain), percent(interval[0]), percent(interval[1]));
  return word("effect", percent(before), percent(after), seats) + rest;
}

setInterval(() => {
  const seconds = Math.floor((Date.now() - begun) / 1000);
  clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}, 1000);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const act = ACTS.find((named) => KEYS[named] === key);
  if (!act || !can.includes(act)) return;
  event.preventDefault();
  doing({ do: act });
});

watch((form) => `${own}/${form}?language=${language}`, show, (sentence) => {
  if (sentence !== null) trouble.textContent = sentence || word("lost");
  else if (trouble.textContent === word("lost")) trouble.textContent = "";
});
