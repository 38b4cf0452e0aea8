/** What the server says of the room: one stream of events, and a question every two seconds where none comes. */

const SILENCE = 5000;
const ASK = 2000;

/** A refusal of the server, in its own sentence. */
export class Refusal extends Error {
  /** @param {number} status @param {string} sentence */
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

/** Send for JSON; as plain text, which a frame without an origin may send. @param {string} address @param {unknown} [body] @returns {Promise<any>} */
export async function ask(address, body) {
  const answer = await fetch(address, body === undefined ? { cache: "no-store" } : { method: "POST", body: JSON.stringify(body) });
  const said = await answer.json();
  if (!answer.ok) throw new Refusal(answer.status, said.error);
  return said;
}

/** Show the room's state whenever it changes, until the server says that it is not ours. @param {(form: "state" | "events") => string} address @param {(state: any) => void} show @param {(sentence: string | null) => void} trouble a sentence, and null when it is over */
export function watch(address, show, trouble) {
  let heard = Date.now();
  let stream = open();
  function open() {
    const events = new EventSource(address("events"));
    const hear = () => {
      heard = Date.now();
      trouble(null);
    };
    events.addEventListener("beat", hear);
    events.onmessage = ({ data }) => {
      hear();
      show(JSON.parse(data));
    };
    return events;
  }
  const timer = setInterval(async () => {
    if (Date.now() - heard < SILENCE) return;
    try {
      show(await ask(address("state")));
      trouble(null);
      if (stream.readyState === EventSource.CLOSED) stream = open();
    } catch (error) {
      const refused = error instanceof Refusal;
      trouble(refused ? error.message : "");
      if (refused && error.status === 404) {
        clearInterval(timer);
        stream.close();
      }
    }
  }, ASK);
}
