// The columns of the project list: which there are, which are shown, and how each is drawn. A column's id is that of its place in the workbook.

import { endOf, isUlid } from '../../kernel/id.ts';
import { amountText, NONE } from '../../ui/figures.ts';
import { markWords, useLanguage, useSaid, useWords } from '../../ui/language.tsx';
import { LightBadge, lightWords } from '../../ui/light.tsx';
import { pathOf } from '../../ui/route.ts';
import { Link, useAddress, useStanding } from '../../ui/router.tsx';
import { type Column, NONE_CELL } from '../../ui/table.tsx';
import { listWords } from './listWords.tsx';
import { OverdueMark } from './overdueMark.tsx';
import { projectCodeWords } from './projectCode.tsx';
import type { AttributeFacet, ProjectLight, ProjectLine } from './projectViews.tsx';
import { projectWords } from './projectWords.tsx';

/** Columns that the server has no order for. */
const UNSORTED: ReadonlySet<string> = new Set(['lifecycle']);

export const USUAL_COLUMNS = [
  'name',
  'unit',
  'stage',
  'stay',
  'lights',
  'overdue',
  'cluster',
  'planned',
  'lastOn',
];

export function useColumnNames(
  attributes: readonly AttributeFacet[],
): readonly { readonly id: string; readonly head: string }[] {
  return useAllColumns(attributes).map(({ id, head }) => ({ id, head }));
}

/** Those of the address, else the usual ones; before them the box that selects a row. */
export function useProjectColumns({
  attributes,
  chosen,
  choose,
}: {
  readonly attributes: readonly AttributeFacet[];
  readonly chosen: ReadonlySet<string>;
  readonly choose: (chosen: ReadonlySet<string>) => void;
}): readonly Column<ProjectLine>[] {
  const say = useWords(listWords);
  const shown = (useAddress().query.get('cols') ?? USUAL_COLUMNS.join(',')).split(',');
  const columns = useAllColumns(attributes);
  const turn = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    choose(next);
  };
  const select: Column<ProjectLine> = {
    id: 'select',
    head: say('select'),
    phone: 'none',
    className: 'no-print',
    cell: (row) => (
      <input
        type="checkbox"
        aria-label={say('selectThis', { name: row.name })}
        checked={chosen.has(row.id)}
        onChange={() => turn(row.id)}
      />
    ),
  };
  return [select, ...columns.filter(({ id }) => id === 'name' || shown.includes(id))];
}

function useAllColumns(attributes: readonly AttributeFacet[]): readonly Column<ProjectLine>[] {
  const say = useWords(projectWords);
  const list = useWords(listWords);
  const code = useWords(projectCodeWords);
  const { language } = useLanguage();
  const standing = useStanding();
  const plain = (
    id: string,
    head: string,
    of: (row: ProjectLine) => string | null | undefined,
  ): Column<ProjectLine> => ({
    id,
    head,
    phone: 'none',
    cell: (row) => of(row) ?? NONE_CELL,
    ...(UNSORTED.has(id) ? {} : { order: id }),
  });
  return [
    {
      id: 'name',
      head: say('name'),
      phone: 'title',
      cell: (row) => <Link to={standing(pathOf('projects', row.id))}>{row.name}</Link>,
      order: 'name',
    },
    plain(
      'code',
      list('code'),
      (row) => row.code ?? (isUlid(row.id) ? code('uncoded', { end: endOf(row.id) }) : null),
    ),
    {
      id: 'unit',
      head: say('unit'),
      cell: (row) => row.unitName,
      order: 'unit',
      className: 'num',
    },
    {
      id: 'stage',
      head: say('stage'),
      cell: (row) => (
        <span className="row">
          {row.stageName}
          {row.stuck === true && <span className="tag">{say('stuck')}</span>}
        </span>
      ),
      order: 'stage',
    },
    {
      id: 'stay',
      head: say('stay'),
      unit: say('days'),
      align: 'right',
      cell: (row) =>
        row.daysInStage == null ? (
          NONE_CELL
        ) : (
          <Link className="opens" to={standing(pathOf('projects', row.id))}>
            {row.daysInStage}
          </Link>
        ),
      order: 'stay',
    },
    {
      id: 'lights',
      head: say('lights'),
      phone: 'whole',
      order: 'light',
      cell: (row) => <Lights lights={row.lights ?? []} />,
    },
    {
      id: 'overdue',
      head: list('overdue'),
      phone: 'whole',
      order: 'overdue',
      cell: (row) => (row.overdue == null ? NONE_CELL : <OverdueMark overdue={row.overdue} />),
    },
    plain('cluster', say('cluster'), (row) => row.clusterName ?? row.cluster),
    plain('park', list('park'), (row) => row.parkName),
    plain('investor', list('investor'), (row) => row.investor),
    {
      id: 'planned',
      head: say('planned'),
      align: 'right',
      cell: (row) => (
        <Link className="opens" to={standing(pathOf('projects', row.id))}>
          {amountText(row.plannedInvestmentYuan, '元', language)}
        </Link>
      ),
      order: 'planned',
    },
    plain('registered', list('registered'), (row) => row.registeredOn),
    plain('lifecycle', say('lifecycle'), (row) => row.lifecycleName),
    ...attributes.map(({ id, title }) => plain(`attribute:${id}`, title, (row) => row.attributes?.[id])),
    {
      id: 'lastOn',
      head: say('lastOn'),
      align: 'right',
      cell: (row) => row.lastOn ?? NONE_CELL,
      order: 'entered',
    },
  ];
}

/** 时限灯 进度灯 开工灯 入库灯: the colour and its word, the cause on asking; a dash where there is nothing to judge by. */
function Lights({ lights }: { readonly lights: readonly ProjectLight[] }) {
  const said = useSaid();
  const lamp = useWords(lightWords);
  const mark = useWords(markWords);
  return (
    <span className="lights">
      {lights.map((one) => {
        const cause = mark('colon', { term: said(one.kind), text: said(one.word) });
        return one.light === 'grey' ? (
          <span key={one.kind.en} className="soft" title={cause}>
            {said(one.kind)} {NONE}
          </span>
        ) : (
          <LightBadge
            key={one.kind.en}
            light={one.light}
            word={`${said(one.kind)} ${lamp(one.light)}`}
            title={cause}
          />
        );
      })}
    </span>
  );
}
