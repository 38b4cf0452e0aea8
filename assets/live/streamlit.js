/**
 * Streamlit's own socket, over which every control speaks. By itself it never notices a line that has died
 * in silence; asked to send a heartbeat it does, and opens another where no answer comes in time.
 */

import { silence } from "./patience.js";

/** Of the time between two heartbeats, the part that an answer may take: the next one would start it anew. */
const PART = 2 / 3;

function beat() {
  if (document.hidden) return;
  const ackTimeoutMilliseconds = PART * silence();
  window.postMessage({ stCommVersion: 1, type: "SEND_APP_HEARTBEAT", ackTimeoutMilliseconds }, location.origin);
}

/** Have this page's socket looked after: regularly, and at once where the line may have changed. */
export function watchOver() {
  setInterval(beat, silence());
  document.addEventListener("visibilitychange", beat);
  window.addEventListener("online", beat);
}
