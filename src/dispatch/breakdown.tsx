// 任务分解: from a paragraph of the text, or from a unit, down to what feeds each promise. Way in, search and open nodes stand in the address.
import { useAnswer } from '../ui/answer.tsx';
import { grouped } from '../ui/figures.ts';
import { Form, SearchField } from '../ui/form.tsx';
import { useWords } from '../ui/language.tsx';
import { withQuery } from '../ui/route.ts';
import { Link, navigate, useAddress } from '../ui/router.tsx';
import { PageHead } from '../ui/shell.tsx';
import { KnownThenBand, StandingBar, StandingFoot } from '../ui/standpoint.tsx';
import { Answered, Empty } from '../ui/states.tsx';
import { Nodes } from './breakdownTree.tsx';
import { ExcelLink } from './goalCells.tsx';
import type { TreeView } from './goalViews.tsx';
import { goalWords } from './goalWords.tsx';

export default function BreakdownPage() {
  const say = useWords(goalWords);
  const address = useAddress();
  const by = address.query.get('by') === 'unit' ? 'unit' : 'text';
  const text = address.query.get('text');
  const stand = { asOf: address.query.get('asOf'), known: address.query.get('known') };
  const question = `/api/goals/tree${withQuery('', { ...stand, by, text })}`;
  const answer = useAnswer<TreeView>(question);
  const counts = answer.data?.counts;
  const lead =
    counts == null
      ? {}
      : {
          lead: say('lead2', {
            paragraphs: grouped(String(counts.paragraphs)),
            elements: grouped(String(counts.elements)),
          }),
        };
  return (
    <>
      <PageHead title={say('breakdown')} {...lead}>
        {answer.data !== undefined && <StandingBar at={answer.data.at} />}
      </PageHead>
      <Answered answer={answer} bars={16}>
        {(view) => (
          <>
            <KnownThenBand at={view.at} />
            <section className="panel" aria-label={say('breakdown')}>
              <Ways by={by} query={withQuery('', { ...stand, text })} />
              {text !== null && <p className="table-foot no-border">{say('found', { n: view.total })}</p>}
              {view.nodes.length === 0 ? (
                <Empty title={say(text === null ? 'emptyTree' : 'none')}>
                  {text === null ? (
                    <Link to="/plan">{say('toPlan')}</Link>
                  ) : (
                    <Link to={address.with({ text: null })}>{say('clear')}</Link>
                  )}
                </Empty>
              ) : (
                <div className="tree-box">
                  <Nodes ask={{ ...stand, by }} view={view} question={question} label={say('breakdown')} />
                </div>
              )}
            </section>
            <StandingFoot at={view.at} />
          </>
        )}
      </Answered>
    </>
  );
}

function Ways({ by, query }: { readonly by: 'text' | 'unit'; readonly query: string }) {
  const say = useWords(goalWords);
  const address = useAddress();
  const way = (to: 'text' | 'unit') => (
    <Link
      to={address.with({ by: to === 'text' ? null : to, open: null, text: null })}
      aria-current={by === to && !address.query.has('text') ? 'true' : undefined}
    >
      {say(to === 'text' ? 'byText' : 'byUnit')}
    </Link>
  );
  const set = (text: string) => {
    const next = text.trim() || null;
    if (next === address.query.get('text')) return;
    navigate(address.with({ text: next, open: null }), { replace: true });
  };
  return (
    <div className="tree-head">
      <nav className="chips goal-chips" aria-label={say('ways')}>
        {way('text')}
        {way('unit')}
      </nav>
      <Form className="filters goal-filters no-print" onSend={(values) => set(values.text ?? '')}>
        <SearchField
          label={say('search')}
          name="text"
          value={address.query.get('text') ?? ''}
          onSearch={set}
        />
      </Form>
      <span className="row push">
        {address.query.has('open') && (
          <Link className="small no-print" to={address.with({ open: null })}>
            {say('closeAll')}
          </Link>
        )}
        <ExcelLink query={query} />
      </span>
    </div>
  );
}
