/**
 * Whether a number of the plan is one of the figures that its provenance quotes from the text. Scales are read (1.2亿元 is 12000 in 万元, 16.2% may
 * be written 0.162); a quotation that cannot be read as a figure (三分之一), or
 * that the note reckons with, is never called different. Pure.
 */
import { decimal, decimalText, isDecimalText, multiply, normalize } from '../kernel/decimal.ts';
import type { Provenance } from './element.ts';
import { findAmount } from './tableValues.ts';

/** The quoted figures, where the field is a decimal and none of them is its number; undefined where one is, or nobody can say. */
export function differingFigures(
  element: Readonly<Record<string, unknown>>,
  field: string,
  { basis, figures, note = '' }: Provenance,
): readonly string[] | undefined {
  const value = element[field];
  if (basis !== '原文' || figures === undefined || figures.length === 0 || !isDecimalText(value))
    return undefined;
  const own = spellings(value, typeof element.unit === 'string' ? element.unit : '');
  for (const figure of figures) {
    const read = findAmount(figure);
    // A note that names the figure says how the number was made of it: 30.9 − 12.4.
    if (read === undefined || note.includes(read.number)) return undefined;
    const quoted = spellings(read.number, read.unit);
    if (quoted.some((number) => own.includes(number))) return undefined;
  }
  return figures;
}

const SCALE = /^(?:[百千万亿]+|[%％‰]|)/;
const ZEROS: Readonly<Record<string, number>> = { 百: 2, 千: 3, 万: 4, 亿: 8, '%': -2, '％': -2, '‰': -3 };

/** As it stands, and with its 万, 亿 or % written out; without zeros that say nothing. */
function spellings(number: string, unit: string): readonly string[] {
  const plain = decimal(number);
  const zeros = [...SCALE.exec(unit)![0]].reduce((sum, word) => sum + ZEROS[word]!, 0);
  const scale = zeros >= 0 ? decimal(10n ** BigInt(zeros)) : { coefficient: 1n, scale: -zeros };
  return [plain, multiply(plain, scale)].map((each) => decimalText(normalize(each)));
}
