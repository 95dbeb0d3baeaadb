// What the columns of an import say, as the fields of commands and as items of the plan. Pure: which event a line tells is import.lines.ts's matter, what comes of it import.plan.ts's.
import type { JsonObject } from '../../kernel/json.ts';
import type { ApprovalItem } from './approvals.plan.ts';
import type { EventLine } from './import.lines.ts';

/** Fields of each command that a line may tell. */
export const FIELDS: Readonly<Record<string, readonly string[]>> = {
  acceptApproval: ['document'],
  askSupplement: ['materials', 'legalBasis', 'approver'],
  pauseClock: ['clock', 'reason', 'document'],
  resumeClock: ['clock'],
  startTechnicalReview: ['by'],
  endTechnicalReview: ['result'],
  extendApproval: ['approver', 'reason', 'document'],
  decideApproval: ['outcome', 'documentNumber', 'reason'],
  withdrawApproval: ['reason'],
  grantDeferral: ['level', 'material', 'form', 'dueOn', 'consequence', 'promise', 'document', 'approver'],
  meetDeferral: ['material'],
};
const OUTCOMES: Readonly<Record<string, string>> = {
  准予: 'granted',
  同意: 'granted',
  通过: 'granted',
  不予: 'refused',
  不予许可: 'refused',
  不同意: 'refused',
};
const LEVELS: Readonly<Record<string, string>> = { 材料: 'material', 手续: 'permit' };

/** As the command's body has it; nothing where the line says nothing. */
export function fieldOf(
  name: string,
  fields: EventLine['fields'],
): readonly (readonly [string, JsonObject[string]])[] {
  const value = fields[name];
  if (name === 'level' && value === undefined) return [[name, 'material']];
  if (value === undefined) return [];
  if (name === 'materials')
    return [
      [
        name,
        value
          .split(/[；;]/)
          .map((each) => each.trim())
          .filter((each) => each !== ''),
      ],
    ];
  if (name === 'outcome') return [[name, OUTCOMES[value] ?? value]];
  if (name === 'level') return [[name, LEVELS[value] ?? value]];
  return [[name, value]];
}

/** By its number in the plan, by the other system's code, or by its name. */
export function itemOf(
  { item, itemCode, itemName }: EventLine['fields'],
  items: readonly ApprovalItem[],
): ApprovalItem | undefined {
  if (item !== undefined) return items.find(({ id }) => id === item);
  if (itemCode !== undefined) {
    const coded = items.find(({ externalCode }) => externalCode === itemCode);
    if (coded !== undefined) return coded;
  }
  return itemName === undefined ? undefined : items.find(({ name }) => name === itemName);
}
