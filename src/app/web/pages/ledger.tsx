// 留痕核验: what was recorded, in order, and the proof that nothing was altered.

import { useState } from 'react';
import { Actor } from '../../../ui/actor.tsx';
import { ask, type ProblemBody, problemOf, useAnswer, useMore } from '../../../ui/answer.tsx';
import { grouped, instantText } from '../../../ui/figures.ts';
import { Form, SearchField, Select, SendButton, TextField } from '../../../ui/form.tsx';
import { useHalf, useWords } from '../../../ui/language.tsx';
import { pathOf, withQuery } from '../../../ui/route.ts';
import { Link, navigate, useAddress } from '../../../ui/router.tsx';
import { PageHead } from '../../../ui/shell.tsx';
import { Head, type Standing } from '../../../ui/standpoint.tsx';
import { Answered, Empty, ProblemNotice } from '../../../ui/states.tsx';
import { type Column, Table } from '../../../ui/table.tsx';
import { kindAbout, useKindTitle } from './kindTitle.tsx';
import { LEDGER_LOOPS, ledgerWords } from './ledgerWords.tsx';
import './ledger.css';

export interface FactLine {
  readonly seq: number;
  readonly id: string;
  readonly loop: string;
  readonly kind: string;
  readonly subject: string;
  readonly unit: string;
  readonly unitName: string;
  readonly occurredOn: string;
  readonly recordedAt: string;
  readonly actor: string;
  readonly actorPost: string;
  readonly actorUnit: string;
  readonly actorUnitName: string;
  readonly planVersion: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly corrects: string | null;
  readonly hash: string;
  /** The milestone, indicator or period that it is about. */
  readonly about?: string | null;
}

export interface FactsView {
  readonly at: Standing;
  readonly facts: readonly FactLine[];
  readonly nextCursor: string | null;
}

export interface Verification {
  readonly ok: boolean;
  /** False when no head was given: then a cut tail leaves no trace. */
  readonly tailProven: boolean;
  readonly checked: { readonly facts: number; readonly tables: readonly string[] };
  readonly findings: readonly {
    readonly code: string;
    readonly where: string;
    readonly message: string;
  }[];
}

/** The choice that leaves nothing out. */
const EVERYTHING = 'all';

export default function LedgerPage() {
  const say = useWords(ledgerWords);
  const { query } = useAddress();
  const asked = query.get('loop');
  // Passwords set are noise to who looks for business; they are there on asking.
  const isPlain = asked === null && !query.has('subject');
  const address = `/api/ledger/facts${withQuery('', {
    loop: asked === EVERYTHING ? null : asked,
    subject: query.get('subject'),
    leaveOut: isPlain ? 'passwordSet' : null,
  })}`;
  const answer = useAnswer<FactsView>(address);
  return (
    <>
      <PageHead title={say('title')} lead={say('lead')}>
        {answer.data !== undefined && <Head head={answer.data.at.head} />}
      </PageHead>
      <Verify />
      <Answered answer={answer} bars={14}>
        {(view) => (
          <section className="panel" aria-label={say('title')}>
            <Filters />
            <Facts view={view} address={address} />
          </section>
        )}
      </Answered>
    </>
  );
}

function Verify() {
  const say = useWords(ledgerWords);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemBody>();
  const [found, setFound] = useState<Verification>();
  const verify = async (head: string) => {
    setBusy(true);
    setProblem(undefined);
    setFound(undefined);
    try {
      const init = {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(head === '' ? {} : { head }),
      };
      setFound(await ask<Verification>('/api/ledger/verify', init));
    } catch (thrown) {
      setProblem(problemOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="panel no-print" aria-label={say('verify')}>
      <div className="body stack">
        <Form className="verify" onSend={(values) => void verify((values.head ?? '').trim())}>
          <TextField
            label={say('withHead')}
            hint={say('headHint')}
            name="head"
            autoComplete="off"
            onInput={() => {
              // A verdict belongs to the head it was given for.
              setFound(undefined);
              setProblem(undefined);
            }}
          />
          <SendButton busy={busy}>{busy ? say('verifying') : say('verify')}</SendButton>
        </Form>
        {problem !== undefined && <ProblemNotice problem={problem} />}
        {found !== undefined && <Found found={found} />}
      </div>
    </section>
  );
}

function Found({ found }: { readonly found: Verification }) {
  const say = useWords(ledgerWords);
  const halfOf = useHalf();
  const { facts, tables } = found.checked;
  if (found.ok) {
    return (
      <p className="notice good" role="status">
        {say('good', { facts: grouped(String(facts)), tables: tables.length })}
        {!found.tailProven && ` ${say('tailUnproven')}`}
      </p>
    );
  }
  return (
    <div className="notice bad" role="alert">
      <strong>{say('bad', { n: found.findings.length })}</strong>
      <ul>
        {found.findings.map((finding) => (
          <li key={finding.code + finding.message}>
            {halfOf(finding.message)} <span className="mono soft">{finding.code}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Filters() {
  const say = useWords(ledgerWords);
  const address = useAddress();
  return (
    <Form
      className="filters ledger-filters no-print"
      onSend={(values) => navigate(address.with({ subject: values.subject ?? '' }))}
    >
      <Select
        label={say('loop')}
        name="loop"
        value={address.query.get('loop') ?? ''}
        onChange={(event) => navigate(address.with({ loop: event.target.value }))}
        choices={[
          { value: '', label: say('business') },
          { value: EVERYTHING, label: say('all') },
          ...LEDGER_LOOPS.map((loop) => ({ value: loop, label: say(loop) })),
        ]}
      />
      <SearchField label={say('subject')} name="subject" value={address.query.get('subject') ?? ''} />
      <SendButton busy={false}>{say('find')}</SendButton>
    </Form>
  );
}

const factsOf = (view: FactsView) => view.facts;

function Facts({ view, address }: { readonly view: FactsView; readonly address: string }) {
  const say = useWords(ledgerWords);
  const here = useAddress();
  const more = useMore<FactLine, FactsView>(address, view, factsOf);
  const titleOf = useKindTitle();
  const columns: Column<FactLine>[] = [
    {
      id: 'seq',
      head: say('seq'),
      align: 'right',
      className: 'narrow soft',
      cell: (line) => grouped(String(line.seq)),
    },
    {
      id: 'what',
      head: say('what'),
      phone: 'title',
      cell: (line) => (
        <>
          <Link to={pathOf('ledger', 'facts', line.id)}>{kindAbout(titleOf, line)}</Link>
          {line.corrects !== null && <span className="soft small"> {say('correctsShort')}</span>}
        </>
      ),
    },
    {
      id: 'subject',
      head: say('subject'),
      phone: 'none',
      cell: (line) => (
        <Link className="opens mono" to={here.with({ loop: line.loop, subject: line.subject })}>
          {line.subject}
        </Link>
      ),
    },
    {
      id: 'occurredOn',
      head: say('occurredOn'),
      className: 'num',
      phone: 'none',
      cell: (line) => line.occurredOn,
    },
    {
      id: 'recordedAt',
      head: say('recordedAt'),
      className: 'num',
      cell: (line) => instantText(line.recordedAt),
    },
    {
      id: 'actor',
      head: say('actor'),
      cell: (line) => (
        <>
          {/* A firm is of no unit, though what it does is recorded with the one of its project. */}
          {line.actor === 'firm' ? '' : `${line.actorUnitName} `}
          <span className="soft">
            <Actor id={line.actor} />
          </span>
        </>
      ),
    },
    {
      id: 'hash',
      head: say('hash'),
      phone: 'none',
      cell: (line) => <span className="mono soft">{line.hash.slice(0, 8)}</span>,
    },
  ];
  if (view.facts.length === 0) {
    return (
      <Empty title={say('none')}>
        <Link to={here.with({ loop: null, subject: null })}>{say('clear')}</Link>
      </Empty>
    );
  }
  return (
    <>
      <Table
        name="facts"
        caption={say('title')}
        columns={columns}
        rows={more.rows}
        keyOf={(line) => line.id}
        phone="lines"
        tall
      />
      {more.problem !== undefined && <ProblemNotice problem={more.problem} />}
      {more.next !== null && (
        <div className="table-foot no-print">
          <button type="button" className="button" disabled={more.busy} onClick={more.load}>
            {say('more')}
          </button>
        </div>
      )}
    </>
  );
}
