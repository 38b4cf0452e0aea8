/** A graph's nodes along the steps: one row a subject, one bar for each time that a form was in use. */

/** @import { GraphNode, Timeline, Trace } from "../types" */
/** @import { Sheet } from "../sheet.js" */

import { graphOf } from "../pages/memcube/changes.js";
import { plain } from "../theme.js";

/** @param {Timeline} binding @param {Sheet} sheet */
export function fill({ kinds, versions, refused, where }, sheet) {
  const { traces, step } = sheet;
  const graph = graphOf(sheet, sheet.chosen(where)[0]);
  if (!graph) return;
  const byType = Map.groupBy(graph.nodes.values(), ({ type }) => type);
  for (const [kind, number] of Object.entries(kinds)) {
    const bars = (byType.get(kind) ?? []).flatMap(({ about, spans }) => spans.map(([from, to]) => ({ about, from, to: to ?? step })));
    traces[number].x = bars.flatMap(({ from, to }) => [from, to, null]);
    traces[number].y = bars.flatMap(({ about }) => [about, about, null]);
  }
  const texts = byType.get("text") ?? [];
  dots(traces[versions], texts.map((node) => ({ node, x: node.made })));
  dots(traces[refused], texts.flatMap((node) => (node.refused === undefined || node.refused > step ? [] : [{ node, x: node.refused }])));
}

/** @param {Trace} trace @param {{ node: GraphNode, x: number }[]} all */
function dots(trace, all) {
  trace.x = all.map(({ x }) => x);
  trace.y = all.map(({ node }) => node.about);
  trace.text = all.map(({ node }) => plain(`${node.label}: ${node.text}`));
}
