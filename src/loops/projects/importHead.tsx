// A list whose head was not found: its first rows, and the person says which one names the columns; what each column is can then be chosen.
import { Select } from '../../ui/form.tsx';
import { useWords } from '../../ui/language.tsx';
import type { ImportChoicesView, ImportView } from './importViews.tsx';
import { importWords } from './importWords.tsx';

export function ImportHead({
  view,
  onCheck,
}: {
  readonly view: ImportView;
  readonly onCheck: (choices: ImportChoicesView) => void;
}) {
  const say = useWords(importWords);
  const width = Math.max(...view.first.map(({ cells }) => cells.length));
  return (
    <div className="stack">
      {view.sheets.length > 1 && (
        <Select
          label={say('sheet')}
          value={String(view.choices.sheet ?? view.sheet ?? 0)}
          choices={view.sheets.map(({ name }, at) => ({ value: String(at), label: name }))}
          onChange={(event) => {
            const { headRow: _, ...choices } = view.choices;
            onCheck({ ...choices, sheet: Number(event.target.value), columns: {} });
          }}
        />
      )}
      <p>{say('chooseHead')}</p>
      <div className="import-first">
        <table>
          <tbody>
            {view.first.map(({ row, cells }) => (
              <tr key={row}>
                <th scope="row">
                  <button
                    type="button"
                    className="button"
                    aria-label={say('headAt', { row: String(row) })}
                    onClick={() => onCheck({ ...view.choices, headRow: row, columns: {} })}
                  >
                    {row} {say('isHead')}
                  </button>
                </th>
                {Array.from({ length: width }, (_, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a place in the row is what a cell is.
                  <td key={at}>{cells[at] ?? ''}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
