/**
 * What stands in the cells of an office's table → values of a plan: figures with 万 and 亿, full-width digits, dates in every spelling that
 * 文件 use, names of units and posts. What can be read in two ways is not read at all: it is asked.
 */
import { endOfMonth, isDate, parseDate } from '../kernel/plainDate.ts';
import { distance } from './distance.ts';

/** Half-width, one kind of space, nothing around: what two spellings of one text have in common. */
export function plainText(text: string): string {
  // What is plain already, as most cells of a long list are: printed ASCII and the ideographs that normalising leaves as they are.
  if (PLAIN.test(text)) return text;
  return text
    .normalize('NFKC')
    .replaceAll(/[\s\u3000]+/g, ' ')
    .trim();
}

const PLAIN = /^[!-~\u4e00-\u9fff]*$/;

/** For comparing names: no spaces, one kind of brackets. */
export function nameKey(text: string): string {
  return plainText(text).replaceAll(' ', '').replaceAll('（', '(').replaceAll('）', ')').toLowerCase();
}

/** A cell in which an office says that there is nothing. */
export function isBlank(text: string): boolean {
  return /^[-—–/／、无\s]*$/.test(plainText(text));
}

export interface Amount {
  /** Decimal text. */
  readonly number: string;
  /** What follows the figure: 个, 万亩, 亿元; empty when nothing does. */
  readonly unit: string;
}

/** `1,000个`, `３.９ 万亩`, `≥100`. Undefined when it is no figure. */
export function findAmount(text: string): Amount | undefined {
  const match = /^[≥>]?\s*(-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?)\s*([^\d,.]{0,10})$/.exec(
    plainText(text),
  );
  if (match === null) return undefined;
  const number = match[1]!.replaceAll(',', '').replace(/^(-?)0+(?=\d)/, '$1');
  const bare = number.includes('.') ? number.replace(/\.?0+$/, '') : number;
  return { number: bare, unit: (match[2] ?? '').replace(/以上$/, '').trim() };
}

const SCALES: readonly (readonly [string, number])[] = [
  ['亿', 8],
  ['万', 4],
  ['千', 3],
];

/** The figure in another unit of the same base: 1.2亿元 is 12000万元. Undefined when the bases differ. */
export function inUnit({ number, unit }: Amount, wanted: string): string | undefined {
  if (unit === '' || unit === wanted) return number;
  const [from, to] = [split(unit), split(wanted)];
  return from.base === to.base ? shifted(number, from.zeros - to.zeros) : undefined;
}

function split(unit: string): { readonly base: string; readonly zeros: number } {
  for (const [word, zeros] of SCALES)
    if (unit.startsWith(word) && unit.length > 1) return { base: unit.slice(1), zeros };
  return { base: unit, zeros: 0 };
}

/** The decimal point moved, exactly. */
function shifted(number: string, zeros: number): string {
  const [, sign = '', whole = '0', rest = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(number) ?? [];
  const digits = zeros >= 0 ? whole + rest.padEnd(zeros, '0') : whole.padStart(-zeros + 1, '0') + rest;
  const point = zeros >= 0 ? whole.length + zeros : Math.max(1, whole.length + zeros);
  const left = digits.slice(0, point).replace(/^0+(?=\d)/, '');
  const right = digits.slice(point).replace(/0+$/, '');
  return `${sign}${left}${right === '' ? '' : `.${right}`}`;
}

/** The day that a date in words ends on: 2021年12月底前, 12月31日, 年底, 2021.6, 上半年. `year` is the plan's. Undefined when unclear. */
export function findDay(text: string, year: number): string | undefined {
  const told = plainText(text)
    .replaceAll(' ', '')
    .replace(/(以?前|之前|完成|止)+$/, '');
  const whole = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(told);
  if (whole) return day(Number(whole[1]), Number(whole[2]), Number(whole[3]));
  const ofMonth = /^(?:(\d{4})[-/.年])?(\d{1,2})(?:月(?:底|末|份)?|)$/.exec(told);
  if (ofMonth && (ofMonth[1] !== undefined || told.includes('月')))
    return monthEnd(Number(ofMonth[1] ?? year), Number(ofMonth[2]));
  const inYear = /^(\d{1,2})月(\d{1,2})日?$/.exec(told);
  if (inYear) return day(year, Number(inYear[1]), Number(inYear[2]));
  const part = /^(?:(\d{4})年)?(年底|年末|年内|全年|上半年|下半年|第?([一二三四1-4])季度(?:末|底)?)?$/.exec(
    told,
  );
  if (!part || (part[1] === undefined && part[2] === undefined)) return undefined;
  const of = Number(part[1] ?? year);
  if (part[3] !== undefined) return monthEnd(of, 3 * (QUARTERS.indexOf(part[3]) % 4) + 3);
  return monthEnd(of, part[2] === '上半年' ? 6 : 12);
}

const QUARTERS = ['一', '二', '三', '四', '1', '2', '3', '4'];

function day(year: number, month: number, date: number): string | undefined {
  const text = `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
  return isDate(text) ? text : undefined;
}

function monthEnd(year: number, month: number): string | undefined {
  const first = day(year, month, 1);
  return first === undefined ? undefined : endOfMonth(parseDate(first));
}

/** No date, but a cadence: 长期, 持续推进, 常态化. */
export function isOpenEnded(text: string): boolean {
  return /^(长期|持续|常态|全程)/.test(plainText(text));
}

/** 「市财政局、市教育局；各县区」 as its names. */
export function namesIn(text: string): readonly string[] {
  return text
    .split(/[、，,；;\n\r/／]+|\s{2,}/)
    .map((name) => plainText(name))
    .filter((name) => name !== '' && !isBlank(name));
}

export interface Named {
  readonly id: string;
  readonly name: string;
}

export type Resolved = { readonly id: string } | { readonly unclear: readonly Named[] };

/** Names that a table may use, by id and by name. */
export class NameBook {
  private readonly byKey = new Map<string, Named[]>();
  private readonly all: readonly Named[];

  constructor(names: readonly Named[]) {
    this.all = names;
    for (const named of names)
      for (const key of new Set([nameKey(named.name), nameKey(named.id)]))
        this.byKey.set(key, [...(this.byKey.get(key) ?? []), named]);
  }

  /** Only a name that is one thing's and nobody else's is taken; else the near ones are handed back to be asked about. */
  resolve(text: string): Resolved {
    const id = this.find(text);
    return id === undefined ? { unclear: this.near(text) } : { id };
  }

  /** The id of the one thing of that name; undefined where there is none, or where more than one bears it. */
  find(text: string): string | undefined {
    const found = this.byKey.get(nameKey(text)) ?? [];
    const [first] = found;
    return first !== undefined && found.every(({ id }) => id === first.id) ? first.id : undefined;
  }

  /** Those that bear the name, where more than one does; else those whose names are near. It looks at every name: not for each of many rows. */
  near(text: string): readonly Named[] {
    const key = nameKey(text);
    const found = new Map((this.byKey.get(key) ?? []).map((named) => [named.id, named]));
    if (found.size > 0) return [...found.values()];
    if (key.length < 2) return [];
    const near = this.all
      .map((named) => ({ named, far: nearness(key, nameKey(named.name)) }))
      .filter(({ far }) => far !== undefined)
      .toSorted((a, b) => a.far! - b.far!);
    return near.slice(0, 5).map(({ named }) => named);
  }

  has(text: string): boolean {
    return new Set((this.byKey.get(nameKey(text)) ?? []).map((named) => named.id)).size === 1;
  }
}

/** Smaller is nearer; undefined when it is another name altogether. */
function nearness(asked: string, name: string): number | undefined {
  if (name.includes(asked) || asked.includes(name)) return Math.abs(name.length - asked.length) / 10;
  if (Math.abs(name.length - asked.length) > 2) return undefined;
  const steps = distance(asked, name);
  return steps <= Math.max(1, Math.floor(name.length / 3)) ? steps : undefined;
}
