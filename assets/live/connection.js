/** The tab's one socket: who watches what, from which chunk on; closed while the tab is hidden. */

/** @import { Message, Watcher } from "./types" */

import { at } from "./base.js";
import { unpack } from "./parcel.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;

export class Connection {
  /** @type {Set<Watcher>} */
  #watchers = new Set();
  /** @type {WebSocket | null} */
  #socket = null;
  #wait = FIRST_WAIT;
  #timer = 0;

  constructor() {
    document.addEventListener("visibilitychange", () => this.#settle());
    window.addEventListener("online", () => this.#settle());
  }

  get open() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Begin to watch, or watch from other cursors. @param {Watcher} watcher */
  watch(watcher) {
    this.#watchers.add(watcher);
    this.#settle();
    this.#ask();
  }

  /** @param {Watcher} watcher */
  leave(watcher) {
    this.#watchers.delete(watcher);
    this.#settle();
    this.#ask();
  }

  /** Open or close, as watchers and the tab's visibility want it. */
  #settle() {
    const wanted = this.#watchers.size > 0 && !document.hidden;
    if (!wanted) this.#close();
    else if (!this.#socket) this.#open();
  }

  #open() {
    clearTimeout(this.#timer);
    const socket = new WebSocket(at("/live").replace(/^http/, "ws"));
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.#ask();
      this.#tell(true);
    };
    socket.onmessage = ({ data }) => {
      this.#wait = FIRST_WAIT;
      this.#take(data);
    };
    socket.onclose = () => this.#socket === socket && this.#lost();
    this.#socket = socket;
  }

  #close() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  /** Come back after a jittered wait that doubles until something is heard again. */
  #lost() {
    this.#socket = null;
    this.#tell(false);
    this.#timer = setTimeout(() => this.#settle(), this.#wait * (0.5 + Math.random()));
    this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT);
  }

  #ask() {
    if (!this.open) return;
    /** @type {Record<string, Record<string, number>>} */
    const watch = {};
    for (const watcher of this.#watchers) watch[watcher.id] = { ...watch[watcher.id], ...watcher.cursors() };
    this.#socket?.send(JSON.stringify({ watch }));
  }

  /** @param {boolean} open */
  #tell(open) {
    for (const watcher of this.#watchers) watcher.connected(open);
  }

  /** @param {ArrayBuffer | string} data */
  #take(data) {
    if (typeof data === "string") {
      /** @type {Message} */
      const message = JSON.parse(data);
      for (const watcher of this.#watchers)
        if (!("id" in message) || message.id === watcher.id) watcher.message(message);
      return;
    }
    /** @type {ReturnType<typeof unpack<import("./types").Chunk>>} */
    const { header, arrays } = unpack(data);
    for (const watcher of this.#watchers) if (header.id === watcher.id) watcher.chunk(header, arrays);
  }
}

/** The connection of this tab. */
export function connection() {
  window.labConnection ??= new Connection();
  return window.labConnection;
}
