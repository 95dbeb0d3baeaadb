// One row of a project list, read by its columns into what it tells of a project; every cell with what was read and what it became. Pure. What stands in the
// ledger is not looked at here (import.plan.ts).
import { validateCreditCode } from '../../kernel/creditCode.ts';
import { validateProjectCode } from '../../kernel/projectCode.ts';
import { isBlank, type NameBook, type Named, plainText } from '../../plan/tableValues.ts';
import type { FoundColumn, HeadRow, ProjectField } from './import.columns.ts';
import { type CellProblem, type ReadValue, readDay, readMu, readYuan } from './import.values.ts';

/** `ask` and `error` keep the row from being recorded; an `ask` is settled by the person's answer. */
export type Severity = 'note' | 'warning' | 'ask' | 'error';

export interface RowProblem extends CellProblem {
  readonly severity: Severity;
  /** Place of the column from 0; null where it is about the row. */
  readonly column: number | null;
  /** What an unclear text may have meant. */
  readonly near?: readonly Named[];
}

export interface ReadCell {
  readonly column: number;
  readonly field: ProjectField;
  readonly read: string;
  readonly became: string;
  /** Of an id: what the plan calls it. */
  readonly name?: string;
}

export interface RowReading {
  readonly row: number;
  readonly texts: Readonly<Partial<Record<string, string>>>;
  /** By milestone id. */
  readonly days: Readonly<Record<string, string>>;
  readonly cells: readonly ReadCell[];
  readonly problems: readonly RowProblem[];
}

export interface SkippedRow {
  readonly row: number;
  readonly skipped: 'total' | 'title' | 'head';
}

/** What the rows are read by. `answers` are the person's, by field and text. */
export interface ReadingBasis {
  readonly columns: readonly FoundColumn[];
  readonly date1904: boolean;
  readonly year: number | undefined;
  readonly units: Pick<NameBook, 'resolve'>;
  readonly clusters: Pick<NameBook, 'resolve'>;
  readonly parks: Pick<NameBook, 'resolve'>;
  readonly answers: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What the plan calls an id of a unit, park or cluster. */
  nameOf?(field: string, id: string): string | undefined;
  /** What texts were resolved to, by field and text: a list says the same few names a hundred thousand times. */
  readonly resolved?: Map<string, ReadValue>;
  /** For lists without a column of counties. */
  readonly unit: string | undefined;
}

const SUM_WORDS = /^(合计|小计|总计|共计|累计|总和|合\s*计|小\s*计|总\s*计|本页小计|全市合计)/;

export function isSkipped(row: RowReading | SkippedRow): row is SkippedRow {
  return 'skipped' in row;
}

export function readProjectRow({ row, cells }: HeadRow, basis: ReadingBasis): RowReading | SkippedRow {
  const skipped = skippedAs(cells, basis.columns);
  if (skipped !== undefined) return { row, skipped };
  const texts: Record<string, string> = {};
  const days: Record<string, string> = {};
  const read: ReadCell[] = [];
  const problems: RowProblem[] = [];
  for (const column of basis.columns) {
    if (column.field === null) continue;
    const text = plainText(cells[column.at] ?? '');
    const value = cellValue(column, text, basis);
    if (value === undefined) continue;
    if ('problem' in value) {
      const { near, ...problem } = value.problem as CellProblem & { near?: readonly Named[] };
      const severity = ASKS.has(problem.code) ? 'ask' : 'error';
      problems.push({ ...problem, severity, column: column.at, ...(near === undefined ? {} : { near }) });
      read.push({ column: column.at, field: column.field, read: text, became: '' });
      continue;
    }
    if (value.note !== undefined) {
      const severity = value.note.code === 'day_from_serial' ? 'note' : 'warning';
      problems.push({ ...value.note, severity, column: column.at });
    }
    const name = basis.nameOf?.(column.field, value.value);
    read.push({
      column: column.at,
      field: column.field,
      read: text,
      became: value.value,
      ...(name === undefined ? {} : { name }),
    });
    if (column.field.startsWith('milestone:')) days[column.field.slice('milestone:'.length)] = value.value;
    else texts[column.field] = value.value;
  }
  if (
    texts.unit === undefined &&
    basis.unit !== undefined &&
    !problems.some(({ code }) => code === 'unit_unclear')
  )
    texts.unit = basis.unit;
  return { row, texts, days, cells: read, problems };
}

const ASKS: ReadonlySet<string> = new Set([
  'amount_unit_unclear',
  'land_unit_unclear',
  'day_year_missing',
  'unit_unclear',
  'cluster_unclear',
  'park_unclear',
]);

/** Sums, titles of sections (one text over the row) and the head again on a new page are no projects. */
function skippedAs(
  cells: readonly string[],
  columns: readonly FoundColumn[],
): SkippedRow['skipped'] | undefined {
  const filled = cells.map(plainText).filter((text) => text !== '');
  const name = columns.find(({ field }) => field === 'name');
  const named = name === undefined ? '' : plainText(cells[name.at] ?? '');
  if (SUM_WORDS.test(named) || SUM_WORDS.test(filled[0] ?? '')) return 'total';
  if (new Set(filled).size === 1 && (named === '' || filled.length > 2 || filled.length === 1))
    return 'title';
  // Only where the name's own cell says what its head says is the rest looked at.
  if (name === undefined || named === '' || !name.head.endsWith(named)) return undefined;
  const known = columns.filter(({ field }) => field !== null);
  const again = known.filter(
    ({ at, head }) => plainText(cells[at] ?? '') !== '' && head.endsWith(plainText(cells[at] ?? '')),
  );
  if (known.length > 1 && again.length >= Math.max(2, known.length / 2)) return 'head';
  return undefined;
}

function cellValue(column: FoundColumn, text: string, basis: ReadingBasis): ReadValue | undefined {
  const { field } = column;
  if (field === null || isBlank(text)) return undefined;
  if (field.startsWith('milestone:') || field === 'registeredOn')
    return readDay(text, { year: column.year ?? basis.year, date1904: basis.date1904 });
  switch (field) {
    case 'planned':
      return readYuan(text, column.unit ?? undefined);
    case 'land':
      return readMu(text, column.unit ?? undefined);
    case 'unit':
      return named(text, 'unit', basis.units, basis, '单位');
    case 'cluster':
      return named(text, 'cluster', basis.clusters, basis, '产业集群');
    case 'park':
      return named(text, 'park', basis.parks, basis, '园区');
    case 'name':
    case 'investor':
      return sized(text, 2, 200);
    case 'project':
      return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text)
        ? { value: text }
        : wrong('project_id_unfit', `“${text}”不能作编号`, '用字母、数字、点、横线，至多 64 个字符');
    case 'code':
      return coded(
        text.replaceAll(' ', ''),
        'project_code_doubtful',
        validateProjectCode(text.replaceAll(' ', '')).findings,
      );
    case 'creditCode':
      return coded(
        text.replaceAll(' ', '').toUpperCase(),
        'credit_code_doubtful',
        validateCreditCode(text.replaceAll(' ', '').toUpperCase()),
      );
    default:
      return /^([A-T]|\d{2,4})$/.test(text)
        ? { value: text }
        : wrong(
            'industry_unfit',
            `“${text}”不是行业代码`,
            '用 GB/T 4754 的门类字母或 2 至 4 位代码，或不导入这一列',
          );
  }
}

const wrong = (code: string, message: string, fix: string): ReadValue => ({
  problem: { code, message, fix },
});

function sized(text: string, least: number, most: number): ReadValue {
  if (text.length >= least && text.length <= most) return { value: text };
  return wrong('text_length', `“${text.slice(0, 30)}”应为 ${least} 至 ${most} 字`, '改正');
}

/** A doubtful code is warned of and taken all the same, as the register takes it. */
function coded(text: string, code: string, findings: readonly { readonly code: string }[]): ReadValue {
  if (text.length > 32) return wrong(code, `“${text.slice(0, 40)}”太长，不是代码`, '改正');
  if (findings.length === 0) return { value: text };
  return {
    value: text,
    note: {
      code,
      message: `“${text}”校验存疑：${findings.map((each) => each.code).join('、')}`,
      fix: '对照证照核对',
    },
  };
}

/** By name or id; what the person answered for this text goes first; a near name is never taken by itself. */
function named(
  text: string,
  field: string,
  book: Pick<NameBook, 'resolve'>,
  basis: ReadingBasis,
  what: string,
): ReadValue {
  const answered = basis.answers[field]?.[text];
  if (answered === '') return { value: '' };
  if (answered !== undefined) return { value: answered };
  const before = basis.resolved?.get(`${field} ${text}`);
  if (before !== undefined) return before;
  const value = lookedUp(text, field, book, what);
  if ((basis.resolved?.size ?? RESOLVED_MAX) < RESOLVED_MAX) basis.resolved?.set(`${field} ${text}`, value);
  return value;
}

const RESOLVED_MAX = 5000;

function lookedUp(text: string, field: string, book: Pick<NameBook, 'resolve'>, what: string): ReadValue {
  const found = book.resolve(text);
  if ('id' in found) return { value: found.id };
  const problem = {
    code: `${field}_unclear`,
    message: `不知道“${text}”是哪个${what}`,
    fix: '在上面选它是哪个，或改正表格',
    near: found.unclear,
  };
  return { problem };
}
