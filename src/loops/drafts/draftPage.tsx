// 草稿: what it changes in words, who has it now, what may be done with it; and its sections, to be edited.
import { useState } from 'react';
import { type Recorded, useAnswer } from '../../ui/answer.tsx';
import { instantText } from '../../ui/figures.ts';
import { useWords } from '../../ui/language.tsx';
import { RecordedNotice } from '../../ui/recorded.tsx';
import { withQuery } from '../../ui/route.ts';
import { Link, navigate, useAddress } from '../../ui/router.tsx';
import { PageHead } from '../../ui/shell.tsx';
import { Answered } from '../../ui/states.tsx';
import { BreakdownSheet } from './breakdownSheet.tsx';
import { DraftActs, DraftSheets } from './draftActs.tsx';
import { DifferencePanel, Findings } from './draftDifference.tsx';
import { DraftState } from './draftState.tsx';
import {
  type DraftState as DraftStateName,
  type DraftView,
  isEditable,
  type SectionLine,
} from './draftViews.tsx';
import { draftWords } from './draftWords.tsx';
import { ElementSheet } from './elementSheet.tsx';
import { PlanFilesButton } from './planFilesButton.tsx';
import { SectionPanel, SectionTabs } from './sectionPanel.tsx';
import './drafts.css';

export default function DraftPage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const say = useWords(draftWords);
  const address = useAddress();
  const { query } = address;
  const id = params.id ?? '';
  const answer = useAnswer<DraftView>(`/api/plan/drafts/${encodeURIComponent(id)}`);
  const sections = useAnswer<{ readonly sections: readonly SectionLine[] }>(
    `/api/plan/sections${withQuery('', { draft: id })}`,
  );
  const [seq, setSeq] = useState<number>();
  const [round, setRound] = useState(0);
  const [unsound, setUnsound] = useState<string>();
  const view = answer.data;
  const section = query.get('section');
  const doing = query.get('do');
  const element = query.get('element');
  const editable = view?.may.edit === true && isEditable(view.draft);
  const close = () => navigate(address.with({ do: null, element: null }));
  const done = (recorded: Recorded | undefined) => {
    setSeq(recorded?.seq[1]);
    setRound(round + 1);
    close();
    answer.refresh();
    sections.refresh();
  };
  const stay = (recorded: Recorded, saved: string) => {
    setSeq(recorded.seq[1]);
    setRound(round + 1);
    setUnsound(`${section} ${saved}`);
    navigate(address.with({ do: null, element: saved }));
    answer.refresh();
    sections.refresh();
  };
  return (
    <>
      <PageHead title={view?.draft.title ?? say('draft')}>
        <Link className="no-print" to="/plan">
          {say('back')}
        </Link>
        {view !== undefined && (
          <span className="desk-only">
            <PlanFilesButton draft={id} />
          </span>
        )}
        {view !== undefined && <DraftActs view={view} />}
      </PageHead>
      <RecordedNotice seq={seq} />
      <Answered answer={answer} bars={12}>
        {(shown) => (
          <>
            <Standing view={shown} />
            {sections.data !== undefined && (
              <SectionTabs
                sections={sections.data.sections}
                first={say(shown.draft.adopted === null ? 'overview' : 'overviewThen')}
              />
            )}
            {section === null ? (
              <>
                <Findings issues={shown.issues} editable={editable} />
                <DifferencePanel view={shown} editable={editable} />
              </>
            ) : (
              <SectionPanel
                key={`${section} ${round}`}
                draft={id}
                section={section}
                editable={editable}
                issues={shown.issues}
              />
            )}
          </>
        )}
      </Answered>
      {view !== undefined && section !== null && (element !== null || doing === 'add') && (
        <ElementSheet
          key={`${section} ${element} ${round}`}
          draft={id}
          section={section}
          element={doing === 'add' ? undefined : element!}
          editable={editable}
          people={view.people}
          issues={view.issues.filter((issue) => issue.section === section && issue.element === element)}
          unsound={unsound === `${section} ${element}`}
          onClose={close}
          onDone={done}
          onUnsound={stay}
        />
      )}
      {view !== undefined && editable && doing === 'import' && (
        <BreakdownSheet draft={id} onClose={close} onDone={done} />
      )}
      {view !== undefined && <DraftSheets view={view} doing={doing} onClose={close} onDone={done} />}
    </>
  );
}

const DECIDED: Partial<Record<DraftStateName, 'decidedApproved' | 'decidedReturned' | 'decidedWithdrawn'>> = {
  approved: 'decidedApproved',
  withdrawn: 'decidedWithdrawn',
};

/** Where the draft stands and what that means for who reads it. */
function Standing({ view }: { readonly view: DraftView }) {
  const say = useWords(draftWords);
  const { draft, base, people } = view;
  const nameOf = (account: string | null) => people[account ?? ''] ?? account ?? '';
  const told: [string, string][] = [
    [say('base'), say('baseFrom', { title: base.title, date: base.effectiveFrom })],
    // A plan adopted ahead would replace on its day what holds from before: said at once, not when it is sent.
    ...(draft.adopted === null && base.effectiveFrom > view.at.knownOn
      ? ([[say('effectiveFrom'), say('baseAhead', { date: base.effectiveFrom })]] as [string, string][])
      : []),
    [say('opened'), say('by', { who: nameOf(draft.openedBy), at: instantText(draft.openedAt) })],
  ];
  if (draft.submittedAt !== null) {
    const by = say('by', { who: nameOf(draft.submittedBy), at: instantText(draft.submittedAt) });
    told.push([say('submitted'), draft.submittedNote === null ? by : `${by} ${draft.submittedNote}`]);
  }
  if (draft.decidedAt !== null) {
    const by = say('by', { who: nameOf(draft.decidedBy), at: instantText(draft.decidedAt) });
    told.push([
      say(DECIDED[draft.state] ?? 'decidedReturned'),
      draft.reason === null ? by : `${by} ${draft.reason}`,
    ]);
  }
  if (draft.effectiveFrom !== null) told.push([say('effectiveFrom'), draft.effectiveFrom]);
  if (draft.adopted !== null)
    told.push([
      say('adopted'),
      say('by', { who: nameOf(draft.adopted.by), at: instantText(draft.adopted.at) }),
    ]);
  return (
    <section className="panel">
      <header>
        <h2>
          <DraftState draft={draft} />
        </h2>
        <Next view={view} />
      </header>
      <dl className="facts body">
        {told.map(([term, text]) => (
          <div key={term} className="contents">
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What comes next, in one sentence. */
function Next({ view }: { readonly view: DraftView }) {
  const say = useWords(draftWords);
  const { draft, may } = view;
  if (draft.adopted !== null) return <span>{say('adoptedFrom', { date: draft.adopted.effectiveFrom })}</span>;
  if (draft.state === 'withdrawn') return <span>{say('withdrawn', { reason: draft.reason ?? '' })}</span>;
  if (draft.baseMoved) return <span>{say('baseMoved')}</span>;
  if (draft.state === 'returned') return <span>{say('returned', { reason: draft.reason ?? '' })}</span>;
  if (draft.state === 'submitted')
    return <span>{say(!may.approve ? 'waits' : draft.ownHand ? 'ownHand' : 'yours')}</span>;
  if (draft.state === 'approved')
    return <span>{say('waitsAdoption', { date: draft.effectiveFrom ?? '' })}</span>;
  return null;
}
