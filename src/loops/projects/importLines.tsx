// The rows of a list that was checked or recorded: how many of each kind, and each with what was read, what it becomes and what is wrong with it.
import { decimal, decimalText, normalize } from '../../kernel/decimal.ts';
import { grouped, type Language, unitWord } from '../../ui/figures.ts';
import { useLanguage, useWords } from '../../ui/language.tsx';
import { pathOf } from '../../ui/route.ts';
import { Link, useAddress } from '../../ui/router.tsx';
import { type Column, NONE_CELL, Table } from '../../ui/table.tsx';
import type { ImportLine, ImportView, LineState } from './importViews.tsx';
import { importFieldWords, importWords } from './importWords.tsx';

const STATES: readonly LineState[] = [
  'rejected',
  'refused',
  'asks',
  'differs',
  'adds',
  'new',
  'recorded',
  'known',
  'skipped',
];

export function ImportLines({ view }: { readonly view: ImportView }) {
  const say = useWords(importWords);
  const address = useAddress();
  const columns = useColumns(view);
  const chosen = address.query.get('state');
  return (
    <>
      <nav className="row import-states" aria-label={say('rows')}>
        <Link className={chosen === null ? 'tag chosen' : 'tag'} to={address.with({ state: null })}>
          {say('allStates')}
        </Link>
        {STATES.filter((state) => (view.counts[state] ?? 0) > 0).map((state) => (
          <Link key={state} className={chosen === state ? 'tag chosen' : 'tag'} to={address.with({ state })}>
            {say(`state_${state}`)} {grouped(String(view.counts[state]))}
          </Link>
        ))}
      </nav>
      <Table
        name="import"
        caption={say('rows')}
        columns={columns}
        rows={view.lines}
        keyOf={(line) => String(line.row)}
        tall
      />
      <p className="soft small">{say('shownOf')}</p>
    </>
  );
}

function useColumns(view: ImportView): readonly Column<ImportLine>[] {
  const say = useWords(importWords);
  return [
    {
      id: 'row',
      head: say('row'),
      align: 'right',
      cell: (line) => line.row,
      sort: (line) => String(line.row),
    },
    {
      id: 'state',
      head: say('state'),
      cell: (line) => (
        <span className={`tag import-${line.state}`}>
          {line.skipped === null ? say(`state_${line.state}`) : say(`skip_${line.skipped}`)}
        </span>
      ),
    },
    {
      id: 'name',
      head: say('name'),
      phone: 'title',
      cell: (line) =>
        line.project !== null && line.state !== 'new' ? (
          <Link to={pathOf('projects', line.project)}>{line.name}</Link>
        ) : (
          line.name
        ),
    },
    {
      id: 'problems',
      head: say('problems'),
      phone: 'whole',
      cell: (line) => <Problems line={line} view={view} />,
    },
    {
      id: 'becomes',
      head: say('becomes'),
      phone: 'whole',
      cell: (line) => <Becomes line={line} view={view} />,
    },
  ];
}

function Problems({ line, view }: { readonly line: ImportLine; readonly view: ImportView }) {
  if (line.problems.length === 0) return NONE_CELL;
  const headOf = (column: number | null) => view.head?.columns.find(({ at }) => at === column)?.head;
  return (
    <div className="import-told">
      {line.problems.map((problem) => (
        <p key={`${problem.code} ${problem.column}`} className={`import-problem ${problem.severity}`}>
          {problem.column !== null && <strong>{headOf(problem.column)} </strong>}
          {problem.message} <span className="soft">{problem.fix}</span>
        </p>
      ))}
    </div>
  );
}

function Becomes({ line, view }: { readonly line: ImportLine; readonly view: ImportView }) {
  const say = useWords(importWords);
  const field = useWords(importFieldWords);
  const { language } = useLanguage();
  const milestone = (id: string | null) => view.milestones.find((one) => one.id === id)?.name ?? id ?? '';
  const nameOf = (key: string) =>
    key.startsWith('milestone:')
      ? milestone(key.slice('milestone:'.length))
      : key in importFieldWords
        ? field(key as keyof typeof importFieldWords)
        : key;
  if (line.skipped !== null) return NONE_CELL;
  return (
    <div className="import-told">
      <p className="small">
        {line.cells
          .filter(({ became }) => became !== '')
          .map(({ column, field: key, read, became, name }) => {
            const told = name ?? valueText(key, became, language);
            return (
              <span key={column} className="import-cell">
                <span className="soft">{nameOf(key)}</span>{' '}
                {read === told || read === became ? told : say('readAs', { read, told })}
              </span>
            );
          })}
      </p>
      {line.differences.map(({ field: key, before, after }) => (
        <p key={key} className="small">
          {nameOf(key)} {valueText(key, after, language)}{' '}
          <span className="soft">
            {before === null
              ? say('nothingBefore')
              : say('before', { value: valueText(key, before, language) })}
          </span>
        </p>
      ))}
      {line.commands.length > 0 && (
        <p className="small">
          {say(line.state === 'recorded' ? 'recordedAs' : 'records')}
          {line.commands
            .map(({ command, milestone: id, occurredOn, late }) => {
              const words =
                command === 'claimMilestone'
                  ? say('claimMilestone', { name: milestone(id), day: occurredOn ?? '' })
                  : say(command);
              return late ? `${words}（${say('late')}）` : words;
            })
            .join('、')}
        </p>
      )}
    </div>
  );
}

/** Money in 万元, exactly; land in mu. */
function valueText(field: string, value: string, language: Language): string {
  if (field === 'land') return `${grouped(value)} ${unitWord('亩', language)}`;
  if (field !== 'planned') return value;
  const { coefficient, scale } = decimal(value);
  return `${grouped(decimalText(normalize({ coefficient, scale: scale + 4 })))} ${unitWord('万元', language)}`;
}
