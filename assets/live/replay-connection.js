/** What a replay has in the place of the live connection: nothing new ever comes. */

/** @import { Watcher } from "./types" */

const nothing = {
  /** @param {Watcher} _watcher */
  watch(_watcher) {},
  /** @param {Watcher} _watcher */
  leave(_watcher) {},
  renew() {},
};

export const connection = () => nothing;
