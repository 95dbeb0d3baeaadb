// Which column of a project list is what: heads in the many words offices use, over one row or two, with units in brackets and years in titles. Pure. What
// is found may be changed by the person; what is not recognised is left out and said.
import { plainText } from '../../plan/tableValues.ts';
import { MONEY_UNITS } from './import.values.ts';
import type { Lifecycle } from './projects.plan.ts';

/** `milestone:<id>` beside these. */
export const PROJECT_FIELDS = [
  'project',
  'name',
  'unit',
  'code',
  'creditCode',
  'investor',
  'cluster',
  'industry',
  'park',
  'planned',
  'land',
  'registeredOn',
] as const;
export type ProjectField = (typeof PROJECT_FIELDS)[number] | `milestone:${string}`;

/** By the head without brackets, spaces and colons. */
const SYNONYMS: Readonly<Record<(typeof PROJECT_FIELDS)[number], readonly string[]>> = {
  project: ['项目编号', '项目id', '编号', '项目序列号', '系统编号', 'project', 'projectid'],
  name: ['项目名称', '项目', '项目全称', '名称', '项目名', 'name', 'projectname'],
  unit: [
    '县区',
    '县市区',
    '所属县区',
    '所在县区',
    '区县',
    '属地',
    '所在地',
    '责任县区',
    '落户地',
    '建设地点',
    '县',
    '市县区',
    '地区',
    '报送单位',
    'county',
    'unit',
  ],
  code: [
    '项目代码',
    '投资项目代码',
    '投资项目统一代码',
    '统一项目代码',
    '国家编码',
    '立项代码',
    '备案代码',
    'code',
  ],
  creditCode: ['统一社会信用代码', '信用代码', '社会信用代码', '统一信用代码', 'creditcode'],
  investor: [
    '投资主体',
    '投资方',
    '投资企业',
    '企业名称',
    '项目业主',
    '业主单位',
    '建设单位',
    '项目单位',
    '投资单位',
    '投资商',
    '公司名称',
    'investor',
  ],
  cluster: ['产业集群', '所属产业', '产业类别', '产业', '所属集群', '产业链', 'cluster'],
  industry: ['行业代码', '国民经济行业', '国民经济行业代码', '行业分类代码', 'industry'],
  park: ['园区', '所在园区', '落户园区', '所属园区', '产业园区', 'park'],
  planned: [
    '计划投资',
    '计划总投资',
    '总投资',
    '投资总额',
    '计划投资额',
    '投资额',
    '总投资额',
    '项目总投资',
    '计划投资总额',
    '协议投资额',
    '合同投资额',
    'plannedinvestment',
  ],
  land: ['用地面积', '用地', '占地面积', '拟用地面积', '用地规模', '占地', 'land'],
  registeredOn: ['登记日期', '登记时间', '入库登记时间', '首报时间', '首报日期', 'registeredon'],
};

/** Of a milestone, beside the plan's own name with and without 新; by the ids that measures agree on. */
const MILESTONE_SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  introduced: ['签约', '引进', '签订合同', '合同签订', '签约落地', '正式签约'],
  filed: ['备案', '立项', '立项备案'],
  landSupplied: ['供地', '拿地', '取得用地', '摘牌', '土地摘牌'],
  started: ['开工', '动工', '开工建设', '实际开工', '正式开工'],
  completed: ['竣工', '竣工验收', '实际竣工', '建成'],
  inProduction: ['投产', '正式投产', '实际投产', '建成投产'],
  inStatistics: ['入库', '入统', '入库入统'],
  aboveScale: ['升规', '上规', '升规入统'],
  fullCapacity: ['达产'],
};

const BY_HEAD = new Map<string, ProjectField>(
  PROJECT_FIELDS.flatMap((field) => SYNONYMS[field].map((name) => [name, field] as const)),
);

export interface FoundColumn {
  /** Place in the row, from 0. */
  readonly at: number;
  readonly head: string;
  readonly field: ProjectField | null;
  /** 万元 and its like, 亩 or 公顷; null where head and title do not say. */
  readonly unit: string | null;
  /** For days without a year. */
  readonly year: number | null;
  /** What the person should know of it: a planned day is no fact. */
  readonly note: string | null;
}

export interface FoundHead {
  /** Rows of the file that are title and head: the data begin behind the last. */
  readonly lastRow: number;
  readonly columns: readonly FoundColumn[];
  /** The same heads give the same mark: what the person changed is kept under it. */
  readonly signature: string;
}

export interface HeadRow {
  readonly row: number;
  readonly cells: readonly string[];
  readonly hidden?: boolean;
}

export const HEAD_ROWS_MAX = 30;

/** The head among the first rows: the row, or the two on top of one another, that name most fields. Undefined where none names the project. */
export function findHead(rows: readonly HeadRow[], lifecycle: Lifecycle): FoundHead | undefined {
  let best: { readonly head: FoundHead; readonly score: number } | undefined;
  for (const [at, row] of rows.slice(0, HEAD_ROWS_MAX).entries()) {
    const below = rows[at + 1];
    const tries = [{ heads: row.cells, last: row }];
    if (below !== undefined && below.row === row.row + 1)
      tries.push({ heads: joined(row.cells, below.cells), last: below });
    for (const { heads, last } of tries) {
      const columns = columnsOf(heads, rows.slice(0, at), lifecycle);
      const fields = new Set(columns.map(({ field }) => field).filter((field) => field !== null));
      // Two heads that say the same in one row and in two: the one row is it, the other is a first line of data.
      if (!fields.has('name') && !fields.has('project')) continue;
      if (fields.size < 2) continue;
      // What stands above the head is a title, where the head alone says as much.
      const isBarer = fields.size === best?.score && last.row === best.head.lastRow;
      if (best !== undefined && fields.size <= best.score && !isBarer) continue;
      const signature = heads.map(headKey).join('|');
      best = { head: { lastRow: last.row, columns, signature }, score: fields.size };
    }
  }
  return best?.head;
}

/** The head where the person says that it is; its columns may all be left to be said, too. Undefined where no such row is. */
export function headAt(rows: readonly HeadRow[], row: number, lifecycle: Lifecycle): FoundHead | undefined {
  const at = rows.findIndex((each) => each.row === row);
  const head = rows[at];
  if (head === undefined) return undefined;
  const columns = columnsOf(head.cells, rows.slice(0, at), lifecycle);
  return { lastRow: row, columns, signature: head.cells.map(headKey).join('|') };
}

/** A head of two rows: what stands above covers the cells to its right that are empty above and filled below. */
function joined(above: readonly string[], below: readonly string[]): readonly string[] {
  let cover = '';
  return Array.from({ length: Math.max(above.length, below.length) }, (_, at) => {
    const [top, sub] = [(above[at] ?? '').trim(), (below[at] ?? '').trim()];
    if (top !== '') cover = top;
    if (sub === '') return top;
    const over = top === '' ? cover : top;
    return over === sub || over === '' ? sub : `${over}·${sub}`;
  });
}

function columnsOf(
  heads: readonly string[],
  titles: readonly HeadRow[],
  lifecycle: Lifecycle,
): readonly FoundColumn[] {
  const title = titles.map(({ cells }) => [...new Set(cells)].join(' ')).join(' ');
  const taken = new Set<ProjectField>();
  return heads.map((head, at) => {
    const { field, note } = fieldOf(head, lifecycle);
    // One column a field: the second is left to the person.
    const own = field !== null && !taken.has(field) ? field : null;
    if (own !== null) taken.add(own);
    return {
      at,
      head: plainText(head),
      field: own,
      unit: unitOf(own ?? field, head, title),
      year: yearIn(head) ?? yearIn(title) ?? null,
      note: field !== null && own === null ? '前面已有一列是它' : note,
    };
  });
}

/** Without brackets and what stands in them, spaces, stars, colons. */
export function headKey(head: string): string {
  return plainText(head)
    .replaceAll(/[([【<].*?[)\]】>]/g, '')
    .replaceAll(/[\s*:：、/\\._-]/g, '')
    .replace(/(亿元|万元|千元)$/, '')
    .toLowerCase();
}

function fieldOf(
  head: string,
  lifecycle: Lifecycle,
): { readonly field: ProjectField | null; readonly note: string | null } {
  const parts = plainText(head).split('·').map(headKey);
  const whole = parts.join('');
  const last = parts.at(-1) ?? '';
  // 投资·总投资, 项目基本情况·项目名称: the lower word names it, unless only both do (时间·开工).
  for (const key of new Set([whole, last])) {
    const known = BY_HEAD.get(key);
    if (known !== undefined) return { field: known, note: null };
  }
  if (/(投资|资金)/.test(parts[0] ?? '') && parts.length > 1 && /^(计划|总投资|总额|合计|计划总)/.test(last))
    return { field: 'planned', note: null };
  // 时间节点·签约时间 says its day in the lower word, 时间·签约 only in both.
  const stems = [dayStem([last]), dayStem(parts)].filter((stem) => stem !== undefined);
  if (stems.length === 0) return { field: null, note: null };
  if (/^(计划|预计)/.test(whole) || stems.some((stem) => PLANNED.test(stem)))
    return { field: null, note: '计划中的日期不是事实，不导入' };
  for (const milestone of lifecycle.milestones) {
    const names = [
      milestone.name,
      milestone.name.replace(/^新/, ''),
      ...(MILESTONE_SYNONYMS[milestone.id] ?? []),
    ].map(headKey);
    if (stems.some((stem) => names.includes(stem))) return { field: `milestone:${milestone.id}`, note: null };
  }
  return { field: null, note: null };
}

const PLANNED = /^(计划|预计|拟|预定|预期|目标|承诺|约定)/;

/** 开工 of 开工时间, 时间·开工, 实际开工日期, 2021年开工时间; undefined where the head speaks of no day. */
function dayStem(parts: readonly string[]): string | undefined {
  const whole = parts.join('').replace(/^\d{4}年度?/, '');
  const found =
    /^(.*?)(时间|日期|年月日|年月|日)$/.exec(whole) ?? /^(?:.*时间|.*日期|.*节点|.*进度)(.+)$/.exec(whole);
  return found?.[1] === undefined || found[1] === '' ? undefined : found[1];
}

function unitOf(field: ProjectField | null, head: string, title: string): string | null {
  if (field === 'planned')
    return moneyUnitIn(head) ?? moneyUnitIn(/单位[:：]?\s*([^\s)]*)/.exec(plainText(title))?.[1] ?? '');
  if (field === 'land')
    return /公顷/.test(head) ? '公顷' : /万亩/.test(head) ? '万亩' : /亩/.test(head) ? '亩' : null;
  return null;
}

/** Two units in one head say nothing. */
function moneyUnitIn(text: string): string | null {
  const found = new Set(
    plainText(text).match(/亿元|千万元|百万元|万元|千元|(?<![美港欧日亿万千百])元/g) ?? [],
  );
  const [unit] = [...found];
  return found.size === 1 && unit !== undefined && unit in MONEY_UNITS ? unit : null;
}

function yearIn(text: string): number | undefined {
  const years = new Set((plainText(text).match(/(?:19|20)\d{2}(?=\s*年)/g) ?? []).map(Number));
  const [year] = [...years];
  return years.size === 1 ? year : undefined;
}
