// The map of the paths really taken, drawn by our own arithmetic (foresight/flowMap.ts), and a table of the same: what the map says by width and place, the table
// says in numbers. On a phone the table comes before the map, which scrolls inside itself.
import type { CSSProperties } from 'react';
import { BOX, boxLines, flowMap, type MapLine, pathsOfShare } from '../foresight/flowMap.ts';
import type { FlowNode, FlowPath } from '../foresight/flowSummary.ts';
import { FEW, NONE } from '../foresight/projectFlow.ts';
import { grouped } from '../ui/figures.ts';
import { useWords } from '../ui/language.tsx';
import { Link, useAddress } from '../ui/router.tsx';
import { type Column, Table } from '../ui/table.tsx';
import type { FlowView } from './flow.view.ts';
import { Count, Days, ExcelOf, usePassages, useTableQuery, Way } from './flowLink.tsx';
import { flowWords } from './flowWords.tsx';

const SHARES = [100, 95, 90, 80, 50] as const;

export function FlowMapPanel({ view }: { readonly view: FlowView }) {
  const say = useWords(flowWords);
  const address = useAddress();
  const asked = Number(address.query.get('share') ?? 100);
  const share = SHARES.find((one) => one === asked) ?? 100;
  const { nodes, paths } = view.summary;
  const shown = pathsOfShare(paths, share);
  return (
    <section className="panel flow-map-panel" aria-labelledby="flow-map">
      <header>
        <h2 id="flow-map">{say('map')}</h2>
        <span className="soft small">{say('drawn', { shown: shown.length, all: paths.length })}</span>
        <nav className="chips goal-chips flow-choice no-print" aria-label={say('share')}>
          {SHARES.map((one) => (
            <Link
              key={one}
              to={address.with({ share: one === 100 ? null : String(one) })}
              aria-current={share === one ? 'true' : undefined}
            >
              {one === 100 ? say('shareAll') : say('sharePct', { n: one })}
            </Link>
          ))}
        </nav>
      </header>
      <FlowDrawing nodes={nodes} paths={shown} />
    </section>
  );
}

function useNodeName(nodes: readonly FlowNode[]): (milestone: string | null) => string {
  const say = useWords(flowWords);
  return (milestone) =>
    milestone === null
      ? say('registered')
      : (nodes.find((node) => node.milestone === milestone)?.name ?? milestone);
}

function FlowDrawing({
  nodes,
  paths,
}: {
  readonly nodes: readonly FlowNode[];
  readonly paths: readonly FlowPath[];
}) {
  const say = useWords(flowWords);
  const map = flowMap(
    nodes.map(({ milestone }) => milestone),
    paths,
  );
  // Smaller than this its figures cannot be read, larger they shout.
  const widths = {
    '--least': `${Math.round(map.width * 0.86)}px`,
    '--most': `${Math.round(map.width * 1.2)}px`,
  } as CSSProperties;
  return (
    <figure className="flow-map">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1). */}
      <section className="flow-scroll" tabIndex={0} aria-label={say('map')}>
        {/* biome-ignore lint/a11y/useSemanticElements: an SVG has no element of its own for a group of links. */}
        <svg role="group" aria-label={say('map')} viewBox={`0 0 ${map.width} ${map.height}`} style={widths}>
          {map.lines.map((line) => (
            <PathLine key={`${line.path.from ?? ''}>${line.path.to}`} line={line} nodes={nodes} />
          ))}
          {map.boxes.map((box) => {
            const node = nodes.find(({ milestone }) => milestone === box.key);
            return node === undefined ? null : (
              <NodeBox key={box.key ?? NONE} node={node} x={box.x} y={box.y} nodes={nodes} />
            );
          })}
        </svg>
      </section>
      <figcaption className="soft small">{say('mapHint')}</figcaption>
    </figure>
  );
}

function PathLine({
  line,
  nodes,
}: {
  readonly line: MapLine<FlowPath>;
  readonly nodes: readonly FlowNode[];
}) {
  const say = useWords(flowWords);
  const to = usePassages();
  const nameOf = useNodeName(nodes);
  const { path, label } = line;
  const count = grouped(String(path.count));
  const median =
    path.medianDays === null
      ? say('medianUnknown', { few: FEW })
      : say('medianIs', { median: path.medianDays, p90: path.p90Days ?? '' });
  const all = say('pathAria', { from: nameOf(path.from), to: nameOf(path.to), count, median });
  const isDashed = path.undeclared === path.count;
  const some = isDashed ? say('dashed') : say('dashedSome', { n: path.undeclared });
  const name = path.undeclared === 0 ? all : `${all} · ${some}`;
  return (
    <Link
      to={to({ part: 'step', from: path.from ?? NONE, to: path.to })}
      aria-label={name}
      className={isDashed ? 'flow-path dashed' : 'flow-path'}
    >
      <title>{name}</title>
      {/* A thin line is hard to hit: what is pressed is wider than what is drawn. */}
      <path className="flow-reach" d={line.d} />
      <path d={line.d} strokeWidth={line.width} />
      <polygon points={line.head} />
      <text x={label.x} y={label.above} textAnchor="middle" className="flow-count">
        {count}
      </text>
      <text x={label.x} y={label.below} textAnchor="middle">
        {path.medianDays === null ? say('fewShort', { few: FEW }) : say('days', { n: path.medianDays })}
      </text>
    </Link>
  );
}

function NodeBox({
  node,
  x,
  y,
  nodes,
}: {
  readonly node: FlowNode;
  readonly x: number;
  readonly y: number;
  readonly nodes: readonly FlowNode[];
}) {
  const say = useWords(flowWords);
  const to = usePassages();
  const name = useNodeName(nodes)(node.milestone);
  const lines = boxLines(name);
  const centre = x + BOX.width / 2;
  const key = node.milestone ?? NONE;
  const top = y + (lines.length === 1 ? 18 : 13);
  const kind = `flow-node${node.declared ? '' : ' foreign'}${node.count === 0 ? ' idle' : ''}`;
  return (
    <g className={kind}>
      <rect x={x} y={y} width={BOX.width} height={BOX.height} rx="6">
        <title>{name}</title>
      </rect>
      {lines.map((line, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one name do not move
        <text key={n} x={centre} y={top + n * 13} textAnchor="middle" className="flow-name">
          {line}
        </text>
      ))}
      <Link
        to={to(node.milestone === null ? { part: 'project' } : { part: 'step', to: key })}
        aria-label={say('reachedAria', { name, n: node.count })}
      >
        <text x={centre} y={y + 40} textAnchor="middle" className="flow-reached">
          {grouped(String(node.count))}
        </text>
      </Link>
      {node.standing > 0 && (
        <Link to={to({ part: 'stand', to: key })} aria-label={say('standsAria', { name, n: node.standing })}>
          <text x={centre} y={y + 57} textAnchor="middle">
            {say('stands', { n: grouped(String(node.standing)) })}
          </text>
        </Link>
      )}
      {node.beyond > 0 && (
        <Link
          to={to({ part: 'stand', to: key, is: 'beyond' })}
          aria-label={say('lateAria', { name, n: node.beyond })}
          className="flow-late"
        >
          <text x={centre} y={y + 73} textAnchor="middle">
            {say('late', { n: grouped(String(node.beyond)) })}
          </text>
        </Link>
      )}
    </g>
  );
}

export function PathTable({ view }: { readonly view: FlowView }) {
  const say = useWords(flowWords);
  const query = useTableQuery();
  const { nodes, paths } = view.summary;
  const nameOf = useNodeName(nodes);
  const stepOf = (path: FlowPath) => ({ part: 'step', from: path.from ?? NONE, to: path.to }) as const;
  const days = (id: 'medianDays' | 'p90Days' | 'maxDays', head: string): Column<FlowPath> => ({
    id,
    head,
    unit: say('workingDays'),
    align: 'right',
    ...(id === 'maxDays' ? { phone: 'none' } : {}),
    cell: (path) => <Days of={path} what={id} choice={stepOf(path)} />,
    sort: (path) => (path[id] === null ? null : String(path[id])),
  });
  const hasUndeclared = paths.some(({ undeclared }) => undeclared > 0);
  const columns: readonly Column<FlowPath>[] = [
    {
      id: 'path',
      head: say('path'),
      phone: 'title',
      cell: (path) => <Way from={nameOf(path.from)} to={nameOf(path.to)} />,
      sort: (path) => `${nameOf(path.from)} → ${nameOf(path.to)}`,
    },
    {
      id: 'count',
      head: say('count'),
      align: 'right',
      cell: (path) => <Count n={path.count} choice={stepOf(path)} />,
      sort: (path) => String(path.count),
    },
    days('medianDays', say('median')),
    days('p90Days', say('p90')),
    days('maxDays', say('longest')),
    ...(hasUndeclared
      ? [
          {
            id: 'undeclared',
            head: say('dashed'),
            align: 'right',
            cell: (path: FlowPath) => (
              <Count n={path.undeclared} choice={{ ...stepOf(path), reason: 'any' }} />
            ),
            sort: (path: FlowPath) => String(path.undeclared),
          } as const,
        ]
      : []),
  ];
  return (
    <section className="panel flow-paths" aria-labelledby="flow-paths">
      <header>
        <h2 id="flow-paths">{say('paths')}</h2>
        <ExcelOf query={query('paths')} />
      </header>
      <Table
        name="paths"
        caption={say('paths')}
        columns={columns}
        rows={paths}
        keyOf={(path) => `${path.from ?? ''}>${path.to}`}
        phone="scroll"
      />
    </section>
  );
}
