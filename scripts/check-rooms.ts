// Holds the house to its rules: direction of the rooms, no import between loops, no cycle, edges named by suffix, purity, no barrels, no folders without
// a meaning, sizes. It reads text, not types: quick, and it cannot be fooled by what compiles. It fails when it has read no file.
//   node scripts/check-rooms.ts [FOLDER]     FOLDER is src unless told
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOMS = [
  'kernel',
  'ui',
  'plan',
  'ledger',
  'access',
  'loops',
  'foresight',
  'dispatch',
  'outlets',
  'app',
] as const;
const EDGES = ['.pg.ts', '.http.ts', '.cli.ts', '.node.ts', '.tsx'];
const EMPTY_NAMES = ['utils', 'util', 'helpers', 'helper', 'common', 'shared', 'lib', 'misc'];
const MAX_FILE_LINES = 500;
const MAX_FUNCTION_LINES = 70;

export interface Finding {
  readonly code:
    | 'room_unknown'
    | 'room_direction'
    | 'loops_import_each_other'
    | 'import_cycle'
    | 'import_missing'
    | 'import_without_extension'
    | 'edge_in_core'
    | 'impure'
    | 'barrel'
    | 'empty_name'
    | 'file_too_long'
    | 'function_too_long'
    | 'no_file_read';
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

interface Import {
  readonly line: number;
  readonly from: string;
  readonly typeOnly: boolean;
}

interface Source {
  readonly file: string;
  readonly lines: readonly string[];
  /** The same without comments and the inside of strings: what is looked at for words of code. */
  readonly code: readonly string[];
  readonly imports: readonly Import[];
}

export interface Checked {
  readonly files: number;
  readonly findings: readonly Finding[];
}

/** `suffix` follows every file name on disk: the violating samples are `.ts.txt`, so that no other tool takes them for code. */
export function checkRooms(root: string, suffix = ''): Checked {
  const sources = sourceFiles(root, suffix).map((file) => readSource(root, file, suffix));
  if (sources.length === 0) {
    return {
      files: 0,
      findings: [{ code: 'no_file_read', file: root, line: 0, message: 'no source file was found here' }],
    };
  }
  const known = new Set(sources.map((source) => source.file));
  const findings = sources.flatMap((source) => [
    ...checkNames(source),
    ...checkSizes(source),
    ...checkPurity(source),
    ...source.imports.flatMap((one) => checkImport(source, one, known, root)),
  ]);
  return { files: sources.length, findings: [...findings, ...checkCycles(sources)] };
}

function sourceFiles(root: string, suffix: string): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(suffix))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .map((file) => file.slice(0, file.length - suffix.length))
    .filter((file) => /\.(ts|tsx|mts)$/.test(file) && !file.endsWith('.d.ts') && !file.startsWith('testing/'))
    .toSorted();
}

function readSource(root: string, file: string, suffix: string): Source {
  const text = readFileSync(join(root, file + suffix), 'utf8');
  return { file, lines: text.split('\n'), code: withoutWords(text).split('\n'), imports: importsOf(text) };
}

const IMPORT =
  /(?:^|\n)[ \t]*(import|export)\s+(type\s+)?(?:[\w*${},\s]+?\s+from\s+)?['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]\s*\)/g;

function importsOf(text: string): Import[] {
  return [...text.matchAll(IMPORT)]
    .map((match) => ({
      line: text.slice(0, (match.index ?? 0) + 1).split('\n').length,
      from: match[3] ?? match[4] ?? '',
      typeOnly: match[2] !== undefined,
    }))
    .filter(({ from }) => from !== '');
}

/** Comments, strings and regular expressions blanked out; line breaks stay, and so does the code inside `${…}` of templates. */
export function withoutWords(text: string): string {
  let out = '';
  let at = 0;
  const depths: number[] = [];
  let depth = 0;
  const blank = (to: number) => {
    for (; at < to && at < text.length; at++) out += text[at] === '\n' ? '\n' : ' ';
  };
  const template = () => {
    // From just after ` or }, to just after ` or ${.
    for (let end = at; ; end++) {
      if (end >= text.length || text[end] === '`') return blank(end + 1);
      if (text[end] === '\\') end++;
      else if (text[end] === '$' && text[end + 1] === '{') {
        blank(end + 2);
        depths.push(depth);
        depth++;
        return;
      }
    }
  };
  while (at < text.length) {
    const two = text.slice(at, at + 2);
    const one = text[at]!;
    if (two === '//') blank(indexOr(text, '\n', at));
    else if (two === '/*') blank(indexOr(text, '*/', at) + 2);
    else if (one === "'" || one === '"') blank(endOfQuote(text, at, one));
    else if (one === '`') {
      blank(at + 1);
      template();
    } else if (one === '/' && regexMayStart(out)) blank(endOfRegex(text, at));
    else {
      if (one === '{') depth++;
      if (one === '}') {
        depth--;
        if (depths.at(-1) === depth) {
          depths.pop();
          blank(at + 1);
          template();
          continue;
        }
      }
      out += one;
      at++;
    }
  }
  return out;
}

function indexOr(text: string, what: string, from: number): number {
  const index = text.indexOf(what, from);
  return index < 0 ? text.length : index;
}

function endOfQuote(text: string, from: number, quote: string): number {
  let at = from + 1;
  while (at < text.length && text[at] !== quote && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** After a value a slash divides; after an operator, a bracket or a keyword it opens a regular expression. */
function regexMayStart(before: string): boolean {
  const tail = before.trimEnd();
  return (
    tail === '' ||
    /[=(,:[!&|?{};+\-*%<>~^]$/.test(tail) ||
    /\b(return|typeof|case|in|of|do|else|void)$/.test(tail)
  );
}

function endOfRegex(text: string, from: number): number {
  let inClass = false;
  for (let at = from + 1; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '[') inClass = true;
    else if (text[at] === ']') inClass = false;
    else if (text[at] === '/' && !inClass) return at + 1;
  }
  return from + 1;
}

function isTest(file: string): boolean {
  return /\.test\.tsx?$/.test(file) || /(^|\/)(dev|fixtures)\//.test(file);
}

function roomOf(file: string): string {
  return file.split('/')[0] ?? '';
}

/** The loop a file belongs to: loops/<loop>/…; undefined elsewhere. */
function loopOf(file: string): string | undefined {
  const parts = file.split('/');
  return parts[0] === 'loops' && parts.length > 2 ? parts[1] : undefined;
}

function isEdge(file: string): boolean {
  return EDGES.some((edge) => file.endsWith(edge)) || /\.(css|json|sql)$/.test(file);
}

function checkNames({ file, code }: Source): Finding[] {
  const findings: Finding[] = [];
  if (!(ROOMS as readonly string[]).includes(roomOf(file))) {
    findings.push({
      code: 'room_unknown',
      file,
      line: 1,
      message: `no room is called ${roomOf(file)}; rooms: ${ROOMS.join(' ')}`,
    });
  }
  const parts = file.split('/');
  for (const part of parts) {
    const name = part.split('.')[0] ?? '';
    if (EMPTY_NAMES.includes(name))
      findings.push({
        code: 'empty_name',
        file,
        line: 1,
        message: `"${name}" says nothing of what is in it`,
      });
  }
  const statements = code.filter((line) => line.trim() !== '');
  const reExports = statements.filter((line) => /^\s*export\s+(type\s+)?(\*|\{[^}]*\})/.test(line));
  if (/(^|\/)index\.tsx?$/.test(file) || (reExports.length > 1 && reExports.length === statements.length)) {
    findings.push({
      code: 'barrel',
      file,
      line: 1,
      message: 'a file that only hands on other files: import them by name',
    });
  }
  return findings;
}

function checkSizes({ file, lines, code }: Source): Finding[] {
  const findings: Finding[] = [];
  const length = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  if (length > MAX_FILE_LINES) {
    findings.push({
      code: 'file_too_long',
      file,
      line: length,
      message: `${length} lines, at most ${MAX_FILE_LINES}: it does a second thing`,
    });
  }
  if (!isTest(file) && !file.endsWith('.tsx')) {
    for (const one of functionsOf(code)) {
      if (one.length <= MAX_FUNCTION_LINES) continue;
      const message = `the function has ${one.length} lines, at most ${MAX_FUNCTION_LINES}`;
      findings.push({ code: 'function_too_long', file, line: one.line, message });
    }
  }
  return findings;
}

const FUNCTION_HEAD =
  /^\s*(?:export\s+)?(?:default\s+)?(?:async\s+)?function\b|^\s*(?:export\s+)?const\s+\w+\s*(?::[^=]+)?=\s*(?:async\s*)?\([^)]*\)[^=]*=>\s*\{\s*$|^ {2}(?:async\s+)?#?\w+\([^)]*\)[^;{]*\{\s*$/;

/** Functions by their head and the brace that closes at the same depth. Text, not syntax: good enough to find what is far too long. */
function functionsOf(code: readonly string[]): { line: number; length: number }[] {
  const found: { line: number; length: number }[] = [];
  for (let start = 0; start < code.length; start++) {
    if (
      !FUNCTION_HEAD.test(code[start] ?? '') ||
      /^\s*(if|for|while|switch|catch|return)\b/.test(code[start] ?? '')
    )
      continue;
    const end = closingLine(code, start);
    if (end !== undefined) found.push({ line: start + 1, length: end - start + 1 });
  }
  return found;
}

function closingLine(code: readonly string[], start: number): number | undefined {
  const indent = /^\s*/.exec(code[start] ?? '')?.[0] ?? '';
  for (let at = start; at < code.length; at++) {
    const line = code[at] ?? '';
    if (at > start && line.startsWith(`${indent}}`)) {
      // `}): Promise<void> {` and `}: Props) {` end the parameters, not the body.
      if (/\{\s*$/.test(line)) continue;
      return at;
    }
    if (at === start && /\}\s*$/.test(line)) return at;
  }
  return undefined;
}

const IMPURE: readonly (readonly [RegExp, string])[] = [
  [/\bDate\.now\b/, 'Date.now: the clock is an argument (app/clock.ts)'],
  [/\bnew Date\(\s*\)/, 'new Date(): the clock is an argument (app/clock.ts)'],
  [/\bMath\.random\b/, 'Math.random: chance is an argument (kernel/random.ts)'],
  [/\bprocess\.env\b/, 'process.env: configuration is an argument (app/config.node.ts)'],
];

function checkPurity({ file, code }: Source): Finding[] {
  if (roomOf(file) === 'app' || isTest(file)) return [];
  return code.flatMap((line, at) =>
    IMPURE.filter(([pattern]) => pattern.test(line)).map(([, message]) => ({
      code: 'impure' as const,
      file,
      line: at + 1,
      message,
    })),
  );
}

function checkImport(
  source: Source,
  { line, from, typeOnly }: Import,
  known: ReadonlySet<string>,
  root: string,
): Finding[] {
  const { file } = source;
  const at = (code: Finding['code'], message: string): Finding[] => [{ code, file, line, message }];
  if (isTest(file)) return [];
  if (!from.startsWith('.')) return checkPackage(source, { line, from, typeOnly });
  const target = relative(root, resolve(root, dirname(file), from))
    .split(sep)
    .join('/');
  if (!/\.(ts|tsx|mts|css|json)$/.test(from))
    return at('import_without_extension', `${from}: imports name the file with its extension`);
  if (
    /\.tsx?$/.test(target) &&
    !known.has(target) &&
    !target.startsWith('testing/') &&
    !target.endsWith('.d.ts')
  ) {
    return at('import_missing', `${from} is not there`);
  }
  const [here, there] = [roomOf(file), roomOf(target)];
  const [hereAt, thereAt] = [ROOMS.indexOf(here as never), ROOMS.indexOf(there as never)];
  if (thereAt > hereAt || thereAt < 0)
    return at('room_direction', `${here} imports ${there}, which stands to its right (${from})`);
  const [loop, other] = [loopOf(file), loopOf(target)];
  if (loop !== undefined && other !== undefined && loop !== other) {
    return at('loops_import_each_other', `the loop ${loop} imports the loop ${other}; they meet in measures`);
  }
  if (here !== 'app' && !isEdge(file) && isEdge(target)) {
    return at('edge_in_core', `${file} is of the pure core and imports the edge ${from}`);
  }
  return [];
}

/** What the pure core may use of node_modules: both parse text and touch nothing of the machine. */
const CORE_PACKAGES = ['zod', 'yaml', '@marcbachmann/cel-js'];

function checkPackage({ file }: Source, { line, from }: Import): Finding[] {
  if (roomOf(file) === 'app' || isEdge(file)) {
    if (file.endsWith('.tsx') && from.startsWith('node:')) {
      return [{ code: 'edge_in_core', file, line, message: `a page cannot import ${from}` }];
    }
    return [];
  }
  // ui holds components and what they need; a plain .ts there may use the browser's packages.
  if (roomOf(file) === 'ui' && !from.startsWith('node:')) return [];
  const name = from.startsWith('@') ? from.split('/').slice(0, 2).join('/') : (from.split('/')[0] ?? from);
  if (CORE_PACKAGES.includes(name)) return [];
  return [
    {
      code: 'edge_in_core',
      file,
      line,
      message: `${from} in the pure core: only an edge (${EDGES.join(' ')}) may import it`,
    },
  ];
}

/** Cycles of imports that run; a type leaves no trace in the program. */
function checkCycles(sources: readonly Source[]): Finding[] {
  const graph = new Map(
    sources
      .filter((source) => !isTest(source.file))
      .map((source) => [
        source.file,
        source.imports
          .filter((one) => one.from.startsWith('.') && !one.typeOnly)
          .map((one) => resolveIn(source.file, one.from)),
      ]),
  );
  const state = new Map<string, 'open' | 'done'>();
  const findings: Finding[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      const cycle = [...path.slice(path.indexOf(file)), file];
      findings.push({ code: 'import_cycle', file, line: 1, message: cycle.join(' → ') });
      return;
    }
    state.set(file, 'open');
    for (const next of graph.get(file) ?? []) if (graph.has(next)) visit(next, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of graph.keys()) visit(file, []);
  return findings;
}

function resolveIn(file: string, from: string): string {
  return join(dirname(file), from).split(sep).join('/');
}

function main(): number {
  const root = resolve(process.argv[2] ?? join(dirname(dirname(fileURLToPath(import.meta.url))), 'src'));
  const { files, findings } = checkRooms(root);
  for (const finding of findings)
    process.stdout.write(`${finding.file}:${finding.line}  ${finding.code}  ${finding.message}\n`);
  process.stdout.write(`${files} files, ${findings.length} findings\n`);
  return findings.length > 0 ? 1 : 0;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url))
  process.exitCode = main();
