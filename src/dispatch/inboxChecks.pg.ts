// 体检与疑点 in 我的待办: one line for each check or light and what is to be done about it, with how many there are; a city's questions one by one would bury
// everything else. A unit is asked for its reasons, another hand to accept them, the post that the plan names to answer.
import { may } from '../access/roles.ts';
import { scopeOf } from '../access/scope.ts';
import type { Actor } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { isAsked, linesOf } from '../loops/projects/checks.lines.ts';
import { readCheckedCity } from '../loops/projects/checks.pg.ts';
import { type Check, checksSection } from '../loops/projects/checks.plan.ts';
import type { CheckLine } from '../loops/projects/checks.view.ts';
import { inTurns } from '../loops/projects/inTurns.node.ts';

export type CheckDeed = 'toExplain' | 'toAccept' | 'toAnswer';

export interface CheckTodo {
  readonly deed: CheckDeed;
  readonly about: string;
  readonly title: string;
  readonly count: number;
  /** The first of one, so that the line leads to it. */
  readonly unit: string;
  readonly unitName: string;
  readonly oldest: PlainDate | null;
}

/** What this account can do and is asked to do, on that day. Nothing for one who may neither claim nor recognise. */
export async function checkTodos(
  view: LedgerView,
  actor: Actor,
  asOf: PlainDate,
): Promise<readonly CheckTodo[]> {
  if (!may(actor, 'claim') && !may(actor, 'recognise')) return [];
  const { plan } = view;
  const city = await readCheckedCity(view, asOf);
  const account = { actor, scope: scopeOf(actor), plan, today: asOf, acts: !view.known.given };
  const checks = new Map(plan.section(checksSection).map((check) => [`check:${check.id}`, check]));
  const asked = (await inTurns(linesOf(city, account))).flatMap((line) => {
    const deed = deedOf(line, checks.get(line.about), account);
    return deed === undefined ? [] : [{ deed, line }];
  });
  const groups = Map.groupBy(asked, ({ deed, line }) => `${deed} ${line.about}`);
  return [...groups.values()].flatMap((group) => {
    const { deed, line } = group[0] as (typeof group)[number];
    const days = group.flatMap(({ line: { since } }) => (since === null ? [] : [since])).sort();
    return [
      {
        deed,
        about: line.about,
        title: line.title.zh,
        count: group.length,
        unit: line.projects[0]?.unit ?? '',
        unitName: group.length === 1 ? (line.projects[0]?.unitName ?? '') : '',
        oldest: (days[0] ?? null) as PlainDate | null,
      },
    ];
  });
}

/** Red lights and hits ask the project's own unit for its reason; a yellow light waits until it is looked for. */
function deedOf(
  line: CheckLine,
  check: Check | undefined,
  account: Parameters<typeof isAsked>[2],
): CheckDeed | undefined {
  if (line.actions.includes('acceptReason')) return 'toAccept';
  const own = line.projects[0]?.unit ?? '';
  if (line.actions.includes('answerQuestion') && isAsked(check?.asks, own, account)) return 'toAnswer';
  if (!line.actions.includes('giveReason') || line.state !== 'open') return undefined;
  // Who acts for the whole city does not speak for every county.
  if (account.actor.unit !== own && !account.plan.units.within(own, account.actor.unit, account.today))
    return undefined;
  return line.kind === 'hit' || line.colour === 'red' ? 'toExplain' : undefined;
}
