/** What the front end is given and what it uses of Plotly; the wire's own words are in docs/wire.md. */

import type { Binding, Pick, Stop, Where } from "./bindings/types.d.ts";

export type * from "./bindings/types.d.ts";

export interface Figure {
  name: string;
  title: string;
  traces: Trace[];
  layout: Layout;
  bindings: Binding[];
  height: [number, number];
  note: string;
  pick: Pick | null;
  /** Entries of the layout that differ on a phone. */
  phone: Layout;
  /** The steps that are shown, where it is not all of them. */
  window: [number, number] | null;
}

export interface Member {
  run: string;
  coordinates: Record<string, number | string>;
}

export interface Claim {
  slug: string;
  sentence: string;
  criterion: string;
}

export type Future = "jumps" | "rises" | "levels" | "sinks" | "falls" | "drops";
export type Place = { mark: string; offset: number };
export type Scene = { begin: Place; end: Place; seconds: number; caption: string };
export interface Cut {
  scenes: Scene[];
  cliff: { after: number; question: string; choices: string[]; veil: string[]; futures: Future[] };
}
export type Outcome = { truth: string[]; told: string };

/** What a film begins with: of each plot its axes, what they show, and SVG in a box of this size; and words in data. */
export interface Opening {
  plots: { axes: string[]; ranges: { ends: [number, number]; log?: boolean; names?: string[] }[]; size: [number, number]; marks: string }[];
  notes: object[];
}

/** What the page hands the component. */
export interface Data {
  module: string;
  plotly: string;
  id: string;
  /** Whether the store knew this id when the page was drawn. */
  known: boolean;
  experiment: string;
  preset: string;
  /** The examples in their order, where one may go on to another. */
  examples?: string[];
  members: Member[];
  figures: Figure[];
  /** What starts it; none for a comparison. */
  launch: { fields: Record<string, unknown>; [key: string]: unknown } | null;
  /** A training of somebody's own: nothing here trains it. */
  watched?: boolean;
  /** Recordings that the page has begun by itself. */
  started?: string[];
  cost: { steps: number; seconds: number };
  step: number | null;
  /** Moments in the link, by name: to stand at, to stop before. */
  at?: string | null;
  until?: string | null;
  /** The choice that the link has made. */
  answer?: string | null;
  cut?: Cut | null;
  /** The film's beginning, drawn beforehand, to be seen until the recording is here. */
  still?: Opening | null;
  /** Drawn for a projector: hero and sentence, light, thick, large. */
  stage?: boolean;
  /** What may be changed in the middle of a run; the changes of a prepared branch. */
  offers?: Offers | null;
  staged?: Record<string, unknown>;
  claims: Claim[];
  labels?: { started_from?: string };
  /** What it was made with, in words; where it is to be found, if not at this page's address. */
  settings?: string;
  link?: string;
  /** The query that completes the one with which the page was opened. */
  completed?: string | null;
  /** Seconds of silence after which the line to the server is dead; none in a replay, which has no server. */
  patience?: number;
}

export interface Offers {
  ready: { title: string; set: Record<string, unknown> }[];
  fields: {
    name: string; label: string; symbol: string; kind: string; choices: string[]; allowed: string; value: unknown;
  }[];
  actions: { name: string; title: string; values: Offered[] }[];
}

/** A value that an act takes: words to choose from, a file with that ending, or a number. */
export interface Offered {
  name: string;
  label: string;
  value: unknown;
  choices: [unknown, string][];
  file: string;
}

/** A run of a family: the run it left, where and by which changes. */
export interface Relative {
  run: string;
  parent: string | null;
  at: number | null;
  /** The step up to which its rows are its parent's. */
  joins: number | null;
  set: Record<string, unknown>;
  state: State | null;
  recording: string | null;
}

export interface FamilyInfo {
  here: Relative;
  parent: Relative | null;
  children: Relative[];
  chain: Relative[];
}

export type State =
  | "queued" | "running" | "paused" | "done" | "stopped" | "failed" | "interrupted" | "left";

export interface Recording {
  recording: string;
  state: State;
  rows: number;
  number?: number;
  progress: number;
  steps: number;
  error: string | null;
  origin?: "here" | "shipped" | "imported";
  mine?: boolean;
  digests?: string[];
  /** Run ids in the digests' order, null where it is not of this set. */
  members?: (string | null)[];
  /** `joined`: a sentence on where rows of two arithmetics join. */
  environment?: { joined?: string };
  /** A word for the arithmetic of all rows; "" where it is not one. */
  bits?: string;
  seconds_left?: number | null;
  /** Seconds from start to end; of them, by what they were spent on. */
  seconds?: number | null;
  durations?: Record<string, number>;
  ahead?: number;
}

export interface RunInfo {
  id: string;
  recordings: Recording[];
  specification: { config: Record<string, unknown>; interventions: [number, string, unknown][] };
  family: FamilyInfo | null;
}

export interface Verdict extends Claim {
  outcome: "holds" | "does not hold" | "undecided" | "checked" | "not observed" | "not testable";
  number: string;
  /** Of the number, over independent runs; none of a page's own run. */
  interval: [number, number] | null;
}

export interface Mark {
  name: string;
  step: number;
  at: number;
  member: number;
  values: Record<string, number>;
}

export interface SnapshotHeader {
  name: string;
  step: number;
  array: string;
  /** Where in the parcel's members the array's members begin: those of a recording stand together. */
  first?: number;
}

export interface History {
  type: "history";
  recordings: Record<string, number>;
  members: string[];
  rows: number;
  last_step: number;
  marks: Mark[];
  snapshots: SnapshotHeader[];
  snapshot_steps: Record<string, number[]>;
  exact: boolean;
  graph: GraphChange[];
}

/** A node of a graph, and what it is now. */
export interface GraphNode {
  id: number;
  type: string;
  x: number;
  y: number;
  look: string;
  label: string;
  text: string;
  owner: string;
  read: string[];
  /** Number of the subject, the version, and the memory's own name. */
  about: number;
  version: number;
  uuid: string;
  origin: string;
  sha256: string;
  bytes: number;
  /** A text's words, in their order; how strong each part of a cache is, in digits. */
  words?: string[];
  glimpse?: string[];
  /** The step at which it came, and the times in which it was in use; null for still. */
  made: number;
  spans: [number, number | null][];
  reads?: number;
  refused?: number;
}
export interface GraphChange {
  step: number;
  nodes?: GraphNode[];
  edges?: [number, number, string][];
  changes?: (Partial<GraphNode> & { id: number })[];
  /** Agent, act, node or -1, why it was refused, note; and the hash of the last entry, now and then. */
  log?: [string, string, number, string, string][];
  head?: string;
}

/** An entry of a log whose hashes form a chain; `about` and `label` are the node's and not in the hash. */
export interface LogEntry {
  number: number;
  step: number;
  agent: string;
  act: string;
  cube: string;
  refused: string;
  note: string;
  about: number;
  label: string;
}
export type Seal = { count: number; head: string };

export interface Chunk {
  type: "chunk";
  id: string;
  recording: string;
  number: number;
  rows: number;
  members: (string | null)[];
  marks: Mark[];
  snapshots: SnapshotHeader[];
  progress: number;
}

export type Numbers = Float64Array | Float32Array | Float16Array | Int32Array | Int16Array | Int8Array | Uint8Array;
export interface NumberArray {
  shape: number[];
  values: Numbers;
}
export type Arrays = Map<string, NumberArray>;

/** Text that the live connection sends down. */
export type Message =
  | ({ type: "status"; id: string } & Recording)
  | { type: "resync"; id: string }
  | { type: "verdicts"; id: string; verdicts: Verdict[] }
  | { type: "refused"; error: string }
  | { type: "beat" }
  | { type: "bye" };

/** Who watches an id over the live connection. */
export interface Watcher {
  id: string;
  cursors(): Record<string, number>;
  chunk(header: Chunk, arrays: Arrays): void;
  message(message: Message): void;
  connected(open: boolean): void;
}

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Roles = Record<string, string>;
export type Trace = { name?: string; xaxis?: string; yaxis?: string; line?: { color?: string; width?: number; dash?: string }; [key: string]: unknown };
export interface Axis {
  type?: string;
  range?: [number, number];
  autorange?: boolean | string;
  title?: unknown;
  [key: string]: unknown;
}
export type Layout = { shapes?: object[]; annotations?: object[]; margin?: Record<string, number>; [key: string]: unknown };

/** What a click on a trace tells. */
export type Point = { x: unknown; y: unknown; curveNumber: number; pointNumber: number };

/** The parts of a drawn plot that are read back. */
/** An axis as plotly has drawn it: places in px inside its panel, which begins at `_offset`. */
export interface PlotAxis {
  type: string;
  p2d(px: number): number;
  d2p(value: number): number;
  l2p(value: number): number;
  _offset: number;
  _length: number;
}

export interface Drawn extends HTMLElement {
  data?: object[];
  layout?: object;
  _fullLayout?: Record<string, PlotAxis>;
  _fullData?: { type: string; mode: string; fill: string; visible: unknown; uid: string; connectgaps: boolean; line: { shape: string } }[];
  on?(event: "plotly_relayout", listener: (change: Record<string, unknown>) => void): void;
  on?(event: "plotly_click", listener: (click: { points: Point[] }) => void): void;
}

export interface Plotly {
  react(element: HTMLElement, traces: Trace[], layout: Layout, config: object): Promise<Drawn>;
  purge(element: HTMLElement): void;
  toImage(figure: object, options: object): Promise<string>;
  Plots: { resize(plot: HTMLElement): Promise<unknown> };
}

/** A module that the packaged component mounts. */
export interface Front {
  show(parent: HTMLElement, data: any, tell: (name: string, value: unknown) => void): void;
  hide(parent: HTMLElement): void;
}

declare global {
  interface Window {
    Plotly?: Plotly;
    labPlotly?: Promise<Plotly>;
    __streamlit?: { BACKEND_BASE_URL: string; HOST_CONFIG: { allowedOrigins: string[]; useExternalAuthToken: boolean } };
    labFronts?: Map<string, Front>;
    labConnection?: import("./connection.js").Connection;
  }
}
