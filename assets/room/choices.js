/** Choices as buttons: a press takes one; of several each press takes one or gives it back, and one more button votes. */

import { dots, element, picture, set } from "./dom.js";
import { say } from "./words.js";

/** Whether a vote takes a choice, by its number. @param {boolean} several @param {number | undefined} vote @param {number} number */
const takes = (several, vote, number) => (several ? Boolean((vote ?? 0) & (1 << (number - 1))) : vote === number);

/** The buttons of a question. @param {any} question @param {(vote: number) => void} vote */
export function buttons({ choices, futures, several }, vote) {
  let taken = 0;
  let mine = 0;
  let open = false;
  const press = (/** @type {number} */ number) => {
    if (!open) return;
    if (!several) return vote(number);
    taken ^= 1 << (number - 1);
    stand();
  };
  const rows = choices.map((/** @type {string} */ words, /** @type {number} */ i) =>
    element("button", { type: "button", click: () => press(i + 1) }, ...(futures[i] ? [picture(futures[i])] : []), element("span", {}, words), element("small")),
  );
  const hint = element("p", { class: "soft" }, say("all"));
  const all = element("button", { type: "button", class: "all", click: () => open && taken && vote(taken) });
  function stand() {
    rows.forEach((/** @type {Element} */ row, /** @type {number} */ i) => set(row, { "aria-pressed": String(takes(several, several ? taken : mine, i + 1)) }));
    all.textContent = say(taken && taken === mine ? "yours" : "these");
    set(all, { "aria-disabled": open && taken ? null : "true" });
  }
  return {
    inside: several ? [hint, ...rows, all] : rows,
    /** The vote that counts, and what else is known. @param {number | undefined} number @param {any} seen */
    mark(number, { phase, revealed, mine: rounds }) {
      open = phase === "open";
      if ((number ?? 0) !== mine) taken = mine = number ?? 0;
      stand();
      hint.hidden = all.hidden = Boolean(revealed);
      rows.forEach((/** @type {HTMLElement} */ row, /** @type {number} */ i) => count(row, i + 1, { number, revealed, rounds, open }));
    },
  };

  /** What is written in a button. @param {HTMLElement} row @param {number} number @param {any} seen */
  function count(row, number, { number: vote, revealed, rounds, open: free }) {
    const small = /** @type {HTMLElement} */ (row.querySelector("small"));
    const truth = revealed?.truth.includes(number);
    set(row, { "aria-disabled": free ? null : "true", class: truth ? "truth" : null });
    small.textContent = truth ? say("came") : takes(several, vote, number) && !(several && free) ? say("yours") : "";
    row.querySelectorAll(".rounds").forEach((old) => old.remove());
    if (!revealed) return;
    const lines = revealed.votes.map((/** @type {number[]} */ votes, /** @type {number} */ round) =>
      element("span", {}, say(round ? "second" : "first"), " ", String(votes[number - 1]), dots(votes[number - 1], takes(several, rounds[round], number) ? "dots mine" : "dots")),
    );
    row.append(element("span", { class: "rounds" }, ...lines));
  }
}
