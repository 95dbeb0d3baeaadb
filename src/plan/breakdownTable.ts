/**
 * A 任务分解表 as offices keep it → edits of tasks and targets, with what is unclear told by row. The head is found by its words, not its place:
 * tasks down with units across, units down with tasks across, or one row for a task and a unit. Nothing is guessed: a name that is nearly a
 * unit's is asked about, a figure in another unit of measure is converted exactly or refused. Pure: rows of texts in, proposals out.
 */
import type { Json, JsonObject } from '../kernel/json.ts';
import { sm3Hex } from '../kernel/sm3.ts';
import { findHead, type Head, isNote, isTotal } from './breakdownHead.ts';
import type { ElementEdit } from './edit.ts';
import { isJsonMap, sameJson } from './elements.ts';
import {
  findAmount,
  findDay,
  inUnit,
  isBlank,
  isOpenEnded,
  NameBook,
  type Named,
  nameKey,
  namesIn,
  plainText,
} from './tableValues.ts';

/** What the table is read against: the plan as the draft has it. */
export interface BreakdownBasis {
  readonly tasks: readonly JsonObject[];
  readonly targets: readonly JsonObject[];
  readonly units: readonly Named[];
  /** With the unit that each stands in, where it is known. */
  readonly posts: readonly (Named & { readonly unit?: string | undefined })[];
  readonly planYear: number;
  /** Where new tasks are listed when the table does not say. */
  readonly listed: string;
}

export interface RowProblem {
  readonly code: string;
  /** From 1, as the sheet counts. */
  readonly row: number;
  /** Head of the column; empty where the whole row is meant. */
  readonly column: string;
  readonly message: string;
  readonly fix: string;
}

export interface BreakdownRow {
  /** From 1, as the sheet counts. */
  readonly row: number;
  readonly cells: readonly string[];
  /** The element that the row is about; null where there is none. */
  readonly section: 'tasks' | 'targets' | null;
  readonly element: string | null;
  readonly title: string;
}

export interface Breakdown {
  /** Row of the head, from 1; null when none was found. */
  readonly head: number | null;
  readonly columns: readonly string[];
  readonly rows: readonly BreakdownRow[];
  readonly problems: readonly RowProblem[];
  /** Elements that the table changes; one that says what stands changes nothing. */
  readonly edits: readonly ElementEdit[];
}

/** Problems: `table_head_missing`, `name_unclear`, `name_unknown`, `amount_unclear`, `amount_unit_differs`, `told_twice`, `date_unclear`, `row_without_task`, `total_differs`. */
export function readBreakdown(table: readonly (readonly string[])[], basis: BreakdownBasis): Breakdown {
  const units = new NameBook(basis.units);
  const promised = [...basis.targets.map(named), ...basis.tasks.map(named)];
  const head = findHead(table, (text) => units.has(text), new NameBook(promised));
  if (head === undefined) {
    const message = '没有找到表头：要有“任务”或“目标”一列，和单位、牵头单位、完成时限等列';
    const problem = {
      code: 'table_head_missing',
      row: 1,
      column: '',
      message,
      fix: '表头写在一行或两行里，列名用常用的词',
    };
    return { head: null, columns: [], rows: [], problems: [problem], edits: [] };
  }
  return new Reading(table, head, basis, units).read();
}

function named(element: JsonObject): Named {
  return { id: String(element.id), name: String(element.title) };
}

interface Proposal {
  readonly section: 'tasks' | 'targets';
  readonly before: JsonObject | undefined;
  after: JsonObject;
  readonly splits: Map<string, string | undefined>;
  /** What the table says of a field or of a unit, and in which row it said so first. */
  readonly told: Map<string, { readonly value: Json; readonly row: number }>;
}

class Reading {
  private readonly problems: RowProblem[] = [];
  private readonly proposals = new Map<string, Proposal>();
  private readonly rows: BreakdownRow[] = [];
  private readonly table: readonly (readonly string[])[];
  private readonly head: Head;
  private readonly basis: BreakdownBasis;
  private readonly units: NameBook;
  private readonly answerable: NameBook;
  private readonly promises: NameBook;
  private readonly measures: ReadonlyMap<string, ReadonlySet<string>>;
  private row = 0;
  /** The row's cells as they are written: what is matched is folded, what is kept is not. */
  private written: readonly string[] = [];
  /** What the row's figures are counted in, where a column of it says so. */
  private rowUnit = '';

  constructor(table: readonly (readonly string[])[], head: Head, basis: BreakdownBasis, units: NameBook) {
    this.table = table;
    this.head = head;
    this.basis = basis;
    this.units = units;
    this.answerable = new NameBook([...basis.units, ...basis.posts]);
    this.promises = new NameBook([...basis.targets.map(named), ...basis.tasks.map(named)]);
    this.measures = this.measuresByHead();
  }

  read(): Breakdown {
    let above = '';
    for (let index = this.head.last + 1; index < this.table.length; index++) {
      const cells = (this.table[index] ?? []).map(plainText);
      this.written = (this.table[index] ?? []).map((text) => text.replaceAll(/\s+/g, ' ').trim());
      this.row = index + 1;
      if (cells.every((cell) => cell === '') || isNote(cells)) continue;
      if (this.head.form === 'unitsDown') this.unitRow(cells);
      else above = this.taskRow(cells, above);
    }
    const edits = [...this.proposals].flatMap(([element, proposal]) => this.edit(element, proposal));
    const { columns, first } = this.head;
    return {
      head: first + 1,
      columns: columns.map((column) => column.label),
      rows: this.rows,
      problems: this.problems,
      edits,
    };
  }

  /** One unit down, a figure for each task across. */
  private unitRow(cells: readonly string[]): void {
    const label = cells[this.head.unitColumn ?? 0] ?? '';
    if (isTotal(label)) {
      this.totals(cells);
      return;
    }
    const unit = this.name(this.units, label, this.head.columns[this.head.unitColumn ?? 0]?.label ?? '');
    this.rows.push({ row: this.row, cells, section: null, element: unit ?? null, title: label });
    if (unit === undefined) return;
    this.head.columns.forEach((column, at) => {
      const cell = cells[at] ?? '';
      if (column.kind !== 'task' || isBlank(cell)) return;
      const proposal = this.proposal(column.label, cells);
      if (proposal !== undefined) this.split(proposal, unit, cell, column.label, column.unitWord);
    });
  }

  private totals(cells: readonly string[]): void {
    this.head.columns.forEach((column, at) => {
      const cell = cells[at] ?? '';
      if (column.kind !== 'task' || isBlank(cell)) return;
      const proposal = this.proposal(column.label, cells);
      if (proposal !== undefined) this.total(proposal, cell, column.label, column.unitWord);
    });
  }

  /** One task down, with its units across, or with one unit of it in the row. Returns the task that rows below without one belong to. */
  private taskRow(cells: readonly string[], above: string): string {
    const own = this.cell(cells, 'task');
    // 合计 stands in the first column as often as under the tasks.
    if (isTotal(own) || (own === '' && isTotal(cells.find((cell) => cell !== '') ?? ''))) return above;
    const head = own === '' ? above : own;
    const title = this.ownTitle(head, cells);
    if (title === '') {
      this.rows.push({ row: this.row, cells, section: null, element: null, title: '' });
      this.problem('row_without_task', '', '这一行没有任务名称', '写上任务名称，或删去这一行');
      return above;
    }
    const proposal = this.proposal(title, cells);
    if (proposal === undefined) return head;
    const { section, after } = proposal;
    this.rowUnit = isBlank(this.cell(cells, 'measureUnit')) ? '' : this.cell(cells, 'measureUnit');
    this.rows.push({ row: this.row, cells, section, element: String(after.id), title });
    this.fields(proposal, cells);
    const unitCell = this.cell(cells, 'unit');
    if (unitCell !== '') {
      for (const name of namesIn(unitCell)) {
        const unit = this.name(this.units, name, '承担单位');
        if (unit !== undefined) this.split(proposal, unit, this.cell(cells, 'share'), '分解数', undefined);
      }
    }
    this.head.columns.forEach((column, at) => {
      const cell = cells[at] ?? '';
      if (column.kind === 'unitAcross' && !isBlank(cell)) {
        const unit = this.name(this.units, column.label, column.label);
        if (unit !== undefined) this.split(proposal, unit, cell, column.label, undefined);
      }
    });
    const total = this.cell(cells, 'total');
    if (total !== '') this.total(proposal, total, '合计', undefined);
    return head;
  }

  /** Under one head (重点任务, merged over its rows) each row with measures of its own is a task, called by them. */
  private ownTitle(head: string, cells: readonly string[]): string {
    const measure = this.cell(cells, 'measure');
    if (isBlank(measure) || (this.measures.get(head)?.size ?? 0) < 2) return head;
    return measure;
  }

  /** By the name of a task, the measures that stand in its rows. */
  private measuresByHead(): ReadonlyMap<string, ReadonlySet<string>> {
    const found = new Map<string, Set<string>>();
    let head = '';
    for (const row of this.table.slice(this.head.last + 1)) {
      const cells = row.map(plainText);
      head = this.cell(cells, 'task') || head;
      const measure = this.cell(cells, 'measure');
      if (!isBlank(measure)) found.set(head, (found.get(head) ?? new Set()).add(measure));
    }
    return found;
  }

  private fields(proposal: Proposal, cells: readonly string[]): void {
    const told = (kind: Parameters<Reading['cell']>[1]) => {
      const text = this.cell(cells, kind);
      return isBlank(text) ? '' : text;
    };
    const isTask = proposal.section === 'tasks';
    const measure = told('measureUnit') === '' ? '' : this.asWritten('measureUnit');
    if (measure !== '' && proposal.after.unit === undefined) this.set(proposal, 'unit', measure);
    const amount = told('amount');
    if (amount !== '') {
      const read = this.amount(
        proposal,
        amount,
        this.label('amount'),
        this.head.columns.find((each) => each.kind === 'amount')?.unitWord,
      );
      if (read !== undefined) this.tell(proposal, 'amount', read, 'amount');
    }
    const leads = namesIn(told('lead').replaceAll(/各县[（(]市、区[）)]/g, '各县市区'));
    if (leads.length > 0) {
      const known = [proposal.after.lead ?? proposal.after.owner, ...supportingOf(proposal.after)];
      const ids = leads.map((name) => this.answerer(name, this.label('lead'), known));
      if (ids[0] !== undefined) this.tell(proposal, isTask ? 'lead' : 'owner', ids[0], 'lead');
      // One leads; those named after it help.
      this.help(proposal, ids.slice(1));
    }
    const helpers = namesIn(told('supporting').replaceAll(/各县[（(]市、区[）)]/g, '各县市区'));
    this.help(
      proposal,
      helpers.map((name) => this.answerer(name, this.label('supporting'), supportingOf(proposal.after))),
    );
    const from = told('from');
    if (from !== '') this.date(proposal, 'from', from);
    const to = told('to');
    if (isTask && isOpenEnded(to)) this.set(proposal, 'kind', '长期推进');
    else if (to !== '') this.date(proposal, 'to', to);
    if (isTask && told('deliverable') !== '')
      this.tell(proposal, 'deliverable', this.asWritten('deliverable'), 'deliverable');
  }

  private help(proposal: Proposal, ids: readonly (string | undefined)[]): void {
    const known = supportingOf(proposal.after);
    const added = ids.filter((id) => id !== undefined && !known.includes(id)) as string[];
    if (added.length > 0) this.set(proposal, 'supporting', [...known, ...new Set(added)]);
  }

  private date(proposal: Proposal, field: 'from' | 'to', text: string): void {
    const found = findDay(text, this.basis.planYear);
    if (found !== undefined) this.tell(proposal, field, found, field);
    else
      this.problem(
        'date_unclear',
        this.label(field),
        `“${text}”看不出是哪一天`,
        '写成 2021年12月31日 或 2021-12-31',
      );
  }

  /** The element of a title: one that stands, or a task that is new. */
  private proposal(title: string, cells: readonly string[]): Proposal | undefined {
    const given = this.cell(cells, 'id');
    const found = this.promises.resolve(given === '' ? title : given);
    const id = 'id' in found ? found.id : undefined;
    if (id === undefined && 'unclear' in found && found.unclear.some((near) => isNear(near.name, title))) {
      const near = found.unclear.map((each) => each.name).join('、');
      return this.problem(
        'name_unclear',
        '任务',
        `计划里没有“${title}”，有 ${near}`,
        '照计划里的名称写；真是新任务，换一个不会混的名称',
      );
    }
    if (id === undefined && this.head.form === 'unitsDown') {
      return this.problem('name_unknown', title, `计划里没有“${title}”`, '列名写成目标或任务的名称');
    }
    const element = id ?? (/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(given) ? given : newId(title));
    const known = this.proposals.get(element);
    if (known !== undefined) return known;
    const target = this.basis.targets.find((each) => each.id === element);
    const before = target ?? this.basis.tasks.find((each) => each.id === element);
    const fresh = {
      id: element,
      title:
        [this.asWritten('task'), this.asWritten('measure')].find((each) => plainText(each) === title) ??
        title,
      listed: this.asWritten('listed') || this.basis.listed,
      // A table says who and by when, never what will show the progress: until a person says that, the task is followed as handled.
      awaits: 'work',
    };
    const proposal: Proposal = {
      section: target ? 'targets' : 'tasks',
      before,
      after: { ...(before ?? fresh) },
      splits: splitsOf(before),
      told: new Map(),
    };
    this.proposals.set(element, proposal);
    return proposal;
  }

  private split(
    proposal: Proposal,
    unit: string,
    cell: string,
    column: string,
    unitWord: string | undefined,
  ): void {
    // A mark says that the unit takes part, without a figure.
    const marked = cell === '' || /^[√✓✔●○★▲是]$/.test(plainText(cell));
    const amount = marked ? undefined : this.amount(proposal, cell, column, unitWord);
    if (!marked && amount === undefined) return;
    if (this.once(proposal, `splits.${unit}`, amount ?? '', column)) proposal.splits.set(unit, amount);
  }

  private total(proposal: Proposal, cell: string, column: string, unitWord: string | undefined): void {
    const read = this.amount(proposal, cell, column, unitWord);
    if (read === undefined) return;
    if (proposal.after.amount === undefined) this.set(proposal, 'amount', read);
    else if (read !== String(proposal.after.amount))
      this.problem(
        'total_differs',
        column,
        `合计 ${read}，目标数是 ${String(proposal.after.amount)}`,
        '改合计，或在“目标数”一列写明新的目标数',
      );
  }

  /** In the element's own unit of measure. */
  private amount(
    proposal: Proposal,
    cell: string,
    column: string,
    unitWord: string | undefined,
  ): string | undefined {
    const read = findAmount(cell);
    if (read === undefined) {
      return this.problem(
        'amount_unclear',
        column,
        `“${cell}”不是一个数`,
        '只写一个数，可带单位；没有就留空',
      );
    }
    const unit = read.unit === '' ? (unitWord ?? this.rowUnit) : read.unit;
    const wanted = typeof proposal.after.unit === 'string' ? proposal.after.unit : unit;
    if (proposal.after.unit === undefined && unit !== '') this.set(proposal, 'unit', unit);
    const made = inUnit({ number: read.number, unit: plainText(unit) }, plainText(wanted));
    if (made !== undefined) return made;
    return this.problem(
      'amount_unit_differs',
      column,
      `“${cell}”的单位是${unit}，计划里是${wanted}`,
      `换算成${wanted}再写`,
    );
  }

  /** Who is named by a unit's name: its post where that one stands already (a table names bureaus, not their heads), else the unit. */
  private answerer(text: string, column: string, standing: readonly unknown[]): string | undefined {
    const unit = this.units.has(text) ? this.units.resolve(text) : undefined;
    if (unit === undefined || !('id' in unit)) return this.name(this.answerable, text, column);
    return (
      this.basis.posts.find((post) => post.unit === unit.id && standing.includes(post.id))?.id ?? unit.id
    );
  }

  private name(book: NameBook, text: string, column: string): string | undefined {
    const found = book.resolve(text);
    if ('id' in found) return found.id;
    if (found.unclear.length === 0)
      return this.problem('name_unknown', column, `没有“${text}”这个单位或岗位`, '照计划里的名称或编号写');
    const near = found.unclear.map((each) => `${each.name}（${each.id}）`).join('、');
    return this.problem('name_unclear', column, `“${text}”是哪一个：${near}？`, '照计划里的名称或编号写');
  }

  /** A cell that is kept as text: its signs are not folded (㎡, ①, ，). */
  private asWritten(kind: Head['columns'][number]['kind']): string {
    return this.cell(this.written, kind);
  }

  private tell(proposal: Proposal, field: string, value: Json, kind: Head['columns'][number]['kind']): void {
    if (this.once(proposal, field, value, this.label(kind))) this.set(proposal, field, value);
  }

  /** Whether the table says one thing of it. Two rows that differ are asked about: neither is the later one. */
  private once(proposal: Proposal, what: string, value: Json, column: string): boolean {
    const before = proposal.told.get(what);
    if (before === undefined) proposal.told.set(what, { value, row: this.row });
    if (before === undefined || before.value === value) return true;
    const [now, then] = [value, before.value].map((each) => (each === '' ? '打了勾' : `“${String(each)}”`));
    this.problem(
      'told_twice',
      column,
      `“${String(proposal.after.title)}”在第 ${before.row} 行写的是${then}，这里是${now}`,
      '只留对的一处',
    );
    return false;
  }

  private set(proposal: Proposal, field: string, value: Json): void {
    proposal.after = { ...proposal.after, [field]: value };
  }

  private edit(element: string, { section, before, after, splits }: Proposal): readonly ElementEdit[] {
    const old = new Map(
      ((after.splits ?? []) as readonly JsonObject[]).map((each) => [String(each.unit), each]),
    );
    const made = [...splits].map(([unit, amount]): JsonObject => {
      const standing = old.get(unit) ?? { unit };
      const { amount: _, ...bare } = standing;
      return amount === undefined ? bare : { ...standing, amount };
    });
    const value = made.length === 0 ? after : withoutPending({ ...after, splits: made });
    return before !== undefined && sameJson(before, value) ? [] : [{ section, element, value }];
  }

  private cell(cells: readonly string[], kind: Head['columns'][number]['kind']): string {
    const at = this.head.columns.findIndex((column) => column.kind === kind);
    return at < 0 ? '' : (cells[at] ?? '');
  }

  private label(kind: Head['columns'][number]['kind']): string {
    return this.head.columns.find((column) => column.kind === kind)?.label ?? '';
  }

  private problem(code: string, column: string, message: string, fix: string): undefined {
    this.problems.push({ code, row: this.row, column, message, fix });
    return undefined;
  }
}

function supportingOf(element: JsonObject): readonly string[] {
  return (Array.isArray(element.supporting) ? element.supporting : []) as readonly string[];
}

function splitsOf(element: JsonObject | undefined): Map<string, string | undefined> {
  const splits = (element?.splits ?? []) as readonly JsonObject[];
  return new Map(
    splits.map((each) => [String(each.unit), each.amount === undefined ? undefined : String(each.amount)]),
  );
}

/** 待补来源 said that the split was left open; now it is filled. */
function withoutPending(element: JsonObject): JsonObject {
  const { provenance, ...rest } = element;
  if (!isJsonMap(provenance) || !isJsonMap(provenance.splits) || provenance.splits.basis !== '待补来源')
    return element;
  const { splits: _, ...others } = provenance;
  return Object.keys(others).length === 0 ? rest : { ...rest, provenance: others };
}

/** So near that one is likely meant for the other: all but a letter or two. */
function isNear(name: string, asked: string): boolean {
  const [a, b] = [nameKey(name), nameKey(asked)];
  return Math.abs(a.length - b.length) <= 2;
}

/** Of the title alone, so that the same table gives the same task. */
function newId(title: string): string {
  const bytes = [...nameKey(title)].flatMap((letter) => {
    const point = letter.codePointAt(0)!;
    return [point >> 16, (point >> 8) & 255, point & 255];
  });
  return `task-${sm3Hex(Uint8Array.from(bytes)).slice(0, 10)}`;
}
