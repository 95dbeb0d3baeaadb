// 催办 in the inbox: what this account's unit is urged to answer, by the day it is due. What moved on by itself asks for no answer.
import type { Actor } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import type { UrgeLine } from './projectStory.view.ts';
import { urgeLine } from './storyUrging.ts';
import { urgesWaitingFor } from './urging.pg.ts';

export async function urgedTodos(
  view: LedgerView,
  actor: Actor,
  at: { readonly asOf: PlainDate; readonly limit: number },
): Promise<readonly { readonly line: UrgeLine; readonly unit: string; readonly urgedOn: PlainDate }[]> {
  const waiting = await urgesWaitingFor(view, actor, at);
  return waiting.map((one) => ({
    line: urgeLine(one, { view, actor }),
    unit: one.urge.unit,
    urgedOn: one.urge.urgedOn,
  }));
}
