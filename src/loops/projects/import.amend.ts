// What a row of a list says otherwise than what stands of its project. Pure.
import { compare, decimal } from '../../kernel/decimal.ts';
import type { Row } from '../../kernel/loop.ts';
import type { PlannedRow } from './import.plan.ts';
import type { RowReading } from './import.rows.ts';

/** Field of the row, column of the table, field of the command. */
export const AMENDABLE = [
  ['name', 'name', 'name'],
  ['cluster', 'cluster', 'cluster'],
  ['industry', 'industry', 'industry'],
  ['park', 'park', 'park'],
  ['investor', 'investor', 'investor'],
  ['creditCode', 'credit_code', 'creditCode'],
  ['planned', 'planned_investment_yuan', 'plannedInvestmentYuan'],
  ['land', 'land_mu', 'landMu'],
] as const;

export function differencesOf(texts: RowReading['texts'], project: Row): PlannedRow['differences'] {
  return AMENDABLE.flatMap(([field, column]) => {
    const [after, stands] = [texts[field], project[column]];
    const before = stands === null || stands === undefined ? null : String(stands);
    if (after === undefined || after === '' || after === before) return [];
    const number = field === 'planned' || field === 'land';
    if (number && before !== null && compare(decimal(before), decimal(after)) === 0) return [];
    return [{ field, before, after }];
  });
}
