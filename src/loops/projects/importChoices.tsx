// How a list is to be read: sheet, columns, units, names nobody knows, and what to do with what stands already. Changed here, checked again on asking.
import { useState } from 'react';
import { Select } from '../../ui/form.tsx';
import { useWords } from '../../ui/language.tsx';
import type { ImportChoicesView, ImportColumn, ImportView } from './importViews.tsx';
import { importFieldWords, importWords } from './importWords.tsx';
import type { Named } from './projectViews.tsx';

/** Problems that are settled by a choice under 怎么处理. */
const SETTLED_THERE: ReadonlySet<string> = new Set([
  'day_year_missing',
  'unit_missing',
  'match_unclear',
  'needs_confirmation',
]);
const MONEY = ['元', '千元', '万元', '亿元'];
const LAND = ['亩', '公顷'];

export function ImportChoices({
  view,
  units,
  onCheck,
}: {
  readonly view: ImportView;
  readonly units: readonly Named[];
  readonly onCheck: (choices: ImportChoicesView) => void;
}) {
  const say = useWords(importWords);
  const [choices, setChoices] = useState(view.choices);
  const set = (more: Partial<ImportChoicesView>) => setChoices((before) => ({ ...before, ...more }));
  const changed = JSON.stringify(choices) !== JSON.stringify(view.choices);
  const others = view.sheets.filter((sheet, at) => !sheet.hidden && at !== view.sheet);
  const hidden = view.sheets.filter((sheet) => sheet.hidden).map(({ name }) => name);
  const unit = (column: ImportColumn, next: { readonly field?: string; readonly unit?: string }) =>
    set({ columns: { ...choices.columns, [column.at]: { ...choices.columns[column.at], ...next } } });
  const hasUnclear = view.unclear.length > 0;
  return (
    <div className="stack">
      <Understood view={view} />
      {others.length > 0 && (
        <p className="soft small">
          {say('sheetRead', {
            name: view.sheets[view.sheet ?? 0]?.name ?? '',
            others: others.map(({ name }) => name).join('、'),
          })}
        </p>
      )}
      {hidden.length > 0 && <p className="soft small">{say('hiddenSheets', { names: hidden.join('、') })}</p>}
      {hasUnclear && <Unclear view={view} units={units} choices={choices} set={set} replace={setChoices} />}
      <details open={view.head?.columns.some((column) => needsUnit(column)) === true}>
        <summary>{say('columns')}</summary>
        <p className="soft small">{say('columnsHint')}</p>
        <div className="import-columns">
          {view.head?.columns
            .filter(({ head }) => head !== '')
            .map((column) => (
              <ColumnChoice
                key={column.at}
                column={column}
                chosen={choices.columns[column.at]}
                milestones={view.milestones}
                onChange={(next) => unit(column, next)}
              />
            ))}
        </div>
      </details>
      <details open={view.lines.some(({ problems }) => problems.some(({ code }) => SETTLED_THERE.has(code)))}>
        <summary>{say('settings')}</summary>
        <Treatment view={view} units={units} choices={choices} set={set} replace={setChoices} />
      </details>
      {changed && (
        <p>
          <button type="button" className="button main" onClick={() => onCheck(choices)}>
            {say('again')}
          </button>
        </p>
      )}
    </div>
  );
}

/** Which columns were understood as what, at a glance. */
function Understood({ view }: { readonly view: ImportView }) {
  const say = useWords(importWords);
  const word = useWords(importFieldWords);
  const columns = (view.head?.columns ?? []).filter(({ head }) => head !== '');
  const nameOf = (field: string): string =>
    field in importFieldWords
      ? word(field as keyof typeof importFieldWords)
      : (view.milestones.find(({ id }) => `milestone:${id}` === field)?.name ?? field);
  const taken = columns.flatMap(({ at, head, field, unit }) => {
    if (field === null) return [];
    const bare = head.split('·').at(-1) ?? head;
    const as = unit === null || head.includes(unit) ? nameOf(field) : `${nameOf(field)}，${unit}`;
    return [{ at, text: bare === as ? bare : say('takenAs', { head: bare, field: as }) }];
  });
  const left = columns.filter(({ field }) => field === null);
  return (
    <div>
      <p className="small">
        <strong>{say('understood', { n: String(taken.length) })}</strong>{' '}
        {taken.map(({ text }) => text).join('、')}
      </p>
      {left.length > 0 && (
        <p className="soft small">
          {say('notTaken', { n: String(left.length) })}{' '}
          {left.map(({ head, note }) => (note === null ? head : `${head}（${note}）`)).join('、')}
        </p>
      )}
    </div>
  );
}

function needsUnit({ field, unit }: ImportColumn): boolean {
  return (field === 'planned' || field === 'land') && unit === null;
}

interface Changing {
  readonly view: ImportView;
  readonly units: readonly Named[];
  readonly choices: ImportChoicesView;
  readonly set: (more: Partial<ImportChoicesView>) => void;
  readonly replace: (choices: ImportChoicesView) => void;
}

function Unclear({ view, units, choices, set }: Changing) {
  const say = useWords(importWords);
  return (
    <fieldset className="import-unclear">
      <legend>{say('unclear')}</legend>
      {view.unclear.map(({ field, text, count, near }) => {
        const others = field === 'unit' ? units.filter(({ id }) => !near.some((one) => one.id === id)) : [];
        const answer = choices.answers[field]?.[text];
        return (
          <Select
            key={`${field} ${text}`}
            label={`${text}（${say('rowsOf', { n: String(count) })}）`}
            value={answer === undefined ? '?' : answer}
            choices={[
              { value: '?', label: say('pick') },
              ...[...near, ...others].map(({ id, name }) => ({ value: id, label: name })),
              ...(field === 'unit' ? [] : [{ value: '', label: say('dropCell') }]),
            ]}
            onChange={(event) => {
              const { [text]: _before, ...rest } = choices.answers[field] ?? {};
              const { value } = event.target;
              set({
                answers: { ...choices.answers, [field]: value === '?' ? rest : { ...rest, [text]: value } },
              });
            }}
          />
        );
      })}
    </fieldset>
  );
}

function ColumnChoice({
  column,
  chosen,
  milestones,
  onChange,
}: {
  readonly column: ImportColumn;
  readonly chosen: { readonly field?: string; readonly unit?: string } | undefined;
  readonly milestones: readonly Named[];
  readonly onChange: (next: { readonly field?: string; readonly unit?: string }) => void;
}) {
  const say = useWords(importWords);
  const name = useWords(importFieldWords);
  const field = chosen?.field ?? column.field ?? '';
  const unit = chosen?.unit ?? column.unit ?? '';
  const list = field === 'planned' ? MONEY : field === 'land' ? LAND : [];
  return (
    <div>
      <Select
        label={column.head}
        hint={column.note ?? undefined}
        value={field}
        choices={[
          { value: '', label: say('leftOut') },
          ...(Object.keys(importFieldWords) as (keyof typeof importFieldWords)[]).map((key) => ({
            value: key,
            label: name(key),
          })),
          ...milestones.map((one) => ({ value: `milestone:${one.id}`, label: one.name })),
        ]}
        onChange={(event) => onChange({ field: event.target.value })}
      />
      {list.length > 0 && (
        <Select
          label={say('unit')}
          value={unit}
          choices={[
            { value: '', label: say('pickUnit') },
            ...list.map((each) => ({ value: each, label: each })),
          ]}
          onChange={(event) => onChange({ unit: event.target.value })}
        />
      )}
    </div>
  );
}

function Treatment({ view, units, choices, set, replace }: Changing) {
  const say = useWords(importWords);
  const years = Array.from({ length: 12 }, (_, at) => String(2018 + at));
  const { sheet: _sheet, year: _year, unit: _unit, ...plain } = choices;
  return (
    <div className="import-columns">
      {view.sheets.length > 1 && (
        <Select
          label={say('sheet')}
          value={String(choices.sheet ?? view.sheet ?? 0)}
          choices={view.sheets.map(({ name }, at) => ({ value: String(at), label: name }))}
          onChange={(event) => set({ sheet: Number(event.target.value), columns: {} })}
        />
      )}
      <Select
        label={say('headRow')}
        value={choices.headRow === undefined ? '' : String(choices.headRow)}
        choices={[
          { value: '', label: say('headFound', { row: String(view.head?.lastRow ?? '') }) },
          ...Array.from({ length: 30 }, (_, at) => ({ value: String(at + 1), label: String(at + 1) })),
        ]}
        onChange={(event) => {
          const { headRow: _headRow, ...others } = choices;
          const row = event.target.value;
          replace(row === '' ? { ...others, columns: {} } : { ...others, columns: {}, headRow: Number(row) });
        }}
      />
      <Select
        label={say('existing')}
        value={choices.existing}
        choices={[
          { value: 'leave', label: say('leave') },
          { value: 'amend', label: say('amend') },
        ]}
        onChange={(event) => set({ existing: event.target.value as 'leave' | 'amend' })}
      />
      <Select
        label={say('sameName')}
        value={choices.sameName}
        choices={[
          { value: 'ask', label: say('askName') },
          { value: 'same', label: say('same') },
          { value: 'new', label: say('fresh') },
        ]}
        onChange={(event) => set({ sameName: event.target.value as 'ask' | 'same' | 'new' })}
      />
      <Select
        label={say('unitDefault')}
        value={choices.unit ?? ''}
        choices={[
          { value: '', label: say('none') },
          ...units.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(event) =>
          set({
            ...plain,
            ...(choices.year === undefined ? {} : { year: choices.year }),
            unit: event.target.value,
          })
        }
      />
      <Select
        label={say('year')}
        value={choices.year === undefined ? '' : String(choices.year)}
        choices={[
          { value: '', label: say('yearHead') },
          ...years.map((year) => ({ value: year, label: year })),
        ]}
        onChange={(event) => event.target.value !== '' && set({ year: Number(event.target.value) })}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={choices.confirm}
          onChange={(event) => set({ confirm: event.target.checked })}
        />
        {say('confirm')}
      </label>
    </div>
  );
}
