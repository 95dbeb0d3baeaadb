// 任务分解表: a file, or what was copied in Excel, into the draft. First what each row would record and what is unclear in it; then, on asking, all of
// it or nothing. The same table twice changes nothing.
import { useState } from 'react';
import type { Words } from '../../kernel/loop.ts';
import {
  ask,
  forgetAnswers,
  type ProblemBody,
  problemOf,
  type Recorded,
  useBrowser,
} from '../../ui/answer.tsx';
import { useSaid, useWords } from '../../ui/language.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { ProblemNotice } from '../../ui/states.tsx';
import { breakdownWords } from './breakdownWords.tsx';

interface Problem {
  readonly code: string;
  readonly row: number;
  readonly column: string | null;
  readonly message: string;
  readonly fix: string;
}

interface Preview {
  readonly sheet: string;
  readonly sheets: readonly string[];
  readonly head: number | null;
  readonly rows: readonly {
    readonly row: number;
    readonly cells: readonly string[];
    readonly title: string | null;
    readonly words: Words | null;
    readonly problems: readonly Problem[];
  }[];
  readonly problems: readonly Problem[];
  readonly difference: readonly { readonly element: string }[];
  readonly recorded: Recorded | null;
}

interface Table {
  readonly name: string;
  readonly data: string;
}

const BYTES_MAX = 740_000;

export function BreakdownSheet({
  draft,
  onClose,
  onDone,
}: {
  readonly draft: string;
  readonly onClose: () => void;
  readonly onDone: (recorded: Recorded) => void;
}) {
  const say = useWords(breakdownWords);
  const { newKey } = useBrowser();
  const [table, setTable] = useState<Table>();
  const [preview, setPreview] = useState<Preview>();
  const [problem, setProblem] = useState<ProblemBody>();
  const [busy, setBusy] = useState(false);
  const [key, setKey] = useState('');
  const [pasted, setPasted] = useState('');
  const post = async (sent: Table, isPreview: boolean, sheet?: string): Promise<Preview | undefined> => {
    setBusy(true);
    setProblem(undefined);
    try {
      return await ask<Preview>(`/api/plan/drafts/${encodeURIComponent(draft)}/import?preview=${isPreview}`, {
        method: 'POST',
        // A look is no command: it needs no key that holds.
        headers: { 'content-type': 'application/json', 'idempotency-key': isPreview ? newKey() : key },
        body: JSON.stringify({ ...sent, ...(sheet === undefined ? {} : { sheet }) }),
      });
    } catch (thrown) {
      setProblem(problemOf(thrown));
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  const look = async (sent: Table, sheet?: string) => {
    setTable(sent);
    setPreview(undefined);
    const answer = await post(sent, true, sheet);
    setKey(newKey());
    setPreview(answer);
  };
  const choose = async (file: File | undefined) => {
    if (file === undefined) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (bytes.length > BYTES_MAX)
      setProblem({ status: 413, code: 'table_too_large', title: say('tooLarge') });
    else await look({ name: file.name, data: base64(bytes) });
  };
  const record = async () => {
    if (table === undefined || preview === undefined) return;
    const answer = await post(table, false, preview.sheet);
    if (answer === undefined) return;
    forgetAnswers();
    setPreview(answer);
    if (answer.recorded !== null) onDone(answer.recorded);
  };
  return (
    <Sheet title={say('title')} wide onClose={onClose}>
      <p>{say('lead')}</p>
      <label className="field">
        <span className="hint">{say('file')}</span>
        <input
          type="file"
          accept=".xlsx,.csv"
          disabled={busy}
          onChange={(event) => void choose(event.target.files?.[0])}
        />
      </label>
      <label className="field">
        <span className="hint">{say('paste')}</span>
        <textarea
          className="input"
          rows={4}
          value={pasted}
          placeholder={say('pasteHint')}
          onChange={(event) => setPasted(event.target.value)}
        />
      </label>
      {pasted.trim() !== '' && (
        <p>
          <button
            type="button"
            className="button"
            disabled={busy}
            onClick={() =>
              void look({
                name: say('pastedName'),
                data: base64(new TextEncoder().encode(csvOfPasted(pasted))),
              })
            }
          >
            {say('look')}
          </button>
        </p>
      )}
      {problem !== undefined && <ProblemNotice problem={problem} />}
      {preview !== undefined && table !== undefined && (
        <PreviewTable
          preview={preview}
          busy={busy}
          onSheet={(sheet) => void look(table, sheet)}
          onRecord={() => void record()}
        />
      )}
    </Sheet>
  );
}

function PreviewTable({
  preview,
  busy,
  onSheet,
  onRecord,
}: {
  readonly preview: Preview;
  readonly busy: boolean;
  readonly onSheet: (sheet: string) => void;
  readonly onRecord: () => void;
}) {
  const say = useWords(breakdownWords);
  const said = useSaid();
  const loose = preview.problems.filter((problem) => !preview.rows.some((row) => row.row === problem.row));
  const changes = preview.difference.length;
  return (
    <div className="stack" aria-live="polite">
      {preview.sheets.length > 1 && (
        <label className="field">
          <span className="hint">{say('sheet')}</span>
          <select className="input" value={preview.sheet} onChange={(event) => onSheet(event.target.value)}>
            {preview.sheets.map((sheet) => (
              <option key={sheet}>{sheet}</option>
            ))}
          </select>
        </label>
      )}
      {loose.map((problem) => (
        <p key={`${problem.code} ${problem.row}`} className="notice bad">
          {preview.head !== null && `${say('row')} ${problem.row}：`}
          {problem.message} {problem.fix}
        </p>
      ))}
      {preview.rows.length > 0 && (
        <div className="table-box">
          <table data-table="breakdown">
            <thead>
              <tr>
                <th scope="col">{say('row')}</th>
                <th scope="col">{say('cells')}</th>
                <th scope="col">{say('records')}</th>
              </tr>
            </thead>
            <tbody>
              {preview.rows.map((row) => (
                <tr key={row.row} className={row.problems.length > 0 ? 'plan-changed' : undefined}>
                  <td className="num">{row.row}</td>
                  <td className="soft small">{row.cells.filter((cell) => cell !== '').join(' | ')}</td>
                  <td>
                    {row.problems.map((problem) => (
                      <p key={`${problem.code} ${problem.column}`} className="found bad">
                        {problem.message} <span className="soft">{problem.fix}</span>
                      </p>
                    ))}
                    {row.words !== null
                      ? said(row.words)
                      : row.problems.length === 0 && <span className="soft">{say('same')}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {preview.problems.length > 0 ? (
        <p className="notice bad">{say('unclear', { n: preview.problems.length })}</p>
      ) : changes === 0 ? (
        <p className="notice">{say('nothing')}</p>
      ) : (
        <p className="row">
          <button type="button" className="button main" disabled={busy} aria-busy={busy} onClick={onRecord}>
            {say('record', { n: changes })}
          </button>
        </p>
      )}
    </div>
  );
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

/** What Excel puts on the clipboard (tab between cells, quotes around what holds line breaks) as CSV. */
export function csvOfPasted(text: string): string {
  const cells: string[][] = [[]];
  let cell = '';
  let quoted = false;
  const plain = text.replaceAll('\r\n', '\n').replace(/\n+$/, '');
  for (let at = 0; at < plain.length; at++) {
    const letter = plain[at]!;
    if (quoted && letter === '"' && plain[at + 1] === '"') {
      cell += '"';
      at++;
    } else if (letter === '"' && (quoted || cell === '')) quoted = !quoted;
    else if (!quoted && (letter === '\t' || letter === '\n')) {
      cells.at(-1)!.push(cell);
      cell = '';
      if (letter === '\n') cells.push([]);
    } else cell += letter;
  }
  cells.at(-1)!.push(cell);
  return cells
    .map((row) =>
      row.map((each) => (/[",\n]/.test(each) ? `"${each.replaceAll('"', '""')}"` : each)).join(','),
    )
    .join('\n');
}
