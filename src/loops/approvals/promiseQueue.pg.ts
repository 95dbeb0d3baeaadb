// What waits for one unit of the promises to firms: those of the government that it owes, by due day, and questions of firms that nobody has answered. The inbox asks it.
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { postsSection } from '../../plan/organisation.ts';
import { judgedOf } from './promises.http.ts';
import type { PromisesJudgement } from './promises.judge.ts';
import { listPromises, openQuestions } from './promises.pg.ts';

export interface PromiseDuty {
  readonly subject: string;
  readonly projectName: string;
  readonly unit: string;
  readonly entry: PromisesJudgement['entries'][number];
}

/** Running or broken; what has no term comes last. */
export async function promiseDuties(
  view: LedgerView,
  unit: string,
  asOf: PlainDate,
): Promise<readonly PromiseDuty[]> {
  const at = { city: view.city.id, planHash: view.plan.hash, asOf, scope: { all: true } as const };
  const { judged } = await judgedOf(view, at, await listPromises(view, at, { state: 'open' }));
  const posts = new Map(view.plan.section(postsSection).map((post) => [post.id, post.unit]));
  return judged
    .flatMap(({ row, judgement }) =>
      judgement.entries
        .filter(({ entry, judgement: { state } }) => {
          const owner = entry.owner;
          const isOwn = owner !== undefined && (owner === unit || posts.get(owner) === unit);
          return entry.side === 'government' && isOwn && (state === 'running' || state === 'broken');
        })
        .map((entry) => ({
          subject: String(row.subject),
          projectName: String(row.project_name),
          unit: String(row.unit),
          entry,
        })),
    )
    .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const keyOf = ({ subject, entry }: PromiseDuty): string => `${entry.judgement.dueOn ?? '9999'} ${subject}`;

export interface AskedQuestion {
  readonly question: string;
  readonly project: string;
  readonly projectName: string;
  readonly unit: string;
  readonly askedOn: PlainDate;
  readonly asked: string;
}

/** Of projects of the unit itself: who is nearest answers. Oldest first. */
export async function askedQuestions(
  view: LedgerView,
  unit: string,
  asOf: PlainDate,
): Promise<readonly AskedQuestion[]> {
  const at = { city: view.city.id, planHash: view.plan.hash, asOf, scope: { all: false, unit } as const };
  return (await openQuestions(view, at)).map((row) => ({
    question: String(row.question),
    project: String(row.subject).split('/')[1] ?? '',
    projectName: String(row.project_name),
    unit: String(row.unit),
    askedOn: String(row.asked_on) as PlainDate,
    asked: String(row.asked),
  }));
}
