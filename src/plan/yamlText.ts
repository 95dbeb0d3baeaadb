/**
 * One YAML file → its top-level keys with their places, and every trap that YAML sets found and explained.
 * It is stricter than YAML on purpose: a value means the same to the author, to this reader and to any other reader
 * (no bare yes/no, no 0123, no anchors, nothing eaten by a comment). Fractions become their own text: no float is made.
 */
import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLError,
} from 'yaml';
import type { Issue } from '../kernel/issue.ts';
import type { Json } from '../kernel/json.ts';
import { type Located, locatedList, locatedMap, type Path, pathText } from './located.ts';

export const PLAN_FORMAT = 'luodi/plan@1';
const MAX_DEPTH = 16;

export interface YamlText {
  readonly sections: ReadonlyMap<string, Located>;
  readonly issues: readonly Issue[];
  /** The text could not be read to the end: what is missing in it may only be unread. */
  readonly torn: boolean;
}

/** Codes, in the order that they are looked for: format_missing, format_newer, format_unknown, documents_several, tab_indent,
 * full_width, key_duplicate, yaml_syntax; then per value those of `YamlReader`. */
export function readYaml(file: string, text: string): YamlText {
  const reader = new YamlReader(file, text);
  return reader.read();
}

class YamlReader {
  private readonly issues: Issue[] = [];
  private readonly lines: readonly string[];
  private readonly counter = new LineCounter();
  private readonly file: string;
  private readonly text: string;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    this.lines = text.split(/\r\n|\n|\r/);
  }

  read(): YamlText {
    this.checkFormat();
    const several = this.lines.findIndex((line, index) => index > 0 && /^(---|\.\.\.)(\s|$)/.test(line));
    if (several > 0) {
      this.report(
        'documents_several',
        several + 1,
        [],
        '一个文件里有几份文档（---）',
        '删去 ---，或分成几个文件',
      );
      return { sections: new Map(), issues: this.issues, torn: true };
    }
    const document = parseDocument(this.text, {
      version: '1.2',
      schema: 'core',
      lineCounter: this.counter,
      prettyErrors: false,
      uniqueKeys: true,
      logLevel: 'silent',
    });
    const torn = this.reportErrors(document.errors);
    const sections = new Map<string, Located>();
    // What stands in a torn text stands in the wrong place: nothing is said of it but the tear.
    if (torn) return { sections: new Map(), issues: this.issues, torn };
    if (isMap(document.contents)) {
      for (const pair of document.contents.items) {
        const [key, value] = this.member(pair, [], 1);
        if (key !== undefined && key !== 'format' && value !== undefined && !sections.has(key))
          sections.set(key, value);
      }
    } else if (this.issues.length === 0) {
      this.report('yaml_syntax', 1, [], '文件的最外层不是“键: 值”', '在第一行之后写各节，例如 city:');
    }
    return { sections, issues: this.issues, torn };
  }

  private checkFormat(): void {
    const first = this.lines[0] ?? '';
    const found = /^format:\s*["']?([^"'#\s]+)["']?\s*(?:#.*)?$/.exec(first);
    if (found === null) {
      this.report(
        'format_missing',
        1,
        [],
        `第一行不是 format: ${PLAN_FORMAT}`,
        `把 format: ${PLAN_FORMAT} 写在第一行`,
      );
    } else if (found[1] !== PLAN_FORMAT) {
      if (/^luodi\/plan@([2-9]|[1-9]\d+)$/.test(found[1] ?? '')) {
        this.report(
          'format_newer',
          1,
          ['format'],
          `这份计划是 ${found[1]}，比本版认识的 ${PLAN_FORMAT} 新`,
          `用写它的那一版或更新的程序打开；不要手改成 ${PLAN_FORMAT}，新的写法本版会读错`,
        );
        return;
      }
      const message = `格式 ${found[1]} 不认识`;
      this.report('format_unknown', 1, ['format'], message, `本版只读 format: ${PLAN_FORMAT}`);
    }
  }

  /** Only the first syntax error: those after it are mostly its echoes. Returns whether the text is torn. */
  private reportErrors(errors: readonly YAMLError[]): boolean {
    let torn = false;
    for (const error of errors) {
      const line = this.counter.linePos(error.pos[0]).line;
      if (error.code === 'DUPLICATE_KEY') {
        const key = /^[^:\s,{}[\]]+/.exec(this.text.slice(error.pos[0]))?.[0] ?? '';
        this.report('key_duplicate', line, [key], `键“${key}”在同一层写了两次`, '删去一个，或合成一个');
        continue;
      }
      if (!torn) this.reportSyntax(error, line);
      torn = true;
    }
    return torn;
  }

  private reportSyntax(error: YAMLError, line: number): void {
    const text = this.lineText(line);
    if (error.code === 'TAB_AS_INDENT' || /^ *\t/.test(text)) {
      this.report('tab_indent', line, [], '用制表符缩进，YAML 不认', '换成空格（每层两个）');
    } else if (FULL_WIDTH_KEY.test(text) || /[：，]/.test(text.replace(/(["']).*?\1/g, ''))) {
      this.report(
        'full_width',
        line,
        [],
        '有全角的冒号或逗号，YAML 不认',
        '换成半角，冒号后空一格，例如 limitDays: 5',
      );
    } else {
      const fix = '检查缩进、冒号后的空格、引号和括号是否成对';
      this.report('yaml_syntax', line, [], `YAML 写法有误（${error.code}：${error.message}）`, fix);
    }
  }

  private member(pair: Pair, parent: Path, depth: number): readonly [string?, Located?] {
    const keyNode = pair.key as Node | null;
    const key = isScalar(keyNode)
      ? String((keyNode as Scalar).source ?? (keyNode as Scalar).value)
      : undefined;
    const line = this.lineOf(keyNode);
    if (key === undefined || key.length > 100 || !/^[\p{L}\p{N}*][\p{L}\p{N} _.*-]*$/u.test(key)) {
      if (key !== undefined && /[\u3000\u00a0０-９：，]/.test(key)) {
        this.report('full_width', line, parent, `键“${key}”里有全角的空格、数字或标点`, '换成半角');
      } else {
        this.report(
          'key_invalid',
          line,
          parent,
          '键不是普通的名字',
          '键用字母、数字、汉字、空格和 . _ - *，不超过 100 字',
        );
      }
      return [];
    }
    const path = [...parent, key];
    const value = pair.value as Node | null;
    if (value === null || (isScalar(value) && value.value === null)) {
      this.reportEmpty(line, path);
      return [key, this.unread(line)];
    }
    const located = this.node(value, path, depth);
    // A member stands where its key stands: that is the line an author looks for.
    return [key, { ...located, line }];
  }

  private reportEmpty(line: number, path: Path): void {
    if (/[:-]\s+#/.test(this.lineText(line))) {
      this.report(
        'comment_eats_value',
        line,
        path,
        '# 之后的都成了注释，值没有了',
        '值里有 # 时加引号；要写注释就另起一行',
      );
    } else {
      this.report('value_empty', line, path, '键后面没有值', '写上值，或删去这个键（没有就是没有，不写空）');
    }
  }

  private node(node: Node, path: Path, depth: number): Located {
    const line = this.lineOf(node);
    const place = { file: this.file, line };
    if (depth > MAX_DEPTH) {
      this.report('nesting_too_deep', line, path, `嵌套超过 ${MAX_DEPTH} 层`, '把内容摊平');
      return this.unread(line);
    }
    // The library sets `tag` only where a tag was written; an alias is no map, list or scalar.
    if (!isKnown(node) || (node as Scalar).anchor !== undefined || node.tag !== undefined) {
      this.report(
        'yaml_anchor',
        line,
        path,
        '用了锚点、别名或标签（& * !）',
        '把内容直接写出来；值以 & * ! 开头时加引号',
      );
      return this.unread(line);
    }
    if (isMap(node)) {
      const children = new Map<string, Located>();
      for (const pair of node.items) {
        const [key, value] = this.member(pair as Pair, path, depth + 1);
        if (key !== undefined && value !== undefined && !children.has(key)) children.set(key, value);
      }
      return locatedMap(place, children);
    }
    if (isSeq(node)) {
      const items = node.items.map((item, index) => this.node(item as Node, [...path, index], depth + 1));
      return locatedList(place, items);
    }
    return { ...place, value: isScalar(node) ? this.scalar(node as Scalar, path, line) : '' };
  }

  private scalar(node: Scalar, path: Path, line: number): Json {
    if (node.value === null) {
      this.reportEmpty(line, path);
      return '';
    }
    if (node.type !== 'PLAIN') return node.value as Json;
    const source = node.source ?? String(node.value);
    this.checkPlain(node, source, path, line);
    if (typeof node.value === 'number') return this.number(node.value, source, path, line);
    return node.value as Json;
  }

  /** Traps of unquoted text. */
  private checkPlain(node: Scalar, source: string, path: Path, line: number): void {
    const rest = this.lineText(this.counter.linePos(node.range?.[1] ?? 0).line);
    const after = rest.slice(this.counter.linePos(node.range?.[1] ?? 0).col - 1);
    if (/^\s+#[^\s#]/.test(after)) {
      const fix = '值里有 # 时加引号；真是注释就在 # 后空一格';
      this.report('comment_eats_value', line, path, `值在 # 处被截断，只剩“${source}”`, fix);
    }
    if (/^(yes|no|on|off|y|n)$/i.test(source)) {
      this.report(
        'yes_no_unquoted',
        line,
        path,
        `${source} 没有加引号，有的读法当真假`,
        '是非写 true 或 false；文字加引号',
      );
    } else if (/^[０-９0-9．，。－—／：.,:/%％-]+$/.test(source) && /[０-９．，。－／：％]/.test(source)) {
      this.report('full_width', line, path, `“${source}”里有全角的数字或标点`, '换成半角');
    } else if (/(^|\n)\s*[A-Za-z][\w-]*：/.test(source)) {
      this.report(
        'full_width',
        line,
        path,
        `“${source}”里的全角冒号不是 YAML 的冒号`,
        '换成半角冒号并空一格；是文字就加引号',
      );
    } else if (typeof node.value === 'string' && /^\d{1,3}([,_]\d{3})+(\.\d+)?$/.test(source)) {
      this.report('number_spelling', line, path, `“${source}”里有千分位`, '去掉千分位');
    }
    if (/[，、]/.test(source) && this.inFlow(node)) {
      this.report(
        'full_width',
        line,
        path,
        `[…] 里用“${source.includes('，') ? '，' : '、'}”分隔，成了一个值`,
        '换成半角逗号',
      );
    }
  }

  /** Whether the scalar stands in a flow collection: only there a full-width comma poses as a separator. */
  private inFlow(node: Scalar): boolean {
    const [from, to] = node.range ?? [0, 0];
    return (
      /[[,]\s*$/.test(this.text.slice(Math.max(0, from - 20), from)) &&
      /^\s*[\],]/.test(this.text.slice(to, to + 20))
    );
  }

  private number(value: number, source: string, path: Path, line: number): Json {
    if (/^-?(0|[1-9]\d*)$/.test(source)) {
      if (Number.isSafeInteger(value)) return value;
      this.report(
        'number_too_large',
        line,
        path,
        `整数 ${source} 太大，存不准`,
        '是编码就加引号；是金额就换单位',
      );
      return 0;
    }
    if (/^-?(0|[1-9]\d*)\.\d+$/.test(source)) return source;
    const fix = '是编码就加引号，例如 "0758"；是数就写成普通的十进制';
    this.report('number_spelling', line, path, `“${source}”会被读成 ${value}`, fix);
    return 0;
  }

  private lineOf(node: Node | null): number {
    return node?.range ? this.counter.linePos(node.range[0]).line : 1;
  }

  private lineText(line: number): string {
    return this.lines[line - 1] ?? '';
  }

  /** Stands for a value that was reported already; the shape phase says nothing more of it. */
  private unread(line: number): Located {
    return { file: this.file, line, value: '' };
  }

  private report(code: string, line: number, path: Path, message: string, fix: string): void {
    this.issues.push({ code, severity: 'error', file: this.file, line, path: pathText(path), message, fix });
  }
}

const FULL_WIDTH_KEY = /^\s*(- )?["']?[\w.-]+["']?：/;

function isKnown(node: Node): boolean {
  return isMap(node) || isSeq(node) || isScalar(node);
}
