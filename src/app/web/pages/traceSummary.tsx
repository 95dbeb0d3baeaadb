// The first look: is everything accounted for; how many of how many; which plan and which text; what is quoted without ground.
import type { TokenCounts } from '../../../plan/tracedView.ts';
import { grouped } from '../../../ui/figures.ts';
import { Select } from '../../../ui/form.tsx';
import { useWords } from '../../../ui/language.tsx';
import { navigate, useAddress } from '../../../ui/router.tsx';
import { type Column, Table } from '../../../ui/table.tsx';
import { CarrierLink } from './traceText.tsx';
import type { TraceReply } from './traceView.ts';
import { traceWords } from './traceWords.tsx';

/** What the trace is by definition (plan/trace.ts), so that nobody takes "nothing is left" for more than it says. */
const LIMITS = ['limitFigures', 'limitTerms', 'limitPromises', 'limitMeaning'] as const;

interface CountLine extends TokenCounts {
  readonly kind: 'figure' | 'term' | 'promise';
}

export function TraceSummary({ reply }: { readonly reply: TraceReply }) {
  const say = useWords(traceWords);
  const { figures, terms, promises, uncovered, paragraphs } = reply.counts;
  const open = figures.open + terms.open + promises.open;
  const lines: CountLine[] = [
    { kind: 'figure', ...figures },
    { kind: 'term', ...terms },
    { kind: 'promise', ...promises },
  ];
  const number = (id: keyof TokenCounts): Column<CountLine> => ({
    id,
    head: say(id),
    align: 'right',
    cell: (line) =>
      id === 'open' && line.open > 0 ? (
        <strong className="trace-mark">{grouped(String(line.open))}</strong>
      ) : (
        grouped(String(line[id]))
      ),
  });
  return (
    <section className="panel" aria-label={say('counts')}>
      <div className="body stack">
        <p className="trace-verdict" role="status">
          {open === 0
            ? say('verdictWhole', {
                paragraphs,
                figures: figures.all,
                terms: terms.all,
                promises: promises.all,
              })
            : say('verdictOpen', { open, uncovered, paragraphs })}{' '}
          {reply.unfounded.length > 0 && say('verdictUnfounded', { count: reply.unfounded.length })}
        </p>
        <WhatIsTraced reply={reply} />
        {isAnotherText(reply) && <p>{say('notThisText')}</p>}
        <details className="no-print">
          <summary className="soft small">{say('limits')}</summary>
          <ul className="soft small">
            {LIMITS.map((limit) => (
              <li key={limit}>{say(limit)}</li>
            ))}
          </ul>
        </details>
      </div>
      <div className="trace-counts">
        <Table
          name="trace-counts"
          caption={say('counts')}
          columns={[
            { id: 'kind', head: say('kind'), cell: (line) => say(line.kind), phone: 'title' },
            number('all'),
            number('carried'),
            number('noTask'),
            number('open'),
          ]}
          rows={lines}
          keyOf={(line) => line.kind}
          phone="scroll"
        />
      </div>
    </section>
  );
}

/** Nothing of it is quoted, and what the plan quotes is not in it. */
function isAnotherText({ counts: { figures, terms, promises }, unfounded }: TraceReply): boolean {
  return unfounded.length > 0 && figures.carried + terms.carried + promises.carried === 0;
}

function WhatIsTraced({ reply }: { readonly reply: TraceReply }) {
  const say = useWords(traceWords);
  const address = useAddress();
  return (
    <div className="row">
      <span>
        <span className="soft">{say(reply.plan.draft === null ? 'plan' : 'draft')}</span> {reply.plan.title}
      </span>
      {reply.sources.length > 1 ? (
        <Select
          label={say('source')}
          value={reply.source ?? ''}
          choices={reply.sources.map(({ id, title }) => ({ value: id, label: title }))}
          onChange={(event) => navigate(address.with({ source: event.target.value }), { replace: true })}
        />
      ) : (
        <span>
          <span className="soft">{say('source')}</span> {reply.sources[0]?.title}
        </span>
      )}
    </div>
  );
}

type UnfoundedLine = TraceReply['unfounded'][number] & { readonly at: number };

export function Unfounded({ reply }: { readonly reply: TraceReply }) {
  const say = useWords(traceWords);
  const rows = reply.unfounded.map((line, at) => ({ ...line, at }));
  const columns: Column<UnfoundedLine>[] = [
    {
      id: 'element',
      head: say('element'),
      phone: 'title',
      cell: ({ carrier }) => <CarrierLink carrier={reply.carriers[carrier]!} reply={reply} />,
    },
    { id: 'kind', head: say('kind'), className: 'nowrap', cell: ({ kind }) => say(kind) },
    { id: 'quote', head: say('quote'), cell: ({ text }) => text },
  ];
  return (
    <details className="panel">
      <summary className="body">
        <strong>
          {say('unfounded')} {rows.length}
        </strong>{' '}
        <span className="soft small">{say('unfoundedLead')}</span>
      </summary>
      <Table
        name="trace-unfounded"
        caption={say('unfounded')}
        columns={columns}
        rows={rows}
        keyOf={({ at }) => String(at)}
      />
    </details>
  );
}
