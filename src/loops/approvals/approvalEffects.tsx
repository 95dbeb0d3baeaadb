// What a decision or a pause will do, said in its sheet before it is recorded: which clock it ends and how, which milestone it opens; that a clock which has run over is
// not stopped any more. A decision told by hand counts from today where its clock is late today (docs/adr/0014): so it does not depend on the day that is typed.
import { useAnswer } from '../../ui/answer.tsx';
import { markWords, useWords } from '../../ui/language.tsx';
import { withQuery } from '../../ui/route.ts';
import { approvalActWords } from './approvalActWords.tsx';
import type { ApprovalView, ClockToday } from './approvalViews.tsx';

/** GET /api/gates/opened: milestones that have the item among what comes before them, and what else they lack. */
interface Opened {
  readonly rows: readonly {
    readonly milestone: string;
    readonly name: string;
    readonly lacks: readonly string[];
  }[];
}

export function DecisionEffect({ view, outcome }: { readonly view: ApprovalView; readonly outcome: string }) {
  const say = useWords(approvalActWords);
  const { project, item } = view.approval;
  const opened = useAnswer<Opened>(`/api/gates/opened${withQuery('', { project, item })}`).data;
  const mark = useWords(markWords);
  if (outcome === '') return null;
  return (
    <div className="notice" role="status">
      <p>
        <strong>{say('effects')}</strong>
      </p>
      <ul>
        {view.today.map((clock) => (
          <li key={clock.clock}>
            <Ends clock={clock} />
          </li>
        ))}
        {outcome === 'refused' && <li>{say('staysShut')}</li>}
        {outcome === 'granted' &&
          opened?.rows.map(({ milestone, name, lacks }) => (
            <li key={milestone}>
              {lacks.length === 0
                ? say('opens', { milestone: name })
                : say('opensPartly', { milestone: name, missing: lacks.join(mark('list')) })}
            </li>
          ))}
        {outcome === 'granted' && opened?.rows.length === 0 && <li>{say('opensNothing')}</li>}
      </ul>
    </div>
  );
}

function Ends({ clock }: { readonly clock: ClockToday }) {
  const say = useWords(approvalActWords);
  const told = { clock: say(`clock${clock.clock}`), due: clock.dueOn ?? '' };
  if (clock.dueOn === null) return <>{say('endsTimed', told)}</>;
  if (!clock.late) return <>{say('endsInTime', told)}</>;
  return <strong className="late-word">{say('endsLate', { ...told, days: daysOf(clock, say) })}</strong>;
}

export function PauseEffect({ view, clock }: { readonly view: ApprovalView; readonly clock: string }) {
  const say = useWords(approvalActWords);
  const stands = view.today.find((each) => each.clock === clock);
  if (stands === undefined) return null;
  const told = { clock: say(`clock${stands.clock}`), due: stands.dueOn ?? '' };
  return stands.late ? (
    <p className="notice bad" role="status">
      {say('pauseOverdue', { ...told, days: daysOf(stands, say) })}
    </p>
  ) : (
    <p className="notice" role="status">
      {say('pausesFrom', told)}
    </p>
  );
}

type Say = ReturnType<typeof useWords<typeof approvalActWords>>;

function daysOf({ lateDays, dayKind }: ClockToday, say: Say): string {
  return say(`days${dayKind}`, { n: lateDays });
}
