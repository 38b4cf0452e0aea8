/** The tab's one socket: who watches what, from which chunk on; closed while the tab is hidden. */

/** @import { Message, Watcher } from "./types" */

import { at } from "./base.js";
import { unpack } from "./parcel.js";
import { silence } from "./patience.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;

export class Connection {
  /** @type {Set<Watcher>} */
  #watchers = new Set();
  /** @type {WebSocket | null} */
  #socket = null;
  #wait = FIRST_WAIT;
  /** While there is a socket, the end of our patience with it; else the next attempt. */
  #timer = 0;

  constructor() {
    document.addEventListener("visibilitychange", () => this.#settle());
    window.addEventListener("online", () => this.renew(0)); // what was open belongs to another network
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

  /** Give up the socket, if there is one that says nothing any more, for another. @param {number} [wait] milliseconds before that */
  renew(wait) {
    const socket = this.#socket;
    if (!socket) return this.#settle();
    this.#lost(wait);
    socket.close();
  }

  /** Open or close, as watchers and the tab's visibility want it. */
  #settle() {
    const wanted = this.#watchers.size > 0 && !document.hidden;
    if (!wanted) this.#close();
    else if (!this.#socket) this.#open();
  }

  #open() {
    const socket = new WebSocket(at("/live").replace(/^http/, "ws"));
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      if (this.#socket !== socket) return;
      this.#hear();
      this.#ask();
      this.#tell(true);
    };
    socket.onmessage = ({ data }) => {
      if (this.#socket !== socket) return;
      this.#hear();
      this.#wait = FIRST_WAIT;
      this.#take(data);
    };
    socket.onclose = () => this.#socket === socket && this.#lost();
    this.#socket = socket;
    this.#hear();
  }

  /** A word has come, or may be waited for from now on: the server says one every few seconds. */
  #hear() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.renew(), silence());
  }

  #close() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  /** Come back after a jittered wait that doubles until something is heard again. @param {number} [wait] another one */
  #lost(wait = this.#wait * (0.5 + Math.random())) {
    clearTimeout(this.#timer);
    this.#socket = null;
    this.#tell(false);
    this.#timer = setTimeout(() => this.#settle(), wait);
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
      if (message.type === "beat") return;
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
