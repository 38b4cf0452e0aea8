/** A student's page: takes a seat, shows the question, keeps the vote until the server has it. */

import { histogram, slider } from "./axis.js";
import { buttons } from "./choices.js";
import { element, facts, place } from "./dom.js";
import { ask, Refusal, watch } from "./feed.js";
import { projector } from "./film.js";
import { crop, pointer } from "./place.js";
import { plot, short } from "./plot.js";
import { language, say, trained } from "./words.js";

const AGAIN = 2000;
const KEY = `lab-room-${facts.code}`;
/** The vote that the server may not have yet. @type {{ question: string, round: number, value: number } | null} */
let waiting = null;
/** @type {any} */
let state = null;
let drawn = "";
/** The drawing in which the present question stands. */
let still = "";
/** With what the question is answered. @type {{ inside: Node[], mark: (vote: number | undefined, seen: any) => void } | null} */
let control = null;
let token = new URLSearchParams(location.hash.slice(1)).get("t") ?? recall("seat") ?? "";

const seat = element("b");
const dark = element("div", { class: "dark", hidden: true }, say("up"));
const title = element("h1", { tabindex: -1 });
const told = element("p", { class: "told", hidden: true });
const choices = element("div", { class: "choices", role: "group" });
const figure = element("div", { class: "figure", role: "img", "aria-label": say("figure") });
const play = projector(figure, async (part) => (await ask(film(part))).frames);
const status = element("span", { role: "status" });
const count = element("span");
place.append(
  element("header", {}, seat, element("span", {}, say("room", facts.code))),
  title, told, choices, figure,
  element("footer", {}, status, count),
  dark,
);

/** What lies in this phone, where it may keep something. @param {string} name */
function recall(name) {
  try {
    return localStorage.getItem(`${KEY}-${name}`);
  } catch {
    return null; // a frame without an origin has no storage; the address holds the seat
  }
}

/** @param {string} name @param {string} value */
function keep(name, value) {
  try {
    localStorage.setItem(`${KEY}-${name}`, value);
  } catch {
    // as above
  }
}

/** @param {string} form */
const address = (form) => `${facts.code}/${form}?token=${token}&language=${language}&drawn=${drawn}`;

/** @param {string} part */
const film = (part) => `${address("film")}&part=${part}`;

async function join() {
  try {
    const taken = await ask(`${facts.code}/join`, { language, token });
    token = taken.token;
    seat.textContent = taken.name;
  } catch (error) {
    title.textContent = error instanceof Refusal ? error.message : say("lost");
    setTimeout(join, AGAIN);
    return;
  }
  keep("seat", token);
  history.replaceState(null, "", `#t=${token}`);
  waiting = JSON.parse(recall("vote") ?? "null");
  watch(address, show, (sentence) => {
    if (sentence !== null) status.textContent = sentence || say(waiting ? "keeping" : "lost");
    else if (state) show(state);
  });
  send();
}

/** Send the vote that waits, with the same key, until it is answered. */
async function send() {
  const vote = waiting;
  if (!vote) return;
  try {
    const seen = await ask(`${facts.code}/votes?language=${language}&drawn=${drawn}`, { token, ...vote });
    if (waiting === vote) settle();
    show(seen);
  } catch (error) {
    if (error instanceof Refusal) {
      if (waiting === vote) settle();
      status.textContent = error.message;
    } else {
      status.textContent = say("keeping");
      setTimeout(send, AGAIN);
    }
  }
}

function settle() {
  waiting = null;
  keep("vote", "null");
}

/** @param {number} value */
function choose(value) {
  if (state.phase !== "open") return;
  const idle = waiting === null;
  waiting = { question: state.question.id, round: state.round, value };
  keep("vote", JSON.stringify(waiting));
  show(state);
  if (idle) send();
  else setTimeout(send, AGAIN);
}

/** @param {any} seen */
function show(seen) {
  const back = state?.shown && !seen.shown;
  state = seen;
  const { question, revealed, phase, round, film: shown } = seen;
  seat.textContent = seen.seat;
  dark.hidden = !seen.dark;
  if (question && (question.id !== drawn || back)) draw(question);
  if (!question) title.textContent = say(seen.ended ? "over" : drawn ? "next" : "wait");
  figure.hidden = question?.kind === "film" ? !shown : !(question || shown);
  choices.hidden = !question?.most || seen.class || seen.shown;
  told.hidden = !(revealed || seen.class || seen.shown);
  told.textContent = seen.shown ?? revealed?.told ?? "";
  play(seen.class && !seen.shown ? null : shown);
  if (seen.class && !seen.shown) gather(seen.class);
  if (question && !seen.shown) answer(question);
  if (!seen.class) count.textContent = question?.most && !revealed ? say("voted", seen.count, seen.phones) : "";
  if (!question?.most) return void (status.textContent = seen.ended ? say("over") : question ? say("front") : "");
  const pick = question.kind === "pick";
  const line = { open: chosen() ? "change" : round === 1 ? "alone" : "again", closed: pick ? "soon" : "closed", revealed: pick ? "class" : "right" };
  if (!(waiting && status.textContent === say("keeping"))) status.textContent = seen.ended ? say("over") : question ? say(/** @type {any} */ (line)[phase]) : "";
}

/** The class's runs, one's own dot ringed. @param {import("./plot.js").Class} runs */
function gather(runs) {
  const mine = state.mine.at(-1);
  const own = runs.dots.find((dot) => dot[0] === mine);
  title.textContent = say("runs", runs.dots.length);
  figure.replaceChildren(plot(runs, { width: 350, height: 330, mine, label: title.textContent }));
  told.textContent = own ? say("own", runs.across, state.question.choices[mine - 1], runs.up, own[2] === null ? "…" : short(own[2])) : "";
  count.textContent = runs.share < 1 ? trained(runs) : "";
}

/** The number of one's own choice in the present round. */
const chosen = () => (waiting?.round === state.round && waiting?.question === state.question?.id ? waiting?.value : state.mine.at(-1));

/** One's own vote as it stands; of a question along an axis also where the class has voted. @param {any} question */
function answer({ axis, text }) {
  const { revealed, mine } = state;
  control?.mark(chosen(), state);
  if (revealed && axis) choices.replaceChildren(histogram(axis, revealed.votes, { width: 350, height: 260, label: text, truth: revealed.truth, mine }));
}

/** The film at each of an axis' moments, where it has one. @param {import("./axis.js").Axis} axis @returns {(place: number) => void} */
function moments(axis) {
  if (!axis.moves) return () => {};
  const id = state.question.id;
  let place = 0;
  /** @type {string[]} */
  let frames = [];
  const look = () => {
    if (frames.length && drawn === id && !state.film) figure.innerHTML = frames[place];
  };
  ask(film("moments")).then((answer) => {
    frames = answer.frames;
    look();
  }, () => {});
  return (now) => {
    if (now === place) return;
    place = now;
    look();
  };
}

/** @param {any} question */
function draw(question) {
  title.textContent = question.text;
  choices.setAttribute("aria-label", question.text);
  place.dataset.kind = question.kind;
  still = question.figure ?? still;
  figure.innerHTML = still;
  drawn = question.id;
  control = null;
  if (question.axis) control = slider(question.text, question.axis, question.choices, choose, moments(question.axis));
  else if (question.plane) control = pointer(question.plane, figure, choose);
  else if (question.most) control = buttons(question, choose);
  choices.replaceChildren(...(control?.inside ?? []));
  place.classList.toggle("points", Boolean(question.plane));
  if (question.plane) crop(figure, question.plane);
}

join();
