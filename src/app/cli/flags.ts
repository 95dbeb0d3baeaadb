// Reads an argument list against the flags of a verb. Unknown flags are refused with the nearest known one; nothing is guessed.
import { parseArgs } from 'node:util';
import { Problem } from '../../kernel/problem.ts';
import type { Flag, Verb } from './verb.ts';

export const COMMON_FLAGS: Readonly<Record<string, Flag>> = {
  format: { type: 'string', value: 'json|text', words: '输出格式 output format' },
  data: { type: 'string', value: 'DIR', words: '数据文件夹 data folder (LUODI_DATA, default ./.luodi)' },
  city: { type: 'string', value: 'ID', words: '城市，多于一个时 city, when there is more than one' },
  'as-of': { type: 'string', value: 'DATE', words: '时点 look at happenings up to this day' },
  known: { type: 'string', value: 'SEQ|DATE', words: '按当时已报 as known at a seq or the end of a day' },
  help: { type: 'boolean', words: '用法 usage' },
};

export interface ParsedFlags {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
}

/** Fails with `usage`. */
export function parseFlags(verb: Verb, args: readonly string[]): ParsedFlags {
  const flags = { ...COMMON_FLAGS, ...verb.flags };
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, flag]) => [name, { type: flag.type }]),
  );
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
    });
    return { positionals, values: values as Record<string, string | boolean | undefined> };
  } catch (thrown) {
    throw usageProblem(verb, (thrown as Error).message.split('\n')[0] ?? '');
  }
}

export function usageProblem(verb: Pick<Verb, 'name' | 'usage'>, what: string): Problem {
  return new Problem({
    code: 'usage',
    message: `用法有误：${what}`,
    kept: '什么都没有做。Nothing was done.',
    fix: `luodi ${verb.usage}   (luodi ${verb.name} --help)`,
  });
}

export function usageText(verb: Verb): string {
  const flags = Object.entries({ ...verb.flags, ...COMMON_FLAGS });
  const rows = flags.map(
    ([name, flag]) => `  --${`${name}${flag.value ? ` ${flag.value}` : ''}`.padEnd(22)} ${flag.words}`,
  );
  return `luodi ${verb.usage}\n\n${verb.words}\n\n${rows.join('\n')}\n`;
}
