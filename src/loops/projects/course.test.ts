// The course of a project beside its milestones: attributes, monthly figures, agreements, appraisals, findings, leads, batches. Every code occurs here.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../kernel/json.ts';
import type { Actor, Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { isOverdue } from './course.rows.ts';
import { lifecyclesSection } from './projects.plan.ts';
import {
  bureau,
  county,
  type Given,
  leader,
  office,
  other,
  project,
  town,
  when,
} from './projects.testing.ts';

const kindsOf = (decided: ReturnType<typeof when>): string =>
  typeof decided === 'string' ? decided : decided.map(({ kind }) => kind).join();
const refuses = (cases: readonly (readonly [string, string, JsonObject, Actor, Given?])[]) => {
  for (const [code, name, body, actor, given] of cases)
    expect([name, body, kindsOf(when(name, body, actor, given))]).toEqual([name, body, code]);
};

describe('attributes', () => {
  const body = { unit: 'gaoyao', name: '电池项目', lifecycle: 'industrial', plannedInvestmentYuan: '100' };
  test('are those of the plan, on registration and on amendment', () => {
    expect(
      when(
        'registerProject',
        { ...body, attributes: { origin: 'otherProvince' }, plannedJobs: 300 },
        county,
        {
          project: null,
        },
      ),
    ).toMatchObject([{ body: { attributes: { origin: 'otherProvince' }, plannedJobs: 300 } }]);
    expect(
      when('amendProject', { attributes: { origin: 'ownCity' }, reason: '更正来源' }, county),
    ).toMatchObject([{ kind: 'projectAmended', body: { attributes: { origin: 'ownCity' } } }]);
    refuses([
      [
        'attribute_unknown',
        'registerProject',
        { ...body, attributes: { colour: 'red' } },
        county,
        { project: null },
      ],
      [
        'attribute_value_unknown',
        'amendProject',
        { attributes: { origin: 'mars' }, reason: '更正来源' },
        county,
      ],
    ]);
  });
});

const transport = {
  lifecycles: lifecyclesSection.schema.parse([
    {
      id: 'transport-line',
      name: '交通线路',
      stages: [
        { id: 'planned', name: '前期' },
        { id: 'open', name: '通车', final: true },
      ],
      milestones: [{ id: 'opened', name: '通车', enters: 'open' }],
      quantities: [
        { id: 'landClearedMu', name: '征地', unit: '亩', byUnit: true },
        { id: 'preliminaries', name: '前期要件', unit: '件' },
      ],
    },
  ]),
};
const line = { project: { ...project, lifecycle: 'transport-line' }, plan: transport };
const figure = (over: Row = {}): Row => ({
  report: 'R1',
  root_report: 'R1',
  figure: 'visibleProgress',
  month: '2021-04',
  of_unit: null,
  unit: 'gaoyao',
  occurred_on: '2021-04-30',
  value: '40',
  state: 'stands',
  ...over,
});
const figures = (...rows: Row[]): Given => ({ tables: { project_figure: rows } });

describe('reportFigure, correctFigure', () => {
  test('land is cleared by county, on the last day of its month, for the county it lies in', () => {
    const body = { figure: 'landClearedMu', month: '2021-05', of: 'sihui', value: '86.5' };
    expect(when('reportFigure', body, bureau, line)).toMatchObject([
      { kind: 'figureReported', unit: 'sihui', occurredOn: '2021-05-31', body },
    ]);
  });
  test('what the lifecycle does not name is refused', () => {
    const month = '2021-05';
    refuses([
      ['figure_unknown', 'reportFigure', { figure: 'landClearedMu', month, value: '1' }, county],
      ['county_needed', 'reportFigure', { figure: 'landClearedMu', month, value: '1' }, county, line],
      [
        'county_not_asked',
        'reportFigure',
        { figure: 'preliminaries', month, of: 'sihui', value: '1' },
        county,
        line,
      ],
      [
        'county_unknown',
        'reportFigure',
        { figure: 'landClearedMu', month, of: 'mars', value: '1' },
        county,
        line,
      ],
      ['value_impossible', 'reportFigure', { figure: 'visibleProgress', month, value: '101' }, county],
      ['value_impossible', 'reportFigure', { figure: 'jobs', month, value: '2.5' }, county],
      ['out_of_scope', 'reportFigure', { figure: 'jobs', month, value: '2' }, other],
      ['role_missing', 'reportFigure', { figure: 'jobs', month, value: '2' }, leader],
      ['occurred_in_future', 'reportFigure', { figure: 'jobs', month: '2021-09', value: '2' }, county],
      [
        'occurred_outside_month',
        'reportFigure',
        { figure: 'jobs', month, value: '2', occurredOn: '2021-04-01' },
        county,
      ],
      ['project_unknown', 'reportFigure', { figure: 'jobs', month, value: '2' }, county, { project: null }],
    ]);
    expect(
      when(
        'reportFigure',
        { figure: 'visibleProgress', month: '2021-04', value: '41' },
        county,
        figures(figure()),
      ),
    ).toBe('figure_reported');
  });
  test('progress is never lowered silently', () => {
    const lower = { figure: 'visibleProgress', month: '2021-05', value: '30' };
    expect(when('reportFigure', lower, county, figures(figure()))).toBe('needs_confirmation');
    expect(when('reportFigure', { ...lower, confirm: true }, county, figures(figure()))).toMatchObject([
      { body: { value: '30', confirmed: ['progress_lowered'] } },
    ]);
    const before = { figure: 'visibleProgress', month: '2021-03', value: '50' };
    expect(when('reportFigure', before, county, figures(figure()))).toBe('needs_confirmation');
    const two = figures(figure(), figure({ report: 'R2', root_report: 'R2', month: '2021-05', value: '60' }));
    const body = { report: 'R2', value: '30', reason: '量方核减' };
    expect(when('correctFigure', body, county, two)).toBe('needs_confirmation');
    expect(when('correctFigure', { ...body, confirm: true }, county, two)).toMatchObject([
      { kind: 'figureCorrected', corrects: 'R2', moves: ['2021-04-30'] },
    ]);
  });
  test('no order of months leaves a fall that nobody was asked about', () => {
    const told = fc.array(fc.tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 0, max: 100 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(told, (reports) => {
        const rows: Row[] = [];
        for (const [month, value] of reports) {
          const body = { figure: 'visibleProgress', month: `2021-0${month}`, value: String(value) };
          if (typeof when('reportFigure', body, county, figures(...rows)) === 'string') continue;
          rows.push(
            figure({
              report: `R${rows.length}`,
              root_report: `R${rows.length}`,
              month: body.month,
              value: body.value,
            }),
          );
        }
        const byMonth = rows.toSorted((a, b) => String(a.month).localeCompare(String(b.month)));
        for (const [at, row] of byMonth.entries())
          expect(Number(row.value)).toBeGreaterThanOrEqual(Number(byMonth[at - 1]?.value ?? 0));
      }),
    );
  });
  test('a correction', () => {
    refuses([
      ['report_unknown', 'correctFigure', { report: 'R9', value: '1', reason: '写错' }, county],
      [
        'nothing_changed',
        'correctFigure',
        { report: 'R1', value: '40.0', reason: '写错' },
        county,
        figures(figure()),
      ],
    ]);
  });
});

describe('the front of the chain', () => {
  test('an agreement has typed terms of the plan', () => {
    const terms = [
      { term: 'outputPerMu', amount: '3000000' },
      { term: 'startOn', day: '2021-12-01' },
    ];
    expect(when('signAgreement', { terms, occurredOn: '2021-03-01' }, county)).toMatchObject([
      { kind: 'agreementSigned', occurredOn: '2021-03-01', body: { terms } },
    ]);
    refuses([
      ['term_unknown', 'signAgreement', { terms: [{ term: 'glory', amount: '1' }] }, county],
      ['term_without_value', 'signAgreement', { terms: [{ term: 'startOn', amount: '1' }] }, county],
      ['term_without_value', 'signAgreement', { terms: [{ term: 'tax' }] }, county],
      ['term_twice', 'signAgreement', { terms: [...terms, ...terms] }, county],
    ]);
  });
  test('visits and meetings are told; conditions belong to a conditional pass', () => {
    expect(kindsOf(when('recordVisit', { what: '实地考察生产线' }, county))).toBe('visitMade');
    const conditions = [{ what: '环评不涉生态红线', dueOn: '2021-12-01' }];
    expect(when('recordAppraisal', { result: 'conditional', conditions }, county)).toMatchObject([
      { kind: 'appraisalHeld', body: { result: 'conditional', conditions } },
    ]);
    refuses([
      ['conditions_missing', 'recordAppraisal', { result: 'conditional' }, county],
      ['conditions_not_asked', 'recordAppraisal', { result: 'passed', conditions }, county],
      [
        'due_before_meeting',
        'recordAppraisal',
        { result: 'conditional', conditions: [{ what: '环评', dueOn: '2021-01-02' }] },
        county,
      ],
      ['out_of_scope', 'recordVisit', { what: '考察' }, other],
      ['role_missing', 'recordVisit', { what: '考察' }, office],
    ]);
  });
  test('a condition is met once', () => {
    const held = (met: readonly unknown[] = []): Given => ({
      tables: {
        project_appraisal: [
          {
            appraisal: 'A1',
            kind: 'review',
            held_on: '2021-03-01',
            conditions: [{ what: '环评不涉生态红线' }],
            met,
          },
        ],
      },
    });
    const body = { appraisal: 'A1', condition: 1 };
    expect(when('meetCondition', body, county, held())).toMatchObject([
      { kind: 'conditionMet', corrects: 'A1', body: { condition: 1 } },
    ]);
    refuses([
      ['appraisal_unknown', 'meetCondition', body, county, { tables: { project_appraisal: [] } }],
      ['condition_unknown', 'meetCondition', { ...body, condition: 2 }, county, held()],
      ['condition_met', 'meetCondition', body, county, held([{ condition: 1, on: '2021-04-01' }])],
      ['met_before_meeting', 'meetCondition', { ...body, occurredOn: '2021-02-01' }, county, held()],
    ]);
  });
});

const finding = (over: Row = {}): Row => ({
  finding: 'F1',
  unit: 'gaoyao',
  raised_on: '2021-05-01',
  what: '围蔽缺失',
  due_on: '2021-05-16',
  rectifier: 'gaoyao',
  state: 'open',
  raised_unit: 'office',
  rectified_by: null,
  rectified_unit: null,
  ...over,
});
const rectified = finding({ state: 'rectified', rectified_by: 'jinli1', rectified_unit: 'jinli' });
const findings = (...rows: Row[]): Given => ({ tables: { project_finding: rows } });
const proof = [{ kind: 'photo', name: '整改后照片' }];

describe('inspections', () => {
  test('a finding has a grade, a due day by the grade and who rectifies', () => {
    const body = { finding: '围蔽缺失', grade: 'serious', occurredOn: '2021-05-01' };
    expect(when('raiseFinding', body, office)).toMatchObject([
      { kind: 'findingRaised', body: { dueOn: '2021-05-16', rectifier: 'gaoyao' } },
    ]);
    refuses([
      ['role_missing', 'raiseFinding', body, county],
      ['grade_unknown', 'raiseFinding', { ...body, grade: 'x' }, office],
      ['rectifier_unknown', 'raiseFinding', { ...body, rectifier: 'mars' }, office],
      ['rectifier_inspects', 'raiseFinding', { ...body, rectifier: 'office' }, office],
      ['due_before_finding', 'raiseFinding', { ...body, dueOn: '2021-04-01' }, office],
      ['occurred_before_registration', 'raiseFinding', { ...body, occurredOn: '2021-01-01' }, office],
    ]);
  });
  test('it is rectified by that unit, with evidence', () => {
    const body = { finding: 'F1', what: '补齐围蔽', evidence: proof, occurredOn: '2021-05-10' };
    expect(when('rectifyFinding', body, town, findings(finding()))).toMatchObject([
      { kind: 'findingRectified', corrects: 'F1' },
    ]);
    refuses([
      ['finding_unknown', 'rectifyFinding', body, county, findings()],
      ['not_the_rectifier', 'rectifyFinding', body, other, findings(finding())],
      ['finding_rectified', 'rectifyFinding', body, county, findings(rectified)],
      ['finding_closed', 'rectifyFinding', body, county, findings(finding({ state: 'closed' }))],
      ['evidence_missing', 'rectifyFinding', { ...body, evidence: [] }, county, findings(finding())],
      [
        'rectified_before_finding',
        'rectifyFinding',
        { ...body, occurredOn: '2021-04-01' },
        county,
        findings(finding()),
      ],
    ]);
  });
  test('and closed or sent back by another hand', () => {
    expect(kindsOf(when('closeFinding', { finding: 'F1' }, office, findings(rectified)))).toBe(
      'findingClosed',
    );
    expect(
      kindsOf(when('returnFinding', { finding: 'F1', reason: '仍有缺口' }, office, findings(rectified))),
    ).toBe('findingReturned');
    const moved: Actor = { account: 'jinli1', post: 'p', unit: 'office', roles: ['office'] };
    const within: Actor = { account: 'x', post: 'p', unit: 'gaoyao', roles: ['bureau'] };
    refuses([
      ['rectified_by_own_hand', 'closeFinding', { finding: 'F1' }, moved, findings(rectified)],
      ['rectified_by_own_hand', 'closeFinding', { finding: 'F1' }, within, findings(rectified)],
      // Whoever may recognise elsewhere does not close what another unit found.
      ['not_the_inspector', 'closeFinding', { finding: 'F1' }, bureau, findings(rectified)],
      [
        'not_the_inspector',
        'returnFinding',
        { finding: 'F1', reason: '仍有缺口' },
        bureau,
        findings(rectified),
      ],
      ['not_the_inspector', 'closeFinding', { finding: 'F1' }, leader, findings(rectified)],
      ['role_missing', 'closeFinding', { finding: 'F1' }, { ...leader, unit: 'office' }, findings(rectified)],
      ['finding_not_rectified', 'closeFinding', { finding: 'F1' }, office, findings(finding())],
      ['finding_closed', 'closeFinding', { finding: 'F1' }, office, findings(finding({ state: 'closed' }))],
    ]);
  });
  test('overdue is derived: after the due day, until it is closed; told in time is in time', () => {
    const at = (state: string, asOf: string, rectifiedOn?: string) =>
      isOverdue(
        {
          state,
          dueOn: '2021-05-16' as PlainDate,
          ...(rectifiedOn ? { rectifiedOn: rectifiedOn as PlainDate } : {}),
        },
        asOf as PlainDate,
      );
    expect([at('open', '2021-05-16'), at('open', '2021-05-17'), at('closed', '2021-06-01')]).toEqual([
      false,
      true,
      false,
    ]);
    expect([
      at('rectified', '2021-06-01', '2021-05-16'),
      at('rectified', '2021-06-01', '2021-05-17'),
    ]).toEqual([false, true]);
  });
});
