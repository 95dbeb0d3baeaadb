// One fact, whole: its envelope, its body as recorded, its place in the chain.
import type { ReactNode } from 'react';
import { useAnswer } from '../../../ui/answer.tsx';
import { instantText } from '../../../ui/figures.ts';
import { useWords } from '../../../ui/language.tsx';
import { pathOf, withQuery } from '../../../ui/route.ts';
import { Link } from '../../../ui/router.tsx';
import { PageHead } from '../../../ui/shell.tsx';
import { Answered } from '../../../ui/states.tsx';
import type { FactLine } from './ledger.tsx';
import { ledgerWords } from './ledgerWords.tsx';
import './ledger.css';

export interface FactView extends FactLine {
  readonly body: Readonly<Record<string, unknown>>;
  readonly previousHash: string | null;
  readonly planVersion?: string;
  readonly actorPost?: string;
}

export default function FactPage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const say = useWords(ledgerWords);
  const answer = useAnswer<FactView>(`/api/ledger/facts/${encodeURIComponent(params.id ?? '')}`);
  const fact = answer.data;
  return (
    <>
      <PageHead
        title={fact === undefined ? say('title') : `${say('fact', { seq: fact.seq })} · ${fact.title}`}
      />
      <Answered answer={answer}>
        {(shown) => (
          <>
            <section className="panel">
              <dl className="facts body">
                {envelope(shown, say).map(([term, value]) => (
                  <div key={term} style={{ display: 'contents' }}>
                    <dt>{term}</dt>
                    <dd>{value}</dd>
                  </div>
                ))}
              </dl>
            </section>
            <section className="panel" aria-labelledby="body">
              <header>
                <h2 id="body">{say('body')}</h2>
              </header>
              <pre className="fact-body mono">{JSON.stringify(shown.body, null, 2)}</pre>
            </section>
          </>
        )}
      </Answered>
    </>
  );
}

function envelope(fact: FactView, say: (key: keyof typeof ledgerWords) => string): [string, ReactNode][] {
  const subject =
    fact.loop === 'projects' ? (
      <Link to={pathOf('projects', fact.subject)}>{fact.subject}</Link>
    ) : (
      fact.subject
    );
  const rows: [string, ReactNode][] = [
    [
      say('id'),
      <span key="id" className="mono">
        {fact.id}
      </span>,
    ],
    [
      say('what'),
      <span key="kind">
        {fact.title}{' '}
        <span className="mono soft">
          {fact.loop}/{fact.kind}
        </span>
      </span>,
    ],
    [
      say('subject'),
      <span key="subject" className="row">
        {subject}
        <Link className="small" to={`/ledger${withQuery('', { loop: fact.loop, subject: fact.subject })}`}>
          {say('sameSubject')}
        </Link>
      </span>,
    ],
    [say('unit'), fact.unit],
    [say('occurredOn'), fact.occurredOn],
    [say('recordedAt'), instantText(fact.recordedAt)],
    [say('actor'), `${fact.actorUnit} ${fact.actorPost ?? ''} ${fact.actor}`],
  ];
  if (fact.corrects !== null) {
    rows.push([
      say('corrects'),
      <Link key="corrects" className="mono" to={pathOf('ledger', 'facts', fact.corrects)}>
        {fact.corrects}
      </Link>,
    ]);
  }
  if (fact.planVersion !== undefined)
    rows.push([
      say('plan'),
      <span key="plan" className="mono">
        {fact.planVersion}
      </span>,
    ]);
  rows.push([
    say('hash'),
    <span key="hash" className="mono">
      {fact.hash}
    </span>,
  ]);
  rows.push([
    say('previous'),
    <span key="previous" className="mono">
      {fact.previousHash ?? '—'}
    </span>,
  ]);
  return rows;
}
