/** The projector: how to come in, the question, only the count until a round is closed, then every vote as a dot. */

import { histogram } from "./axis.js";
import { dots, element, facts, picture, place } from "./dom.js";
import { ask, watch } from "./feed.js";
import { projector } from "./film.js";
import { crop, over, spots } from "./place.js";
import { plot } from "./plot.js";
import { language, say, trained } from "./words.js";

/** Letters of a question above which it is set smaller; one of Chinese is as wide as two. */
const LONG = 70;
const WIDE = /[\u3000-\uffef]/g;
const title = element("h1");
const words = element("p", { class: "words", "aria-live": "polite" });
const legend = element("p", { class: "legend", hidden: true }, element("span", { class: "before" }, dots(1)), say("first"), " · ", dots(1), say("second"));
const figure = element("div", { class: "figure" });
const choices = element("ol", { class: "votes" });
const code = element("b", {}, facts.code);
const phones = element("span", { class: "soft" });
const way = element("aside", {}, element("img", { src: facts.picture, alt: `QR code of ${facts.way}${facts.code}` }), element("p", {}, facts.way, element("br"), code, element("br"), phones));
place.append(title, words, legend, element("div", { class: "scene" }, figure, choices), way);
const own = location.pathname.split("/").at(-1);
let drawn = "";
let step = 0;
/** The films of the present step, by their part. @type {Record<string, Promise<string[]>>} */
let films = {};
const play = projector(figure, load);

/** The drawings of a film; asked for again where they did not come. @param {string} part */
function load(part) {
  const mine = films;
  return (mine[part] ??= ask(`${own}/film?part=${part}&language=${language}`).then(
    ({ frames }) => frames,
    (error) => {
      delete mine[part];
      throw error;
    },
  ));
}

/** @param {any} seen */
function show(seen) {
  const { question, revealed, phase, count, round, film } = seen;
  if (step !== seen.step) [step, films] = [seen.step, {}];
  const door = seen.step === 1 && !film && (!question || question.kind === "film");
  place.dataset.phase = door ? "door" : phase;
  phones.textContent = say("phones", seen.phones);
  title.textContent = question?.text ?? say(seen.ended ? "over" : seen.step > 1 ? "next" : "room", facts.code);
  title.classList.toggle("long", (title.textContent ?? "").replace(WIDE, "  ").length > LONG);
  const runs = seen.shown ? null : (seen.class ?? seen.axes);
  const still = question && question.id !== drawn && !film;
  if (runs) figure.replaceChildren(plot(runs, { width: 640, height: 400, label: question.text }));
  else if (still) figure.innerHTML = seen.figure;
  if (runs || still) figure.classList.toggle("lab-cliff", !runs && seen.ends.length > 0);
  if (question?.kind === "film") load("before").catch(() => {}); // it is there when the teacher plays it
  play(runs ? null : film);
  drawn = runs || film ? "" : question?.id ?? "";
  place.dataset.kind = question?.kind ?? "";
  const line = { open: `${say("voted", count, seen.phones)}. ${say(round === 1 ? "alone" : "again")}`, closed: say("guesses", count), revealed: seen.class ? trained(seen.class) : revealed?.told };
  if (question?.plane && !film && figure.firstElementChild) point(seen);
  words.textContent = seen.shown ?? (question?.most ? /** @type {any} */ (line)[phase] : "");
  choices.hidden = Boolean(runs || seen.shown);
  legend.hidden = !(seen.votes?.length > 1) || Boolean(seen.shown);
  const ends = film ? [] : seen.ends;
  place.classList.toggle("ends", ends.length > 0);
  if (question?.axis) choices.replaceChildren(...(runs ? [] : [element("li", {}, histogram(question.axis, seen.votes ?? [[]], { width: 500, height: 380, label: words.textContent ?? "", truth: revealed?.truth }))]));
  else if (question?.plane) choices.replaceChildren();
  else choices.replaceChildren(...(question?.choices ?? []).map((/** @type {string} */ choice, /** @type {number} */ i) => row({ ...seen, ends }, choice, i)));
}

/** The places that a class chose, once their round is closed, on the plot alone. @param {any} seen */
function point({ question, votes, revealed }) {
  crop(figure, question.plane);
  over(figure, spots(question.plane, votes ?? [], { truth: revealed?.truth }));
}

/** A choice, at the end of its future where the figure has them, with its votes of every round that is closed. @param {any} seen @param {string} choice @param {number} i */
function row({ question, votes, revealed, ends }, choice, i) {
  const truth = revealed?.truth.includes(i + 1);
  const rounds = (votes ?? []).map((/** @type {number[]} */ histogram, /** @type {number} */ round) =>
    element("span", { class: round < votes.length - 1 ? "round before" : "round", "aria-label": `${say(round ? "second" : "first")}: ${histogram[i]}` }, dots(histogram[i]), element("b", {}, String(histogram[i]))),
  );
  return element(
    "li",
    { class: truth ? "truth" : revealed ? "other" : null, style: ends.length ? `--at: ${ends[i]}%` : null },
    element("span", { class: "choice" }, ...(question.futures[i] ? [picture(question.futures[i])] : []), element("span", {}, choice, ...(truth ? [" ", element("em", {}, say("came"))] : []))),
    element("span", { class: "rounds" }, ...rounds),
  );
}

watch((form) => `${own}/${form}?language=${language}`, show, () => {});
