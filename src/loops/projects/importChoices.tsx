// How a list is to be read: sheet, columns, units, names nobody knows, and what to do with what stands already. Changed here, checked again on asking.
import { useState } from 'react';
import { Select } from '../../ui/form.tsx';
import { useWords } from '../../ui/language.tsx';
import type { ImportChoicesView, ImportColumn, ImportView } from './importViews.tsx';
import { importFieldWords, importWords } from './importWords.tsx';
import type { Named } from './projectViews.tsx';

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
  const hidden = view.sheets.filter((sheet) => sheet.hidden).map(({ name }) => name);
  const unit = (column: ImportColumn, next: { readonly field?: string; readonly unit?: string }) =>
    set({ columns: { ...choices.columns, [column.at]: { ...choices.columns[column.at], ...next } } });
  const hasUnclear = view.unclear.length > 0;
  return (
    <div className="stack">
      {hidden.length > 0 && <p className="soft small">{say('hiddenSheets', { names: hidden.join('、') })}</p>}
      {hasUnclear && <Unclear view={view} units={units} choices={choices} set={set} />}
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
      <details>
        <summary>{say('settings')}</summary>
        <Treatment view={view} units={units} choices={choices} set={set} />
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

function needsUnit({ field, unit }: ImportColumn): boolean {
  return (field === 'planned' || field === 'land') && unit === null;
}

interface Changing {
  readonly view: ImportView;
  readonly units: readonly Named[];
  readonly choices: ImportChoicesView;
  readonly set: (more: Partial<ImportChoicesView>) => void;
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

function Treatment({ view, units, choices, set }: Changing) {
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
