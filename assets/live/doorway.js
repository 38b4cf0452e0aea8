/** Beside Streamlit's page: as long as its connection does not open, the words that say why. */

import { at } from "./base.js";
import { element, write } from "./dom.js";

/** Streamlit else asks for its server below the page's own address first, and for settings before it connects. */
window.__streamlit = { BACKEND_BASE_URL: at("/"), HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false } };

/** Milliseconds between two looks; who is not connected at two of them is told why. */
const PAUSE = 2000;
/** Milliseconds that an answer may take: on a line that is dead none comes, and a browser opens one socket to a host at a time. */
const PATIENCE = 5000;
const GONE = "The server does not answer; this page goes on by itself once it does.";
const CLOSED =
  "Pages come through, but no WebSocket does: a proxy or a filter between here and the lab stops them. " +
  "Whoever serves the lab finds the proxy's settings in docs/deploying.md.";
/** It has to be seen where nothing else has loaded. */
const STYLE =
  "position: fixed; z-index: 1000000; inset: 4rem 0 auto; width: fit-content; max-width: min(40rem, 90vw); " +
  "margin: 0 auto; padding: 0.75rem 1rem; background: Canvas; color: CanvasText; border: 1px solid; border-radius: 6px";

const notice = element("p", { className: "lab-doorway", role: "alert" });
notice.style.cssText = STYLE;
let before = true;

function connected() {
  return document.querySelector(".stApp")?.getAttribute("data-test-connection-state") === "CONNECTED";
}

/** Why no connection opens, in words; nothing where one does. */
async function reason() {
  const asked = `${at("/live/doorway")}?${new URLSearchParams({ address: at("/") })}`;
  const answer = await fetch(asked, { signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
  if (!answer) return GONE;
  if (!answer.ok) return `${GONE} What stands before it says ${answer.status}.`;
  return (await answer.json()).refused || ((await opens()) ? "" : CLOSED);
}

/** Whether a WebSocket comes through. @returns {Promise<boolean>} */
function opens() {
  return new Promise((known) => {
    const socket = new WebSocket(at("/live").replace(/^http/, "ws"));
    const limit = setTimeout(() => socket.close(), PATIENCE);
    socket.onopen = () => socket.close();
    socket.onclose = ({ wasClean }) => {
      clearTimeout(limit);
      known(wasClean);
    };
  });
}

/** @param {string} words */
function say(words) {
  write(notice, words);
  if (!words) notice.remove();
  else if (!notice.isConnected) document.body.append(notice);
}

async function look() {
  const now = document.hidden || connected();
  const words = now || before ? "" : await reason();
  before = now;
  say(connected() ? "" : words);
  setTimeout(look, PAUSE);
}

void look();
