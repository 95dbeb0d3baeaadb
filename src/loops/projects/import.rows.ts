// One row of a project list, read by its columns into what it tells of a project; every cell with what was read and what it became. Pure. What stands in the
// ledger is not looked at here (import.plan.ts).
import { validateCreditCode } from '../../kernel/creditCode.ts';
import { validateProjectCode } from '../../kernel/projectCode.ts';
import { isBlank, type NameBook, type Named, plainText } from '../../plan/tableValues.ts';
import type { FoundColumn, HeadRow, ProjectField } from './import.columns.ts';
import { type CellProblem, type ReadValue, readDay, readMu, readYuan } from './import.values.ts';

/** `ask` and `error` keep the row from being recorded; an `ask` is settled by the person's answer. */
export type Severity = 'note' | 'warning' | 'ask' | 'error';

/** Names that a column may use. What an unclear one may have meant is looked for once it is shown, not for every row. */
type Names = Pick<NameBook, 'find' | 'near'>;

export interface RowProblem extends CellProblem {
  readonly severity: Severity;
  /** Place of the column from 0; null where it is about the row. */
  readonly column: number | null;
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
  readonly problems: readonly RowProblem[];
  /** As it stands in the file. */
  readonly source: HeadRow;
  /** Place of the column of each field: the same for every row. */
  readonly places: ReadonlyMap<string, number>;
}

export interface SkippedRow {
  readonly row: number;
  readonly skipped: 'total' | 'title' | 'head' | 'note';
}

/** What the rows are read by. `answers` are the person's, by field and text. */
export interface ReadingBasis {
  readonly columns: readonly FoundColumn[];
  readonly date1904: boolean;
  readonly year: number | undefined;
  readonly units: Names;
  readonly clusters: Names;
  readonly parks: Names;
  readonly answers: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What the plan calls an id of a unit, park or cluster. */
  nameOf?(field: string, id: string): string | undefined;
  /** For lists without a column of counties. */
  readonly unit: string | undefined;
}

const SUM_WORDS = /^(合计|小计|总计|共计|累计|总和|合\s*计|小\s*计|总\s*计|本页小计|全市合计)/;

/** What stands under a table: remarks, and who filled it in. */
const NOTE_WORDS =
  /^(注|备注|说明|填表说明|填表人|填报人|制表人?|经办人|审核人?|复核人?|负责人|单位负责人|分管领导|联系人|联系电话|填报单位|填报日期|填表日期)\s*\d*\s*[:：.、]/;

export function isSkipped<T extends object>(row: T | SkippedRow): row is SkippedRow {
  return 'skipped' in row;
}

type ReadText = (text: string) => ReadValue | undefined;

interface ReadColumn {
  readonly at: number;
  readonly field: ProjectField;
  /** Of a milestone: its id. */
  readonly day: string | undefined;
  readonly read: ReadText;
}

/** Texts of a column whose values are kept: a list says the same few counties and days a hundred thousand times. */
const KEPT_MAX = 5000;

/** The rows of one list. What each column is read by is made once, and columns that are not imported are not read. */
export class RowReader {
  private readonly basis: ReadingBasis;
  private readonly columns: readonly ReadColumn[];
  private readonly places: ReadonlyMap<string, number>;

  constructor(basis: ReadingBasis) {
    this.basis = basis;
    this.columns = basis.columns.flatMap((column) =>
      column.field === null
        ? []
        : [
            {
              at: column.at,
              field: column.field,
              day: column.field.startsWith('milestone:')
                ? column.field.slice('milestone:'.length)
                : undefined,
              read: kept(columnReader(column, basis), KEPT_FIELDS.test(column.field)),
            },
          ],
    );
    this.places = new Map(this.columns.map(({ field, at }) => [field, at]));
  }

  read(source: HeadRow): RowReading | SkippedRow {
    const { row, cells } = source;
    const skipped = skippedAs(cells, this.basis.columns);
    if (skipped !== undefined) return { row, skipped };
    const texts: Record<string, string> = {};
    const days: Record<string, string> = {};
    let problems: RowProblem[] = NO_PROBLEMS;
    for (const { at, field, day, read } of this.columns) {
      const cell = cells[at];
      if (cell === undefined || cell === '') continue;
      const value = read(cell);
      if (value === undefined) continue;
      if ('problem' in value || value.note !== undefined) {
        if (problems === NO_PROBLEMS) problems = [];
        problems.push(cellProblem(value, at));
      }
      if ('problem' in value) continue;
      if (day !== undefined) days[day] = value.value;
      else texts[field] = value.value;
    }
    if (source.hidden === true) problems = [...problems, HIDDEN];
    if (
      texts.unit === undefined &&
      this.basis.unit !== undefined &&
      !problems.some(({ code }) => code === 'unit_unclear')
    )
      texts.unit = this.basis.unit;
    return { row, texts, days, problems, source, places: this.places };
  }

  /** Every cell that was read, with what it became: for the rows that are shown. */
  cellsOf({ source }: RowReading): readonly ReadCell[] {
    return this.columns.flatMap(({ at, field, read }) => {
      const text = source.cells[at] ?? '';
      const value = text === '' ? undefined : read(text);
      if (value === undefined) return [];
      const shown = { column: at, field, read: plainText(text) };
      if ('problem' in value) return [{ ...shown, became: '' }];
      const name = this.basis.nameOf?.(field, value.value);
      return [{ ...shown, became: value.value, ...(name === undefined ? {} : { name }) }];
    });
  }
}

/** The texts of a row that nobody knows, by field. */
export function unclearOf(
  reading: RowReading,
): readonly { readonly field: NamedField; readonly text: string }[] {
  return reading.problems.flatMap(({ code, column }) => {
    const field = NAMED_FIELDS.find((each) => code === `${each}_unclear`);
    return field === undefined || column === null
      ? []
      : [{ field, text: plainText(reading.source.cells[column] ?? '') }];
  });
}

/** What a text that nobody knows may have meant. */
export function nearOf(field: NamedField, text: string, basis: ReadingBasis): readonly Named[] {
  const book = { unit: basis.units, cluster: basis.clusters, park: basis.parks }[field];
  return book.near(text);
}

const NAMED_FIELDS = ['unit', 'cluster', 'park'] as const;
export type NamedField = (typeof NAMED_FIELDS)[number];

/** Place of the column that a field was read from; null where the row has none. */
export function columnOf({ places, source }: RowReading, field: string): number | null {
  const at = places.get(field);
  return at === undefined || isBlank(source.cells[at] ?? '') ? null : at;
}

const NO_PROBLEMS: RowProblem[] = [];
const HIDDEN: RowProblem = {
  code: 'row_hidden',
  message: '这一行在原表里是隐藏或筛掉的，照样读了',
  fix: '不要的，在原表里删去',
  severity: 'warning',
  column: null,
};
/** Of these few texts are many rows; names and amounts are each their own. */
const KEPT_FIELDS = /^(unit|cluster|park|industry|registeredOn|milestone:.*)$/;

/** A value that was read before is not read again. */
function kept(read: ReadText, all: boolean): ReadText {
  const before = new Map<string, ReadValue | undefined>();
  let [last, lastValue]: [string | undefined, ReadValue | undefined] = [undefined, undefined];
  return (text) => {
    if (text === last) return lastValue;
    const known = all ? before.get(text) : undefined;
    const value = known ?? read(text);
    if (all && known === undefined && before.size < KEPT_MAX) before.set(text, value);
    [last, lastValue] = [text, value];
    return value;
  };
}

function cellProblem(value: ReadValue, column: number): RowProblem {
  if (!('problem' in value)) {
    const note = value.note as CellProblem;
    return { ...note, severity: note.code === 'day_from_serial' ? 'note' : 'warning', column };
  }
  const { problem } = value;
  return { ...problem, severity: ASKS.has(problem.code) ? 'ask' : 'error', column };
}

const ASKS: ReadonlySet<string> = new Set([
  'amount_unit_unclear',
  'land_unit_unclear',
  'day_year_missing',
  'unit_unclear',
  'cluster_unclear',
  'park_unclear',
]);

/** The first sign tells for nearly every row, before the pattern is tried. */
function isSum(text: string): boolean {
  return text !== '' && '合小总共累本全'.includes(text.charAt(0)) && SUM_WORDS.test(text);
}

/** Sums, titles of sections (one text over the row) and the head again on a new page are no projects. */
function skippedAs(
  cells: readonly string[],
  columns: readonly FoundColumn[],
): SkippedRow['skipped'] | undefined {
  const name = columns.find(({ field }) => field === 'name');
  const named = name === undefined ? '' : plainText(cells[name.at] ?? '');
  let [first, count, differs] = ['', 0, false];
  for (const cell of cells) {
    if (cell === '') continue;
    const text = plainText(cell);
    if (text === '') continue;
    count += 1;
    if (first === '') first = text;
    else if (text !== first) {
      differs = true;
      break;
    }
  }
  if (isSum(named) || isSum(first)) return 'total';
  if (named === '' && NOTE_WORDS.test(first)) return 'note';
  if (count > 0 && !differs && (named === '' || count > 2 || count === 1)) return 'title';
  // Only where the name's own cell says what its head says is the rest looked at.
  if (name === undefined || named === '' || !name.head.endsWith(named)) return undefined;
  const known = columns.filter(({ field }) => field !== null);
  const again = known.filter(
    ({ at, head }) => plainText(cells[at] ?? '') !== '' && head.endsWith(plainText(cells[at] ?? '')),
  );
  if (known.length > 1 && again.length >= Math.max(2, known.length / 2)) return 'head';
  return undefined;
}

function columnReader(column: FoundColumn, basis: ReadingBasis): ReadText {
  const read = fieldReader(column, basis);
  return (cell) => {
    const text = plainText(cell);
    if (isBlank(text)) return undefined;
    return text.startsWith('#') && CELL_ERROR.test(text) ? cellError(text) : read(text);
  };
}

/** ECMA-376 part 1, 18.17.3; ##### is what a column too narrow leaves in a CSV. */
const CELL_ERROR = /^#(DIV\/0!|N\/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|#+)$/i;

function cellError(text: string): ReadValue {
  const fix = /^#+$/.test(text) ? '把列拉宽后再另存' : '改好公式，或填上数';
  return wrong('cell_error', `单元格是错误值 ${text}`, fix);
}

function fieldReader(column: FoundColumn, basis: ReadingBasis): ReadText {
  const { field } = column;
  if (field?.startsWith('milestone:') || field === 'registeredOn') {
    const year = { year: column.year ?? basis.year, date1904: basis.date1904 };
    return (text) => readDay(text, year);
  }
  switch (field) {
    case 'planned':
      return (text) => readYuan(text, column.unit ?? undefined);
    case 'land':
      return (text) => readMu(text, column.unit ?? undefined);
    case 'unit':
      return (text) => named(text, 'unit', basis.units, basis, '单位');
    case 'cluster':
      return (text) => named(text, 'cluster', basis.clusters, basis, '产业集群');
    case 'park':
      return (text) => named(text, 'park', basis.parks, basis, '园区');
    case 'name':
    case 'investor':
      return (text) => sized(text, 2, 200);
    case 'project':
      return projectId;
    case 'code':
      return (text) => {
        const code = text.replaceAll(' ', '');
        return coded(code, 'project_code_doubtful', validateProjectCode(code).findings);
      };
    case 'creditCode':
      return (text) => {
        const code = text.replaceAll(' ', '').toUpperCase();
        return coded(code, 'credit_code_doubtful', validateCreditCode(code));
      };
    default:
      return industryCode;
  }
}

function projectId(text: string): ReadValue {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text)) return { value: text };
  return wrong('project_id_unfit', `“${text}”不能作编号`, '用字母、数字、点、横线，至多 64 个字符');
}

function industryCode(text: string): ReadValue {
  if (/^([A-T]|\d{2,4})$/.test(text)) return { value: text };
  const fix = '用 GB/T 4754 的门类字母或 2 至 4 位代码，或不导入这一列';
  return wrong('industry_unfit', `“${text}”不是行业代码`, fix);
}

const wrong = (code: string, message: string, fix: string): ReadValue => ({
  problem: { code, message, fix },
});

function sized(text: string, least: number, most: number): ReadValue {
  if (text.length >= least && text.length <= most) return { value: text };
  return wrong('text_length', `“${text.slice(0, 30)}”应为 ${least} 至 ${most} 字`, '改正');
}

/** A doubtful code is warned of and taken all the same, as the register takes it. */
function coded(text: string, code: string, findings: readonly { readonly message: string }[]): ReadValue {
  if (text.length > 32) return wrong(code, `“${text.slice(0, 40)}”太长，不是代码`, '改正');
  if (findings.length === 0) return { value: text };
  return {
    value: text,
    note: {
      code,
      message: `“${text}”校验存疑：${findings.map((each) => each.message).join('；')}`,
      fix: '对照证照核对',
    },
  };
}

/** By name or id; what the person answered for this text goes first; a near name is never taken by itself. */
function named(text: string, field: string, book: Names, basis: ReadingBasis, what: string): ReadValue {
  const answered = basis.answers[field]?.[text];
  if (answered === '') return { value: '' };
  if (answered !== undefined) return { value: answered };
  return lookedUp(text, field, book, what);
}

function lookedUp(text: string, field: string, book: Names, what: string): ReadValue {
  const id = book.find(text);
  if (id !== undefined) return { value: id };
  return wrong(`${field}_unclear`, `不知道“${text}”是哪个${what}`, '在上面选它是哪个，或改正表格');
}
