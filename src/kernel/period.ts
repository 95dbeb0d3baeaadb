/**
 * A reporting period as plans and bulletins name it: 'YYYY', 'YYYY-H1', 'YYYY-Q2', 'YYYY-06'.
 * It is a name for a range of days and nothing more: when it closes, and who must have reported, the plan says.
 */
import {
  endOfMonth,
  FIRST_YEAR,
  LAST_YEAR,
  monthOf,
  type PlainDate,
  parseDate,
  yearOf,
} from './plainDate.ts';
import { Problem } from './problem.ts';

export type Period = string & { readonly __period: true };

export type PeriodLength = 'month' | 'quarter' | 'half' | 'year';

const FORM = /^(\d{4})(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])))?$/;
const MONTHS: Record<PeriodLength, number> = { month: 1, quarter: 3, half: 6, year: 12 };

/** Fails with `period_invalid`. */
export function parsePeriod(text: string): Period {
  if (!isPeriod(text)) throw invalid(text);
  return text;
}

export function isPeriod(text: unknown): text is Period {
  if (typeof text !== 'string') return false;
  const year = FORM.exec(text)?.[1];
  return year !== undefined && Number(year) >= FIRST_YEAR && Number(year) <= LAST_YEAR;
}

export function periodStart(period: Period): PlainDate {
  return parseDate(`${monthsOf(period)[0]}-01`);
}

export function periodEnd(period: Period): PlainDate {
  return endOfMonth(parseDate(`${monthsOf(period).at(-1)}-01`));
}

/** Its months in order: '2021-Q2' → '2021-04', '2021-05', '2021-06'. */
export function monthsOf(period: Period): string[] {
  const { year, length, index } = read(period);
  const first = index * MONTHS[length] + 1;
  return Array.from({ length: MONTHS[length] }, (_, i) => `${year}-${String(first + i).padStart(2, '0')}`);
}

export function lengthOf(period: Period): PeriodLength {
  return read(period).length;
}

/** The period of that length in which the day lies. */
export function periodOf(date: PlainDate, length: PeriodLength): Period {
  return write(yearOf(date), length, Math.floor((Number(monthOf(date).slice(5)) - 1) / MONTHS[length]));
}

/** The one of the same length just before. Fails with `period_invalid` before 1900. */
export function previousPeriod(period: Period): Period {
  const { year, length, index } = read(period);
  if (index > 0) return write(year, length, index - 1);
  return write(year - 1, length, 12 / MONTHS[length] - 1);
}

/** As a bulletin writes it: '2021年', '2021年上半年', '2021年二季度', '2021年6月'. */
export function periodLabel(period: Period): string {
  const { year, length, index } = read(period);
  switch (length) {
    case 'year':
      return `${year}年`;
    case 'half':
      return `${year}年${'上下'[index]}半年`;
    case 'quarter':
      return `${year}年${'一二三四'[index]}季度`;
    case 'month':
      return `${year}年${index + 1}月`;
  }
}

interface Parts {
  year: number;
  length: PeriodLength;
  /** From 0 within the year. */
  index: number;
}

function read(period: Period): Parts {
  const parts = FORM.exec(period);
  if (!parts) throw invalid(period);
  const year = Number(parts[1]);
  if (parts[2]) return { year, length: 'half', index: Number(parts[2]) - 1 };
  if (parts[3]) return { year, length: 'quarter', index: Number(parts[3]) - 1 };
  if (parts[4]) return { year, length: 'month', index: Number(parts[4]) - 1 };
  return { year, length: 'year', index: 0 };
}

function write(year: number, length: PeriodLength, index: number): Period {
  const number = String(index + 1);
  const within = {
    year: '',
    half: `-H${number}`,
    quarter: `-Q${number}`,
    month: `-${number.padStart(2, '0')}`,
  };
  return parsePeriod(`${year}${within[length]}`);
}

function invalid(text: string): Problem {
  return new Problem({
    code: 'period_invalid',
    message: `“${text}”不是报告期`,
    fix: '写作 2021、2021-H1、2021-Q2 或 2021-06',
    data: { text },
  });
}
