/** What is said of a formula that is refused: the code, the place in the text, and what to write instead. */
import { Problem } from '../kernel/problem.ts';
import type { FormulaType } from './formulaTree.ts';

const TYPE_WORDS: Readonly<Record<FormulaType, string>> = { number: '数', boolean: '真假' };

/** `formula_syntax`, or `formula_too_deep` where the parser gave up on depth. */
export function syntaxFault(text: string, error: unknown): Problem {
  const { code, range } = error as { code?: unknown; range?: { start: number; end: number } };
  const start = Math.min(range?.start ?? 0, text.length);
  if (code === 'limit_exceeded') return depthFault(start + 1, undefined);
  const rest = text.slice(start).trimStart();
  const shown = rest.slice(0, 12);
  return new Problem({
    code: 'formula_syntax',
    message:
      shown === ''
        ? `公式没有写完（共 ${text.length} 个字）`
        : `公式第 ${start + 1} 个字起读不懂：“${shown}”`,
    fix: syntaxFix(text, rest),
    data: { at: start + 1 },
  });
}

function syntaxFix(text: string, rest: string): string {
  if (/^[\uff01-\uff5e\u3000，。、；：？！（）【】“”‘’]/.test(rest)) return '换成半角的符号、数字和字母';
  if (/^[×÷≥≤≠−–—]/.test(rest)) return '乘写 *，除写 /，减写 -，大于等于写 >=，小于等于写 <=，不等写 !=';
  if (/^=/.test(rest)) return '相等写 ==';
  if (/^\^/.test(rest)) return '没有乘方：写 a * a';
  if (/^[&|]/.test(rest)) return '并且写 &&，或者写 ||';
  if (/^\./.test(rest)) return '小数点前写 0，例如 0.5';
  if (/^[\u4e00-\u9fff]/.test(rest)) return '指标写编号，不写中文名，例如 indicators.gdpGrowth';
  const open = [...text].filter((char) => char === '(').length;
  const closed = [...text].filter((char) => char === ')').length;
  if (open !== closed) return open > closed ? `少了 ${open - closed} 个 )` : `多了 ${closed - open} 个 )`;
  return '对照例子：indicators.a - indicators.b，indicators.a / indicators.b * 100';
}

export function depthFault(at: number, limit: number | undefined): Problem {
  return new Problem({
    code: 'formula_too_deep',
    message: `公式第 ${at} 个字起套得太深${limit === undefined ? '' : `，最多 ${limit} 层`}`,
    fix: '许多数相加写 sum(a, b, c)；或拆成几个算出来的指标',
    data: { at },
  });
}

export function subsetFault(at: number, what: string, fix: string): Problem {
  return new Problem({
    code: 'formula_not_in_subset',
    message: `公式第 ${at} 个字起：${what} 不能用`,
    fix,
    data: { at },
  });
}

export function typeFault(at: number, what: string, wanted: FormulaType, got: FormulaType): Problem {
  return new Problem({
    code: 'formula_type',
    message: `公式第 ${at} 个字起：${what}须是${TYPE_WORDS[wanted]}，这里是${TYPE_WORDS[got]}`,
    fix:
      wanted === 'number'
        ? '把真假变成数用 ?:，例如 indicators.a > 0 ? 1 : 0'
        : '把数变成真假用比较，例如 indicators.a > 0',
    data: { at },
  });
}

export function unknownFault(at: number, written: string): Problem {
  return new Problem({
    code: 'formula_unknown_name',
    message: `公式第 ${at} 个字起：没有名字“${written}”`,
    fix: '指标写 indicators.编号（带连字符的写 indicators["编号"]），口径写 measures.口径，例如 measures.projects.started',
    data: { at },
  });
}
