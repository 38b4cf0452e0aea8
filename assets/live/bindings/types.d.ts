/** What the browser is told of bindings; `python -m lab.figures.types` writes this file. */

/** Coordinates that a member must have: each with a value, or with one of several. */
export type Where = Record<string, number | string | (number | string)[]>;

export type Stop = { value: number | string; at: number; label: string };
export type Pick = { coordinate: string; start: number | string; label: string; stops: Stop[]; axes: [string, string][] };
export type Above = { kind: "above"; trace: number; of: number; y: string; limit: number };
export type Across = { kind: "across"; trace: number; y: string; x: string; where: Where; mean: boolean; until: number; pick: string | null; asked: Record<string, (number | string)[]> | null };
export type Cells = { kind: "cells"; trace: number; y: string; where: Where[] };
export type Cosines = { kind: "cosines"; trace: number; array: string; where: Where };
export type Dressed = { kind: "dressed"; trace: number; looks: Record<string, unknown>[] };
export type Entry = { kind: "entry"; trace: number; array: string; text: string; where: Where };
export type Exponent = { kind: "exponent"; trace: number; of: number; label: string };
export type Fit = { kind: "fit"; trace: number; of: number; label: string };
export type Graph = { kind: "graph"; lines: Record<string, number>; points: Record<string, number>; agents: string[]; places: number; stride: number; acts: string[]; where: Where; asked: boolean };
export type Grid = { kind: "grid"; trace: number; z: string; x: string; y: string; opens: string | null };
export type Latest = { kind: "latest"; trace: number; y: string; into: string; where: Where };
export type Line = { kind: "line"; trace: number; y: string; x: string; over: string | null; where: Where; name: string };
export type Moment = { kind: "moment"; mark: string; yaxis: string; role: string; label: string; hanging: boolean; before: boolean; where: Where };
export type Snapshot = { kind: "snapshot"; trace: number; array: string; into: string; column: number | null; where: Where; pick: string | null; stop: boolean };
export type Span = { kind: "span"; mark: string; start: string; yaxis: string; label: string; role: string; where: Where };
export type Timeline = { kind: "timeline"; kinds: Record<string, number>; versions: number; refused: number; where: Where };
export type Walkers = { kind: "walkers"; loss: number; stuck: number; path: number; bell: number; pair: number; start: [number, number]; width: number; steps: number; x: string; y: string; where: Where };

export type Binding = Above | Across | Cells | Cosines | Dressed | Entry | Exponent | Fit | Graph | Grid | Latest | Line | Moment | Snapshot | Span | Timeline | Walkers;
