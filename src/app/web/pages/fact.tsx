// One fact, whole: its envelope, its body as recorded, its place in the chain.
import type { ReactNode } from 'react';
import type { Words } from '../../../kernel/loop.ts';
import { useAnswer } from '../../../ui/answer.tsx';
import { amountText, instantText } from '../../../ui/figures.ts';
import { useLanguage, useSaid, useWords } from '../../../ui/language.tsx';
import { pathOf, withQuery } from '../../../ui/route.ts';
import { Link, useAddress } from '../../../ui/router.tsx';
import { PageHead } from '../../../ui/shell.tsx';
import { Answered } from '../../../ui/states.tsx';
import { kindAbout, useKindTitle } from './kindTitle.tsx';
import type { FactLine } from './ledger.tsx';
import { ledgerWords } from './ledgerWords.tsx';
import './ledger.css';

export interface FactView {
  readonly fact: FactLine;
  /** Later facts that answer this one: its recognition, its correction. */
  readonly correctedBy: readonly FactLine[];
  readonly previousHash?: string;
  /** The body in words, by the titles of its schema. */
  readonly fields?: readonly {
    readonly key: string;
    readonly title: Words;
    readonly type: 'text' | 'yuan' | 'yes';
    readonly value: string;
  }[];
}

export default function FactPage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const say = useWords(ledgerWords);
  const { query } = useAddress();
  const known = withQuery('', { known: query.get('known') });
  const answer = useAnswer<FactView>(`/api/ledger/facts/${encodeURIComponent(params.id ?? '')}${known}`);
  const titleOf = useKindTitle();
  const fact = answer.data?.fact;
  return (
    <>
      <PageHead
        title={
          fact === undefined
            ? say('title')
            : `${say('fact', { seq: fact.seq })} · ${kindAbout(titleOf, fact)}`
        }
      />
      <Answered answer={answer}>
        {(shown) => (
          <>
            <section className="panel">
              <dl className="facts body">
                {envelope(shown, say, titleOf).map(([term, value]) => (
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
              <Fields fields={shown.fields ?? []} />
              <details className="body">
                <summary>{say('asRecorded')}</summary>
                <pre className="fact-body mono">{JSON.stringify(shown.fact.body, null, 2)}</pre>
              </details>
            </section>
            {shown.correctedBy.length > 0 && (
              <section className="panel" aria-labelledby="corrected-by">
                <header>
                  <h2 id="corrected-by">{say('correctedBy')}</h2>
                </header>
                <ul className="body stack">
                  {shown.correctedBy.map((other) => (
                    <li key={other.id} className="row">
                      <Link to={pathOf('ledger', 'facts', other.id)}>
                        {say('fact', { seq: other.seq })} · {kindAbout(titleOf, other)}
                      </Link>
                      <span className="soft num">
                        {instantText(other.recordedAt)} {other.actorUnitName}
                      </span>
                    </li>
                  ))}
                </ul>
              </section>
            )}
          </>
        )}
      </Answered>
    </>
  );
}

function Fields({ fields }: { readonly fields: NonNullable<FactView['fields']> }) {
  const say = useWords(ledgerWords);
  const said = useSaid();
  const { language } = useLanguage();
  return (
    <dl className="facts body">
      {fields.map((field) => (
        <div key={field.key} style={{ display: 'contents' }}>
          <dt>{said(field.title)}</dt>
          <dd className="fact-value">
            {field.type === 'yes'
              ? say(field.value === 'true' ? 'yes' : 'no')
              : field.type === 'yuan'
                ? amountText(field.value, '元', language)
                : field.value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function envelope(
  { fact, previousHash }: FactView,
  say: (key: keyof typeof ledgerWords) => string,
  titleOf: (kind: string) => string,
): [string, ReactNode][] {
  const mono = (text: string) => <span className="mono">{text}</span>;
  const rows: [string, ReactNode][] = [
    [say('id'), mono(fact.id)],
    [
      say('what'),
      <span key="kind">
        {titleOf(fact.kind)} <span className="mono soft">{`${fact.loop}/${fact.kind}`}</span>
      </span>,
    ],
    [say('subject'), <Subject key="subject" fact={fact} />],
    [say('unit'), fact.unitName],
    [say('occurredOn'), fact.occurredOn],
    [say('recordedAt'), instantText(fact.recordedAt)],
    [say('actor'), `${fact.actorUnitName} · ${fact.actorPost} · ${fact.actor}`],
  ];
  if (fact.corrects !== null) {
    rows.push([
      say('corrects'),
      <Link key="corrects" className="mono" to={pathOf('ledger', 'facts', fact.corrects)}>
        {fact.corrects}
      </Link>,
    ]);
  }
  rows.push([say('plan'), mono(fact.planVersion || '—')], [say('hash'), mono(fact.hash)]);
  if (previousHash !== undefined) rows.push([say('previous'), mono(previousHash)]);
  return rows;
}

function Subject({ fact }: { readonly fact: FactLine }) {
  const say = useWords(ledgerWords);
  return (
    <span className="row">
      {fact.loop === 'projects' ? (
        <Link to={pathOf('projects', fact.subject)}>{fact.subject}</Link>
      ) : (
        fact.subject
      )}
      <Link className="small" to={`/ledger${withQuery('', { loop: fact.loop, subject: fact.subject })}`}>
        {say('sameSubject')}
      </Link>
    </span>
  );
}
