/**
 * The head of a 任务分解表: which row it is, and what each column holds, told by words that offices use; and rows that are no task. A head may take two rows, the upper one
 * merged over the lower. Pure.
 */
import { type NameBook, nameKey, plainText } from './tableValues.ts';

export type ColumnKind =
  | 'ordinal'
  | 'id'
  | 'task'
  | 'measure'
  | 'listed'
  | 'amount'
  | 'measureUnit'
  | 'lead'
  | 'supporting'
  | 'unit'
  | 'share'
  | 'from'
  | 'to'
  | 'deliverable'
  | 'total'
  | 'unitAcross'
  | 'other';

export interface Column {
  readonly kind: ColumnKind;
  readonly label: string;
  /** In brackets behind the name: 任务数（个）. */
  readonly unitWord: string | undefined;
}

export interface Head {
  /** First and last row of the head, from 0. */
  readonly first: number;
  readonly last: number;
  /** `unitsDown`: rows are units, and columns of kind `task` bear the names of tasks or targets. */
  readonly form: 'tasksDown' | 'unitsDown';
  readonly columns: readonly Column[];
  readonly unitColumn: number | undefined;
}

const WORDS: readonly (readonly [ColumnKind, RegExp])[] = [
  ['ordinal', /^(序号|编次|No\.?)$/i],
  ['id', /^(编号|任务编号|目标编号|id)$/i],
  [
    'task',
    /^(任务|任务名称|工作任务|重点任务|目标任务|任务内容|工作内容|工作事项|事项|项目|目标|目标名称|指标|指标名称|主要指标|名称)$/,
  ],
  [
    'measure',
    /^(工作目标及措施|工作目标和措施|目标及措施|工作措施|具体措施|主要措施|工作举措|具体举措|措施|具体任务|具体工作|工作任务及措施)$/,
  ],
  ['listed', /^(列入|来源清单|清单|任务类别)$/],
  ['amount', /^(目标数|目标值|任务数|任务量|年度目标|年度任务|全年目标|数量|总量|总任务)$/],
  ['measureUnit', /^(计量单位|单位\(个\/亿元\))$/],
  ['lead', /^(牵头单位|责任单位|主办单位|责任部门|牵头部门|牵头责任单位|主要责任单位|责任岗位|牵头领导)$/],
  ['supporting', /^(配合单位|协办单位|配合部门|协同单位|参与单位|参加单位|配合责任单位)$/],
  [
    'unit',
    /^(承担单位|承办单位|落实单位|县区|县\(市、?区\)|县市区|各县\(市、?区\)|地区|责任单元|单位|单位名称)$/,
  ],
  ['share', /^(分解数|分解任务|分解任务数|分解目标|承担数|份额)$/],
  ['from', /^(起始时间|开始时间|起始日期|开始日期|启动时间|起)$/],
  ['to', /^(完成时限|完成时间|时限|期限|截止时间|截止日期|完成日期|办结时限|止|时间要求|完成期限|时间节点)$/],
  ['deliverable', /^(成果|交付成果|完成标志|成果形式|工作成果|完成标准)$/],
  ['total', /^(合计|总计|全市|全市合计)$/],
];

/** A head stands among the first rows; above it are a title and a date at most. */
const HEAD_WITHIN_ROWS = 20;

export function findHead(
  table: readonly (readonly string[])[],
  isUnit: (text: string) => boolean,
  promises: NameBook,
): Head | undefined {
  const read = (text: string): Column => columnOf(text, isUnit, promises);
  let best: { readonly at: number; readonly score: number } | undefined;
  for (let at = 0; at < Math.min(table.length, HEAD_WITHIN_ROWS); at++) {
    // One merged cell is one word, however many columns it covers.
    const told = new Set((table[at] ?? []).map(plainText).filter((text) => read(text).kind !== 'other'));
    const score = told.size;
    if (score >= 2 && (best === undefined || score > best.score)) best = { at, score };
  }
  if (best === undefined) return undefined;
  const below = twoRows(table, best.at, read);
  const above = best.at > 0 ? twoRows(table, best.at - 1, read) : undefined;
  const [first, columns] = below
    ? [best.at, below]
    : above
      ? [best.at - 1, above]
      : [best.at, (table[best.at] ?? []).map((text) => read(plainText(text)))];
  const last = below || above ? first + 1 : first;
  return headOf(first, last, columns);
}

/** A row and the one below as one head: the lower word counts where there is one. Undefined when the lower one is no head. */
function twoRows(
  table: readonly (readonly string[])[],
  at: number,
  read: (text: string) => Column,
): readonly Column[] | undefined {
  const [upper, lower] = [(table[at] ?? []).map(plainText), (table[at + 1] ?? []).map(plainText)];
  const width = Math.max(upper.length, lower.length);
  const columns: Column[] = [];
  let upperWords = 0;
  let lowerWords = 0;
  for (let i = 0; i < width; i++) {
    const [top, bottom] = [upper[i] ?? '', lower[i] ?? ''];
    const [topRead, bottomRead] = [read(top), read(bottom)];
    if (bottom !== '' && bottom !== top) {
      // A figure or any other text under a head is a row of the table.
      if (bottomRead.kind === 'other' || topRead.kind === 'task') return undefined;
      lowerWords++;
    }
    if (topRead.kind !== 'other' && (bottom === '' || bottom === top)) upperWords++;
    columns.push(bottom === '' || bottomRead.kind === 'other' ? topRead : bottomRead);
  }
  return lowerWords > 0 && upperWords > 0 ? columns : undefined;
}

function headOf(first: number, last: number, columns: readonly Column[]): Head | undefined {
  const has = (kind: ColumnKind) => columns.some((column) => column.kind === kind);
  const unitColumn = columns.findIndex((column) => column.kind === 'unit');
  // The names of tasks across, and no column of tasks: the rows are units.
  const titled = columns.some((column) => column.kind === 'task' && !isTaskWord(column.label));
  const taskWord = columns.some((column) => column.kind === 'task' && isTaskWord(column.label));
  if (titled && !taskWord && unitColumn >= 0) return { first, last, form: 'unitsDown', columns, unitColumn };
  if (!taskWord || !(has('lead') || has('unitAcross') || has('unit') || has('to') || has('amount')))
    return undefined;
  const known = columns.map((column) => {
    if (column.kind === 'task' && !isTaskWord(column.label)) return { ...column, kind: 'other' as const };
    // Beside units across, “单位” is what the figures are counted in.
    const counted = column.kind === 'unit' && nameKey(column.label) === '单位' && has('unitAcross');
    return counted ? { ...column, kind: 'measureUnit' as const } : column;
  });
  return {
    first,
    last,
    form: 'tasksDown',
    columns: known,
    unitColumn: unitColumn < 0 ? undefined : unitColumn,
  };
}

function isTaskWord(label: string): boolean {
  return WORDS.some(([kind, words]) => kind === 'task' && words.test(nameKey(label)));
}

function columnOf(text: string, isUnit: (text: string) => boolean, promises: NameBook): Column {
  const plain = plainText(text);
  const bracket = /^(.+?)\s*\(([^()]{1,8})\)$/.exec(plain);
  const bare = bracket?.[1] ?? plain;
  for (const candidate of [plain, bare]) {
    const found = WORDS.find(([, words]) => words.test(nameKey(candidate)));
    if (found)
      return { kind: found[0], label: candidate, unitWord: candidate === bare ? bracket?.[2] : undefined };
  }
  for (const candidate of [plain, bare]) {
    if (candidate !== '' && isUnit(candidate))
      return { kind: 'unitAcross', label: candidate, unitWord: bracket?.[2] };
    if (candidate !== '' && promises.has(candidate))
      return { kind: 'task', label: candidate, unitWord: candidate === bare ? bracket?.[2] : undefined };
  }
  return { kind: 'other', label: plain, unitWord: undefined };
}

/** The label of a row that adds the others up. */
export function isTotal(text: string): boolean {
  return /^(合计|总计|小计|全市|全市合计|共计)$/.test(plainText(text).replaceAll(' ', ''));
}

/** 填表说明 and the like under a table. */
export function isNote(cells: readonly string[]): boolean {
  const filled = [...new Set(cells.filter((cell) => cell !== ''))];
  return filled.length === 1 && /^(注|备注|说明|填表|制表|联系人)[:：]?/.test(filled[0] ?? '');
}
