// The number of a document that another system left out and tells later: of a decision, and of a pause for a reason that needs a written notice. It is filled in by a fact of
// its own that names the source; what was recorded stays as it was told, and a number that is known already is never replaced. Pure.
import type { JsonObject } from '../../kernel/json.ts';
import type { DecideContext } from '../../kernel/loop.ts';
import type { GiveDocumentNumber } from './approvals.commands.ts';
import type { Decision } from './approvals.events.ts';
import type { ApprovalItem } from './approvals.plan.ts';
import { findApproval, mayNotRecord, refusal } from './approvals.refusals.ts';

/** The field of an event's body that holds the number of its document; the fold of approval_event writes it there. */
const NUMBER_FIELDS: Readonly<Record<string, 'documentNumber' | 'document'>> = {
  approvalDecided: 'documentNumber',
  clockPaused: 'document',
};

export function numberField(kind: string): 'documentNumber' | 'document' | undefined {
  return NUMBER_FIELDS[kind];
}

interface Told {
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Whether the event should have a number, by the plan, and has none. Only what another system told can: by hand it is asked for. */
export function lacksNumber(
  { kind, body }: Told,
  {
    item,
    pauseReasons,
  }: {
    readonly item: Pick<ApprovalItem, 'yieldsDocument'> | undefined;
    readonly pauseReasons: readonly { readonly id: string; readonly needsDocument: boolean }[];
  },
): boolean {
  const field = numberField(kind);
  if (field === undefined || body[field] !== undefined) return false;
  if (kind === 'approvalDecided') return item?.yieldsDocument !== false;
  return pauseReasons.some(({ id, needsDocument }) => needsDocument && id === body.reason);
}

/**
 * Given by the import alone. Codes, in order: approval_unknown, event_unknown, event_without_number, those of mayNotRecord, nothing_changed,
 * document_number_differs.
 */
export function decideGiveNumber(command: GiveDocumentNumber, context: DecideContext): Decision {
  const { approval, event, number, source } = command;
  const found = findApproval(approval, context);
  if (!('filed' in found)) return found;
  const told = found.events.find((each) => each.event === event);
  if (told === undefined)
    return refusal('event_unknown', '这个审批件没有这一条，或已作废', '核对事项进度', 404);
  const field = numberField(told.kind);
  if (field === undefined)
    return refusal('event_without_number', '只有决定和停表有文号可补', '核对是哪一件事');
  const refused = mayNotRecord(found.filed, source, context);
  if (refused) return refused;
  const known = told.body[field];
  if (known === number) return refusal('nothing_changed', `文号已是 ${number}`, '不用补', 409);
  if (known !== undefined)
    return refusal(
      'document_number_differs',
      `已记文号“${String(known)}”，来文是“${number}”`,
      '对照原件核对；已记的有误的，作废后重记',
      409,
    );
  const body: JsonObject = { number, source };
  const fact = { kind: 'documentNumberGiven', subject: approval, unit: found.filed.unit };
  return [{ ...fact, occurredOn: context.today, corrects: event, body }];
}
