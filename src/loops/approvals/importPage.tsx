// 导入审批: a file of events of an approving system, shown row by row before anything is recorded: what is new, what is there already, what contradicts. The
// same file twice changes nothing.
import { useState } from 'react';
import { ask, forgetAnswers, type ProblemBody, problemOf, useAnswer, useBrowser } from '../../ui/answer.tsx';
import { grouped } from '../../ui/figures.ts';
import { Form, Select, SendButton } from '../../ui/form.tsx';
import { useWords } from '../../ui/language.tsx';
import { pathOf } from '../../ui/route.ts';
import { Link, useAddress } from '../../ui/router.tsx';
import { PageHead } from '../../ui/shell.tsx';
import { Done, ProblemNotice } from '../../ui/states.tsx';
import { type Column, NONE_CELL, Table } from '../../ui/table.tsx';
import { approvalToolWords } from './approvalToolWords.tsx';
import { KeptImports, type KeptView } from './keptImports.tsx';
import './approvals.css';

interface ImportedLine {
  readonly line: number;
  readonly application: string;
  readonly approval: string | null;
  readonly command: string | null;
  readonly occurredOn: string | null;
  readonly state: 'new' | 'known' | 'conflict' | 'refused' | 'unclear' | 'recorded';
  readonly late: boolean;
  readonly problem: { readonly code: string; readonly message: string } | null;
}

interface ImportAnswer {
  readonly preview: boolean;
  readonly lines: number;
  readonly recorded: number;
  readonly known: number;
  readonly conflicts: number;
  readonly refused: number;
  readonly unclear: number;
  readonly undocumented: number;
  readonly rows: readonly ImportedLine[];
}

interface Given {
  readonly name: string;
  readonly data: string;
  readonly system?: string;
}

/** What needs a person first. */
const ORDER = ['conflict', 'refused', 'unclear', 'new', 'recorded', 'known'] as const;
const SHOWN = 500;

export default function ApprovalImportPage() {
  const say = useWords(approvalToolWords);
  const browser = useBrowser();
  const [given, setGiven] = useState<Given>();
  const [answer, setAnswer] = useState<ImportAnswer>();
  const [problem, setProblem] = useState<ProblemBody>();
  const [busy, setBusy] = useState(false);
  const send = async (file: Given, preview: boolean) => {
    setBusy(true);
    setProblem(undefined);
    try {
      const told = await ask<ImportAnswer>(`/api/approvals/import?preview=${preview}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': browser.newKey() },
        body: JSON.stringify(file),
      });
      if (!preview) forgetAnswers();
      setAnswer(told);
    } catch (thrown) {
      setProblem(problemOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  const look = async (form: FormData) => {
    const file = form.get('file');
    const system = String(form.get('system') ?? '').trim();
    if (!(file instanceof File) || file.size === 0) return;
    const data = base64(new Uint8Array(await file.arrayBuffer()));
    const next = { name: file.name, data, ...(system === '' ? {} : { system }) };
    setGiven(next);
    setAnswer(undefined);
    await send(next, true);
  };
  return (
    <>
      <PageHead title={say('import')} />
      <section className="panel">
        <form
          className="form body import-approvals"
          onSubmit={(event) => {
            event.preventDefault();
            void look(new FormData(event.currentTarget));
          }}
        >
          <p className="soft">{say('importHow')}</p>
          <label className="field">
            <span>{say('file')}</span>
            <input type="file" name="file" accept=".xlsx,.xlsm,.csv,.tsv,.json,.jsonl" required />
          </label>
          <SystemField />
          <SendButton busy={busy}>{say('look')}</SendButton>
        </form>
        {problem !== undefined && <ProblemNotice problem={problem} />}
      </section>
      {answer !== undefined && (
        <section className="panel" aria-label={say('result')}>
          {!answer.preview && <Done>{say('done', { n: answer.recorded })}</Done>}
          <Counts answer={answer} />
          {answer.undocumented > 0 && (
            <p className="body notice">{say('undocumented', { n: answer.undocumented })}</p>
          )}
          {answer.preview && answer.recorded > 0 && given !== undefined && (
            <Form className="body" onSend={() => void send(given, false)}>
              <SendButton busy={busy}>{say('recordThem', { n: answer.recorded })}</SendButton>
            </Form>
          )}
          <Rows answer={answer} />
        </section>
      )}
      <KeptImports />
    </>
  );
}

/** The plan's systems that this account may bring in, by title; nothing is chosen for a file that names its own. */
function SystemField() {
  const say = useWords(approvalToolWords);
  const answer = useAnswer<KeptView>('/api/approvals/imports');
  const systems = answer.data?.systems;
  if (systems?.length === 0) return <p className="notice bad">{say('noSystem')}</p>;
  return (
    <Select
      label={say('system')}
      hint={say('systemHint')}
      name="system"
      choices={[
        { value: '', label: say('systemInFile') },
        ...(systems ?? []).map(({ id, title }) => ({ value: id, label: title })),
      ]}
    />
  );
}

function Counts({ answer }: { readonly answer: ImportAnswer }) {
  const say = useWords(approvalToolWords);
  const address = useAddress();
  const count = (state: (typeof ORDER)[number], n: number) => (
    <div key={state}>
      <dt>{say(`state${state}`)}</dt>
      <dd>
        {n === 0 ? (
          0
        ) : (
          <Link className="opens" to={address.with({ state })}>
            {grouped(String(n))}
          </Link>
        )}
      </dd>
    </div>
  );
  return (
    <dl className="approval-sums">
      <div>
        <dt>{say('lines')}</dt>
        <dd>
          <Link className="opens" to={address.with({ state: null })}>
            {grouped(String(answer.lines))}
          </Link>
        </dd>
      </div>
      {count(answer.preview ? 'new' : 'recorded', answer.recorded)}
      {count('known', answer.known)}
      {count('conflict', answer.conflicts)}
      {count('refused', answer.refused)}
      {count('unclear', answer.unclear)}
    </dl>
  );
}

function Rows({ answer }: { readonly answer: ImportAnswer }) {
  const say = useWords(approvalToolWords);
  const { query } = useAddress();
  const state = query.get('state');
  const chosen = answer.rows
    .filter((row) => state === null || row.state === state)
    .toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.line - b.line);
  const columns: readonly Column<ImportedLine>[] = [
    { id: 'line', head: say('line'), align: 'right', className: 'num', cell: (row) => row.line },
    { id: 'application', head: say('application'), phone: 'title', cell: (row) => row.application },
    {
      id: 'approval',
      head: say('approval'),
      cell: (row) =>
        row.approval === null ? (
          NONE_CELL
        ) : row.state === 'new' ? (
          row.approval
        ) : (
          <Link to={pathOf('approvals', row.approval)}>{row.approval}</Link>
        ),
    },
    {
      id: 'event',
      head: say('event'),
      cell: (row) => (row.command === null ? NONE_CELL : eventWord(row.command, say)),
    },
    {
      id: 'day',
      head: say('day'),
      align: 'right',
      className: 'num',
      cell: (row) => row.occurredOn ?? NONE_CELL,
    },
    {
      id: 'state',
      head: say('outcome'),
      phone: 'whole',
      cell: (row) => (
        <>
          <span className={row.problem === null ? undefined : 'late-word'}>{say(`state${row.state}`)}</span>
          {row.late && <span className="tag">{say('late')}</span>}
          {row.problem !== null && (
            <span className="note" title={row.problem.code}>
              {row.problem.message}
            </span>
          )}
        </>
      ),
    },
  ];
  return (
    <>
      <Table
        name="importedEvents"
        caption={say('result')}
        columns={columns}
        rows={chosen.slice(0, SHOWN)}
        keyOf={(row) => `${row.line}`}
        tall
      />
      {chosen.length > SHOWN && <p className="body soft">{say('firstOnes', { n: SHOWN })}</p>}
    </>
  );
}

const EVENTS = [
  'fileApproval',
  'acceptApproval',
  'askSupplement',
  'handInSupplement',
  'pauseClock',
  'resumeClock',
  'startTechnicalReview',
  'endTechnicalReview',
  'extendApproval',
  'decideApproval',
  'withdrawApproval',
  'giveDocumentNumber',
  'grantDeferral',
  'meetDeferral',
] as const;

function eventWord(command: string, say: (key: (typeof EVENTS)[number]) => string): string {
  const known = EVENTS.find((one) => one === command);
  return known === undefined ? command : say(known);
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += 32_768)
    text += String.fromCharCode(...bytes.subarray(from, from + 32_768));
  return btoa(text);
}
