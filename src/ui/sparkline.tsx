// A small chart of twelve months: the line so far, and the dashed pace line it is held against. Pixels only: the figures
// are in the table beside it; the label tells a listener the first and the last point.

export interface Point {
  readonly month: string;
  readonly value: string;
}

export function Sparkline({
  points,
  pace,
  label,
  width = 112,
  height = 24,
}: {
  readonly points: readonly Point[];
  readonly pace: readonly Point[];
  readonly label: string;
  readonly width?: number;
  readonly height?: number;
}) {
  if (points.length === 0) return null;
  const inset = 3;
  const top = Math.max(...[...points, ...pace].map((p) => Number(p.value)), 0) || 1;
  const bottom = Math.min(...[...points, ...pace].map((p) => Number(p.value)), 0);
  const place = (point: Point): readonly [number, number] => [
    inset + ((Number(point.month.slice(5, 7)) - 1) / 11) * (width - 2 * inset),
    height - inset - ((Number(point.value) - bottom) / (top - bottom)) * (height - 2 * inset),
  ];
  const line = (of: readonly Point[]) =>
    of
      .map((p) =>
        place(p)
          .map((n) => n.toFixed(1))
          .join(','),
      )
      .join(' ');
  const [x, y] = place(points[points.length - 1]!);
  return (
    <svg
      className="sparkline"
      role="img"
      aria-label={label}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      style={{ display: 'block' }}
    >
      <polyline points={line(pace)} fill="none" stroke="var(--ink-3)" strokeWidth="1" strokeDasharray="2 3" />
      <polyline
        points={line(points)}
        fill="none"
        stroke="var(--accent)"
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
      <circle cx={x} cy={y} r="2.5" fill="var(--accent)" />
    </svg>
  );
}
