import type { GraphNode } from '../../api/pipeline.ts';

/** Where a task is drawn, in pixels. */
export interface PlacedNode {
  readonly code: string;
  readonly x: number;
  readonly y: number;
}

export interface PlacedEdge {
  readonly from: string;
  readonly to: string;
  /** Path of an SVG. */
  readonly path: string;
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

export const NODE = { width: 190, height: 24 } as const;
const GAP = { x: 70, y: 7 } as const;

/** Columns by layer, each in the order of what its tasks read, so that lines cross little. Pure. */
export function layOut(graph: readonly GraphNode[]): GraphLayout {
  const placed = new Map<string, PlacedNode>();
  const layers = [...new Set(graph.map(({ layer }) => layer))].toSorted((a, b) => a - b);
  for (const [column, layer] of layers.entries()) {
    const nodes = graph.filter((node) => node.layer === layer);
    const rank = new Map(nodes.map((node, i) => [node.code, meanOf(node, placed) ?? i * (NODE.height + GAP.y)]));
    const sorted = nodes.toSorted((a, b) => (rank.get(a.code) ?? 0) - (rank.get(b.code) ?? 0));
    for (const [row, { code }] of sorted.entries()) {
      placed.set(code, { code, x: column * (NODE.width + GAP.x), y: row * (NODE.height + GAP.y) });
    }
  }
  const nodes = [...placed.values()];
  return {
    width: Math.max(0, ...nodes.map(({ x }) => x)) + NODE.width,
    height: Math.max(0, ...nodes.map(({ y }) => y)) + NODE.height,
    nodes,
    edges: graph.flatMap(({ code, reads }) => reads.flatMap((from) => edgeOf(placed.get(from), placed.get(code)))),
  };
}

/** Middle of what a task reads; null where it reads nothing. */
function meanOf({ reads }: GraphNode, placed: ReadonlyMap<string, PlacedNode>): number | null {
  const heights = reads.flatMap((code) => placed.get(code)?.y ?? []);
  return heights.length === 0 ? null : heights.reduce((sum, y) => sum + y, 0) / heights.length;
}

function edgeOf(from: PlacedNode | undefined, to: PlacedNode | undefined): PlacedEdge[] {
  if (from === undefined || to === undefined) return [];
  const start = { x: from.x + NODE.width, y: from.y + NODE.height / 2 };
  const end = { x: to.x, y: to.y + NODE.height / 2 };
  const bend = GAP.x / 2;
  const path = `M${start.x} ${start.y} C${start.x + bend} ${start.y} ${end.x - bend} ${end.y} ${end.x} ${end.y}`;
  return [{ from: from.code, to: to.code, path }];
}
