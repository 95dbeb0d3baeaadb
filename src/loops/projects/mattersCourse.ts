// Groups of matters from the agreement to the batches (matters.ts has the rest). Pure. What was promised stands beside what was done, never added to it.
import { may } from '../../access/roles.ts';
import { add, decimal, decimalText, ZERO } from '../../kernel/decimal.ts';
import type { Row, Words } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { judgeAgreement, type TermJudgement, type TermState } from './agreement.judge.ts';
import {
  appraisalRows,
  type FigureRow,
  figureRows,
  findingRows,
  isOverdue,
  type NamedFile,
} from './course.rows.ts';
import { notTheClosingSide } from './inspections.ts';
import { isLevel, LEVELS } from './levels.ts';
import {
  area,
  day,
  decimalField,
  document,
  evidence,
  form,
  month,
  occurredOn,
  reason,
  same,
  select,
  w,
} from './matters.fields.ts';
import type { MatterForm, MatterGroup, MatterLine } from './matters.view.ts';
import { claims, judges, type MattersOf, nameOf, reaches } from './mattersOf.ts';
import { projectRulesSection, type TermKind } from './projectRules.plan.ts';
import { investmentRows } from './projects.rows.ts';

export function agreement(of: MattersOf): MatterGroup {
  const kinds = of.plan.section(projectRulesSection).agreementTerms;
  // In the plan's order.
  const place = ({ term }: Row) => kinds.findIndex(({ id }) => id === term);
  const rows = (of.rows.project_term ?? []).toSorted((a, b) => place(a) - place(b));
  const judged = judgeAgreement(rows.map(agreedTerm), kinds, recordedOf(of), of.today);
  const lines = rows.map((row, at) => termLine(row, kinds, judged[at] as TermJudgement));
  const fields = kinds.map(({ id, title, value, unit }) =>
    value === 'date'
      ? day(id, same(title), { required: false, into: 'terms', shape: 'termDay' })
      : decimalField(id, same(unit === undefined ? title : `${title}（${unit}）`), {
          required: false,
          into: 'terms',
          shape: 'termAmount',
        }),
  );
  const forms = claims(of)
    ? [
        form('signAgreement', w('登记协议条款', 'Record terms'), { project: of.project.subject }, [
          occurredOn(of.today),
          document,
          ...fields,
        ]),
      ]
    : [];
  return {
    key: 'agreement',
    title: w('协议条款（承诺，不计入实际）', 'Agreement (promised, not actual)'),
    empty: w('还没有登记协议条款。', 'No terms recorded.'),
    lines,
    forms,
  };
}

function agreedTerm(row: Row) {
  const orNull = (value: unknown) => (value === null || value === undefined ? null : String(value));
  return { term: String(row.term), amount: orNull(row.amount), day: orNull(row.day) as PlainDate | null };
}

function recordedOf({ rows }: MattersOf) {
  return {
    milestones: (rows.project_milestone ?? []).map((row) => ({
      milestone: String(row.milestone),
      occurredOn: String(row.occurred_on) as PlainDate,
      counted: row.counted === true,
    })),
    figures: figureRows(rows.project_figure ?? []),
    investments: investmentRows(rows.project_investment ?? []),
  };
}

const TERM_STATES: Readonly<Record<TermState, Words>> = {
  met: w('已做到', 'met'),
  metLate: w('已做到，晚了', 'met, late'),
  open: w('未到期', 'not due yet'),
  late: w('逾期未做到', 'overdue'),
  unrecorded: w('没有记录可对照', 'nothing records it'),
};
const TERM_LIGHTS = {
  met: 'green',
  metLate: 'yellow',
  open: 'grey',
  late: 'red',
  unrecorded: 'grey',
} as const;

/** What was agreed beside what is recorded so far, each by itself: the two are never added. */
function termLine(row: Row, kinds: readonly TermKind[], judged: TermJudgement): MatterLine {
  const kind = kinds.find(({ id }) => id === row.term);
  const { state, agreed, recorded, recordedThrough, dueOn, lateDays } = judged;
  const yuan = kind?.unit === '元' ? ({ yuan: true } as const) : {};
  const value = (one: TermJudgement['agreed']) =>
    typeof one === 'string' ? one : plain(decimalText(one)) + (kind?.unit === '元' ? '' : (kind?.unit ?? ''));
  const since = recordedThrough === null || recordedThrough === recorded ? '' : `（至 ${recordedThrough}）`;
  const days =
    lateDays > 0
      ? [{ word: w(`晚 ${lateDays} 天`, `${lateDays} days late`), light: TERM_LIGHTS[state] }]
      : [];
  return {
    key: String(row.term),
    title: kind?.title ?? String(row.term),
    tags: [{ word: TERM_STATES[state], light: TERM_LIGHTS[state] }, ...days],
    notes: [
      { label: w('约定', 'Agreed'), text: value(agreed), ...yuan },
      ...(state === 'unrecorded'
        ? []
        : [
            recorded === null
              ? { label: w('已记录', 'Recorded'), text: '—' }
              : { label: w(`已记录${since}`, `Recorded ${since}`.trim()), text: value(recorded), ...yuan },
          ]),
      // Of a date what was agreed is the day itself.
      ...(dueOn === null || dueOn === agreed ? [] : [{ label: w('到期', 'Due'), text: dueOn }]),
      ...(row.document === null ? [] : [{ label: w('文号', 'Document'), text: String(row.document) }]),
    ],
    on: String(row.signed_on),
    by: '',
    fact: String(row.agreement),
    forms: [],
  };
}

const RESULTS: Readonly<Record<string, Words>> = {
  passed: w('通过', 'passed'),
  conditional: w('有条件通过', 'passed with conditions'),
  refused: w('不通过', 'refused'),
};

function frontForms(of: MattersOf): readonly MatterForm[] {
  const fixed = { project: of.project.subject };
  return [
    form('recordVisit', w('登记考察洽谈', 'Record a visit'), fixed, [
      occurredOn(of.today),
      area('what', w('情况', 'What was found')),
      document,
    ]),
    form('recordAppraisal', w('登记评审会', 'Record an appraisal'), fixed, [
      occurredOn(of.today),
      select(
        'result',
        w('结果', 'Result'),
        Object.entries(RESULTS).map(([id, title]) => ({ id, title })),
      ),
      area('conditions', w('条件', 'Conditions'), {
        required: false,
        shape: 'conditions',
        hint: w('有条件通过的，一行一个条件', 'One a line, of a pass with conditions'),
      }),
      document,
    ]),
  ];
}

/** Pieces of evidence under a word; what has a file opens it. */
function filesOf(told: unknown, label: Words): NonNullable<MatterLine['files']> {
  return ((told ?? []) as readonly NamedFile[]).map(({ name, digest }) => ({
    label,
    name,
    ...(digest === undefined ? {} : { digest }),
  }));
}

export function front(of: MattersOf): MatterGroup {
  const raw = of.rows.project_appraisal ?? [];
  const rows = appraisalRows(raw);
  const lines = rows.map((row, at): MatterLine => {
    const told = raw[at] as Row;
    const met = new Set(row.met.map(({ condition }) => condition));
    const open = row.conditions
      .map((one, place) => ({ ...one, place: place + 1 }))
      .filter(({ place }) => !met.has(place));
    const late = open.some(({ dueOn }) => dueOn !== undefined && dueOn < of.today);
    return {
      key: row.appraisal,
      title: row.kind === 'visit' ? String(told.what) : w('评审会', 'Appraisal'),
      tags: [
        {
          word:
            row.kind === 'visit'
              ? w('考察洽谈', 'visit')
              : (RESULTS[String(told.result)] ?? same(String(told.result))),
        },
        ...(late ? [{ word: w('条件逾期', 'condition overdue'), light: 'red' as const }] : []),
      ],
      notes: row.conditions.map((one, place) => ({
        label: met.has(place + 1) ? w('条件（已满足）', 'Condition (met)') : w('条件', 'Condition'),
        text: one.dueOn === undefined ? one.what : `${one.what}（${one.dueOn} 前）`,
      })),
      files: row.met.flatMap(({ condition, evidence: handedIn }) =>
        filesOf(handedIn, w(`条件${condition}的资料`, `Evidence of condition ${condition}`)),
      ),
      on: row.heldOn,
      by: nameOf(of, told.told_unit),
      fact: row.appraisal,
      forms: claims(of)
        ? open.map(({ what, place }) =>
            form(
              'meetCondition',
              w(`条件 ${place} 已满足`, `Condition ${place} met`),
              { project: of.project.subject, appraisal: row.appraisal, condition: place },
              [
                occurredOn(of.today),
                area('note', w(`说明：${what}`, `Note: ${what}`), { required: false }),
                evidence(false),
              ],
            ),
          )
        : [],
    };
  });
  return {
    key: 'front',
    title: w('考察与评审', 'Visits and appraisal'),
    empty: w('还没有考察和评审。', 'No visit and no appraisal yet.'),
    lines,
    forms: claims(of) ? frontForms(of) : [],
  };
}

/** 100.0 → 100. */
function plain(value: string): string {
  return value.includes('.') ? value.replace(/\.?0+$/, '') : value;
}

/** The last level of a figure by month, or the sum of what the months added: by county where it is told so. */
function figureText(rows: readonly FigureRow[], level: boolean, unit: string): string {
  if (rows.length === 0) return `— ${unit}`;
  if (level) {
    const last = rows.toSorted((a, b) => (a.month < b.month ? -1 : 1)).at(-1);
    return `${plain(last?.value ?? '')} ${unit}（${last?.month}）`;
  }
  return `${plain(decimalText(rows.reduce((sum, row) => add(sum, decimal(row.value)), ZERO)))} ${unit}`;
}

interface Told {
  readonly id: string;
  readonly title: Words;
  readonly unit: string;
  readonly byUnit: boolean;
}

function figureForms(of: MattersOf, all: readonly Told[]): readonly MatterForm[] {
  const fixed = { project: of.project.subject };
  const { units } = of.plan;
  const counties = units.children(units.rootId, of.today).filter(({ bearsTasks }) => bearsTasks);
  const county = select(
    'of',
    w('县（市、区）', 'County'),
    counties.map(({ id, name }) => ({ id, title: name })),
  );
  return all.map(({ id, title, unit, byUnit }) =>
    form('reportFigure', title, { ...fixed, figure: id }, [
      month(of.today),
      ...(byUnit ? [county] : []),
      decimalField(
        'value',
        isLevel(id)
          ? w(`至月末（${unit}）`, `At the month’s end (${unit})`)
          : w(`当月（${unit}）`, `Of the month (${unit})`),
      ),
    ]),
  );
}

export function figures(of: MattersOf): MatterGroup {
  const standingRows = figureRows(of.rows.project_figure ?? []).filter((row) => row.stands);
  const quantities = of.lifecycle.quantities.map(({ id, name, unit, byUnit }) => ({
    id,
    title: same(name),
    unit,
    byUnit,
  }));
  const levels = Object.entries(LEVELS).map(([id, { zh, en, unit }]) => ({
    id,
    title: w(zh, en),
    unit,
    byUnit: false,
  }));
  const all = [...levels, ...quantities];
  const fixed = { project: of.project.subject };
  const reports = reaches(of) && may(of.actor, 'report') && of.project.endedOn === null;
  const lines = all.map(({ id, title, unit, byUnit }): MatterLine => {
    const own = standingRows.filter((row) => row.figure === id);
    const counties = [...new Set(own.map((row) => row.of))].filter((one) => one !== null);
    const latest = own.toSorted((a, b) => (a.month < b.month ? -1 : 1)).at(-1);
    return {
      key: id,
      title,
      tags: [{ word: same(figureText(own, isLevel(id), unit)) }],
      notes: byUnit
        ? counties.map((county) => ({
            label: same(nameOf(of, county)),
            beside: true as const,
            text: figureText(
              own.filter((row) => row.of === county),
              false,
              unit,
            ),
          }))
        : [],
      on: latest?.occurredOn ?? null,
      by: '',
      fact: latest?.report ?? null,
      forms:
        reports && latest !== undefined
          ? [
              form(
                'correctFigure',
                w(`更正 ${latest.month}`, `Correct ${latest.month}`),
                { ...fixed, report: latest.report },
                [decimalField('value', same(unit), { value: latest.value }), reason],
              ),
            ]
          : [],
    };
  });
  return {
    key: 'figures',
    title: w('进度、用工和工作量', 'Progress, jobs and quantities'),
    empty: w('没有可报的数。', 'Nothing to report.'),
    lines,
    forms: reports ? figureForms(of, all) : [],
  };
}

const FINDING_STATES: Readonly<Record<string, Words>> = {
  open: w('待整改', 'to be rectified'),
  rectified: w('待销号', 'to be closed'),
  closed: w('已销号', 'closed'),
};

/** One finding, as a line of its project and of the city's list. */
export function findingLine(of: MattersOf, told: Row): MatterLine {
  const { grades } = of.plan.section(projectRulesSection).inspections;
  const [row] = findingRows([told]);
  if (row === undefined) throw new Error('one row in, one row out');
  const rectifiedOn = told.rectified_on === null ? null : (String(told.rectified_on) as PlainDate);
  const overdue = isOverdue({ ...row, rectifiedOn }, of.today);
  const fixed = { project: of.project.subject, finding: row.finding };
  const forms: MatterForm[] = [];
  const { actor, plan, today } = of;
  const rectifies = actor.unit === row.rectifier || plan.units.within(actor.unit, row.rectifier, today);
  if (of.acts && row.state === 'open' && rectifies && may(actor, 'claim'))
    forms.push(
      form(
        'rectifyFinding',
        w('报告整改完成', 'Report rectified'),
        fixed,
        [occurredOn(today), area('what', w('怎样整改的', 'What was done')), evidence(true)],
        true,
      ),
    );
  if (row.state === 'rectified' && judges(of) && notTheClosingSide(row, of) === undefined)
    forms.push(
      form(
        'closeFinding',
        w('销号', 'Close'),
        fixed,
        [area('note', w('说明', 'Note'), { required: false })],
        true,
      ),
      form('returnFinding', w('退回整改', 'Send back'), fixed, [reason]),
    );
  return {
    key: row.finding,
    title: row.what,
    tags: [
      { word: same(grades.find(({ id }) => id === told.grade)?.title ?? String(told.grade)) },
      { word: FINDING_STATES[row.state] ?? same(row.state) },
      ...(overdue ? [{ word: w('逾期', 'overdue'), light: 'red' as const }] : []),
    ],
    notes: [
      { label: w('整改期限', 'Due'), text: row.dueOn },
      { label: w('整改单位', 'Rectified by'), text: nameOf(of, row.rectifier) },
      ...(told.rectified === null ? [] : [{ label: w('整改情况', 'Done'), text: String(told.rectified) }]),
      ...(told.returned === null || row.state === 'closed'
        ? []
        : [{ label: w('退回理由', 'Sent back'), text: String(told.returned) }]),
    ],
    files: [
      ...filesOf(told.evidence, w('发现时的资料', 'Evidence of the finding')),
      ...filesOf(told.rectified_evidence, w('整改资料', 'Evidence of the rectification')),
    ],
    on: row.raisedOn,
    by: nameOf(of, told.raised_unit),
    fact: row.finding,
    forms,
  };
}

export function findings(of: MattersOf): MatterGroup {
  const { grades } = of.plan.section(projectRulesSection).inspections;
  const forms = judges(of)
    ? [
        form('raiseFinding', w('登记巡查问题', 'Raise a finding'), { project: of.project.subject }, [
          occurredOn(of.today),
          area('finding', w('发现的问题', 'What was found')),
          select(
            'grade',
            w('等级', 'Grade'),
            grades.map(({ id, title, dueDays }) => ({
              id,
              title: w(`${title}（${dueDays} 天）`, `${title} (${dueDays} d)`),
            })),
          ),
          evidence(false),
        ]),
      ]
    : [];
  return {
    key: 'findings',
    title: w('巡查整改', 'Inspections'),
    empty: w('没有巡查问题。', 'No findings.'),
    lines: (of.rows.project_finding ?? []).map((row) => findingLine(of, row)),
    forms,
  };
}

export function batches(of: MattersOf): MatterGroup {
  const kinds = of.plan.section(projectRulesSection).batches;
  return {
    key: 'batches',
    title: w('集中活动', 'Batches'),
    empty: w('没有参加集中活动。', 'In no batch.'),
    lines: of.batches.map((row): MatterLine => {
      const kind = kinds.find(({ id }) => id === row.kind);
      const claimed = (of.rows.project_milestone ?? []).some(
        (one) => one.milestone === kind?.milestone && one.state === 'recognised',
      );
      return {
        key: String(row.subject),
        title: String(row.name),
        tags: [
          { word: same(kind?.title ?? String(row.kind)) },
          {
            word: claimed
              ? w('节点已认定', 'milestone recognised')
              : w('节点未认定', 'milestone not recognised'),
          },
        ],
        notes: [],
        on: String(row.held_on),
        by: nameOf(of, row.told_unit),
        fact: String(row.batch),
        forms: [],
      };
    }),
    forms: [],
  };
}
