/**
 * Where the map of a flow is drawn: milestones from left to right as the plan has them, a path to the next one straight, a path past others as an arc above, a path
 * back or to itself as an arc below. Arcs that share a stretch lie in lanes; no arc lies on another. Pure: numbers in, numbers and path texts out.
 */
export interface MapPath {
  readonly from: string | null;
  readonly to: string;
  readonly count: number;
}

export interface MapBox {
  readonly key: string | null;
  readonly x: number;
  readonly y: number;
}

export interface MapLine<P> {
  readonly path: P;
  readonly kind: 'next' | 'past' | 'back';
  /** Text of an SVG path; ends where the arrow begins. */
  readonly d: string;
  /** Points of the arrow's head. */
  readonly head: string;
  readonly width: number;
  /** Where the count stands, and what is told of the days. */
  readonly label: { readonly x: number; readonly above: number; readonly below: number };
}

export interface FlowMap<P> {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly MapBox[];
  readonly lines: readonly MapLine<P>[];
}

export const BOX = { width: 74, height: 82 } as const;
const PITCH = 114;
const EDGE = 8;
const LANE = 40;
const HEAD = 8;
const THINNEST = 1.2;
const THICKEST = 10;
/** Room for the labels of the lane furthest out. */
const LANE_LABEL = 18;

interface Arc<P> {
  readonly path: P;
  readonly left: number;
  readonly right: number;
  readonly lane: number;
}

/** `keys`: the nodes from left to right. A path from or to what is no node is not drawn. */
export function flowMap<P extends MapPath>(
  keys: readonly (string | null)[],
  paths: readonly P[],
): FlowMap<P> {
  const place = new Map(keys.map((key, n) => [key, n]));
  const placed = paths.flatMap((path) => {
    const [from, to] = [place.get(path.from), place.get(path.to)];
    return from === undefined || to === undefined ? [] : [{ path, from, to }];
  });
  const most = Math.max(1, ...paths.map(({ count }) => count));
  const widthOf = (count: number) => tenth(THINNEST + ((THICKEST - THINNEST) * count) / most);
  const past = lanes(placed.filter(({ from, to }) => to > from + 1));
  const back = lanes(placed.filter(({ from, to }) => to <= from));
  const heightOf = (arcs: readonly Arc<P>[]) =>
    arcs.length === 0 ? 0 : Math.max(...arcs.map(({ lane }) => lane)) * LANE + LANE_LABEL;
  const top = EDGE + heightOf(past);
  const middle = top + BOX.height / 2;
  const xOf = (n: number) => EDGE + n * PITCH;
  const next = placed
    .filter(({ from, to }) => to === from + 1)
    .map(({ path, from }): MapLine<P> => {
      const [x1, x2] = [xOf(from) + BOX.width, xOf(from + 1)];
      const width = widthOf(path.count);
      const half = width / 2;
      return {
        path,
        kind: 'next',
        d: `M${x1} ${middle}H${x2 - HEAD}`,
        head: arrow(x2, middle, width, 'right'),
        width,
        label: { x: (x1 + x2) / 2, above: tenth(middle - half - 5), below: tenth(middle + half + 13) },
      };
    });
  const arcsOf = (arcs: readonly Arc<P>[], kind: 'past' | 'back') => {
    const ends = endsOf(arcs, xOf);
    return outerFirst(arcs).map((arc) =>
      arcLine(arc, kind, ends.get(arc)!, { top, width: widthOf(arc.path.count) }),
    );
  };
  return {
    width: xOf(Math.max(0, keys.length - 1)) + BOX.width + EDGE,
    height: top + BOX.height + heightOf(back) + EDGE,
    boxes: keys.map((key, n) => ({ key, x: xOf(n), y: top })),
    lines: [...next, ...arcsOf(past, 'past'), ...arcsOf(back, 'back')],
  };
}

/** What is drawn later lies on top: no line runs over the label of an arc nearer to the nodes. */
function outerFirst<P>(arcs: readonly Arc<P>[]): readonly Arc<P>[] {
  return arcs.toSorted((a, b) => b.lane - a.lane);
}

/** The shortest nearest to the nodes; an arc lies further out than every arc before it that it shares a stretch with. */
function lanes<P extends MapPath>(
  placed: readonly { readonly path: P; readonly from: number; readonly to: number }[],
): readonly Arc<P>[] {
  const arcs: Arc<P>[] = [];
  const bySpan = placed
    .map(({ path, from, to }) => ({ path, left: Math.min(from, to), right: Math.max(from, to) }))
    .sort((a, b) => a.right - a.left - (b.right - b.left) || a.left - b.left);
  for (const one of bySpan) {
    // Arcs that only touch at a node meet there on different halves of it, but their labels and corners need the room.
    const taken = arcs.filter(({ left, right }) => left <= one.right && one.left <= right);
    arcs.push({ ...one, lane: Math.max(0, ...taken.map(({ lane }) => lane)) + 1 });
  }
  return arcs;
}

interface Ends {
  readonly left: number;
  readonly right: number;
}

/**
 * Where each arc meets its two nodes: what comes from the left on a node's left half, what goes to the right on its right half, the outer lanes nearer to its
 * middle, an arc to itself around the middle. So ordered, no arc crosses another at a node.
 */
function endsOf<P extends MapPath>(
  arcs: readonly Arc<P>[],
  xOf: (n: number) => number,
): ReadonlyMap<Arc<P>, Ends> {
  const ends = new Map(arcs.map((arc) => [arc, { left: 0, right: 0 }]));
  const spread = (n: number, half: 0 | 1, list: readonly Arc<P>[], end: keyof Ends) => {
    const step = BOX.width / 2 / (list.length + 1);
    list.forEach((arc, k) => {
      ends.get(arc)![end] = tenth(xOf(n) + (half * BOX.width) / 2 + step * (k + 1));
    });
  };
  for (const n of new Set(arcs.flatMap(({ left, right }) => [left, right]))) {
    const loops = arcs.filter(({ left, right }) => left === n && right === n);
    const arriving = arcs.filter(({ left, right }) => right === n && left < n);
    const leaving = arcs.filter(({ left, right }) => left === n && right > n);
    // The left end of an arc to itself lies on the left half, where others have their right ends.
    const onLeft = [...arriving.toSorted((a, b) => a.lane - b.lane), ...loops];
    const onRight = [...loops, ...leaving.toSorted((a, b) => b.lane - a.lane)];
    spread(n, 0, onLeft, 'right');
    for (const loop of loops) ends.get(loop)!.left = ends.get(loop)!.right;
    const kept = loops.map((loop) => ends.get(loop)!.left);
    spread(n, 1, onRight, 'left');
    loops.forEach((loop, k) => {
      const held = ends.get(loop)!;
      held.right = held.left;
      held.left = kept[k]!;
    });
  }
  return ends;
}

function arcLine<P extends MapPath>(
  { path, lane }: Arc<P>,
  kind: 'past' | 'back',
  { left, right }: Ends,
  { top, width }: { readonly top: number; readonly width: number },
): MapLine<P> {
  const up = kind === 'past';
  const sign = up ? -1 : 1;
  const near = up ? top : top + BOX.height;
  const far = near + sign * lane * LANE;
  const [start, end] = up ? [left, right] : [right, left];
  const way = Math.sign(end - start);
  const bend = Math.min(14, Math.abs(end - start) / 2);
  const d = [
    `M${start} ${near}`,
    `V${far - sign * bend}`,
    `Q${start} ${far} ${tenth(start + way * bend)} ${far}`,
    `H${tenth(end - way * bend)}`,
    `Q${end} ${far} ${end} ${far - sign * bend}`,
    `V${near + sign * HEAD}`,
  ].join('');
  return {
    path,
    kind,
    d,
    head: arrow(end, near, width, up ? 'down' : 'up'),
    width,
    label: {
      x: tenth((left + right) / 2),
      above: tenth(far - width / 2 - 4),
      below: tenth(far + width / 2 + 12),
    },
  };
}

/** A triangle whose point is at (x, y). */
function arrow(x: number, y: number, width: number, to: 'right' | 'down' | 'up'): string {
  const half = tenth(Math.max(4, width / 2 + 2));
  if (to === 'right') return `${x},${y} ${x - HEAD},${y - half} ${x - HEAD},${y + half}`;
  const base = to === 'down' ? y - HEAD : y + HEAD;
  return `${x},${y} ${tenth(x - half)},${base} ${tenth(x + half)},${base}`;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The paths that so many percent of the projects take: all paths of the most frequent ways, as many ways as it needs. */
export function pathsOfShare<P extends { readonly sharePct: number }>(
  paths: readonly P[],
  percent: number,
): readonly P[] {
  return paths.filter(({ sharePct }) => sharePct < percent);
}

/** A name in at most two lines of a box; what does not fit ends in an ellipsis (the whole name stands in the title). A Han character is as wide as two others. */
export function boxLines(name: string): readonly string[] {
  const widthOf = (letter: string) => (/[\u2e80-\uffff]/.test(letter) ? 2 : 1);
  const lines: string[] = [];
  let [line, width] = ['', 0];
  for (const letter of name) {
    if (width + widthOf(letter) > LINE_WIDTH) {
      lines.push(line);
      [line, width] = ['', 0];
    }
    line += letter;
    width += widthOf(letter);
  }
  lines.push(line);
  return lines.length <= 2 ? lines : [lines[0]!, `${lines[1]!.slice(0, -1)}…`];
}

const LINE_WIDTH = 11;
