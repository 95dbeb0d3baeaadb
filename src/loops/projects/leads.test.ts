// 首报首谈 and 集中活动: who holds the first talk, and lists that claim nothing. Every code occurs here.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../kernel/json.ts';
import type { Actor, Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { holderOf, leadRows, leadSubject } from './course.rows.ts';
import { bureau, county, type Given, introduced, leader, office, other, when } from './projects.testing.ts';

const kindsOf = (decided: ReturnType<typeof when>): string =>
  typeof decided === 'string' ? decided : decided.map(({ kind }) => kind).join();
const refuses = (cases: readonly (readonly [string, string, JsonObject, Actor, Given?])[]) => {
  for (const [code, name, body, actor, given] of cases)
    expect([name, body, kindsOf(when(name, body, actor, given))]).toEqual([name, body, code]);
};

const lead = (over: Row = {}): Row => ({
  lead: 'L1',
  investor: '宁川电池有限公司',
  credit_code: null,
  project: '动力电池生产基地',
  unit: 'gaoyao',
  reported_unit: 'gaoyao',
  reported_on: '2021-05-01',
  reported_seq: '1',
  held_from: '2021-05-01',
  given_up: false,
  ...over,
});
const leads = (...rows: Row[]): Given => ({ tables: { project_lead: rows } });
const told = { investor: '宁川电池有限公司', project: '动力电池生产基地' };

describe('leads', () => {
  test('the first report holds the first talk; a second unit is told who was first', () => {
    expect(when('reportLead', told, county, leads())).toMatchObject([
      { kind: 'leadReported', subject: 'lead/宁川电池有限公司', unit: 'gaoyao' },
    ]);
    expect(when('reportLead', told, other, leads(lead()))).toBe('needs_confirmation');
    expect(when('reportLead', { ...told, confirm: true }, other, leads(lead()))).toMatchObject([
      { unit: 'sihui', body: { confirmed: ['first_reported_elsewhere'] } },
    ]);
    expect(
      when('reportLead', { ...told, project: '总部大楼', confirm: true }, other, leads(lead())),
    ).toMatchObject([{ body: { confirmed: ['investor_held_elsewhere'] } }]);
    // Ninety days are over, or it was given up: the way is free.
    for (const over of [{ held_from: '2021-03-01' }, { given_up: true }])
      expect(kindsOf(when('reportLead', told, other, leads(lead(over))))).toBe('leadReported');
    refuses([
      ['lead_reported', 'reportLead', told, county, leads(lead())],
      ['unit_unknown', 'reportLead', { ...told, unit: 'mars' }, county, leads()],
      ['out_of_scope', 'reportLead', { ...told, unit: 'sihui' }, county, leads()],
      ['role_missing', 'reportLead', told, leader, leads()],
      ['occurred_in_future', 'reportLead', { ...told, occurredOn: '2021-09-01' }, county, leads()],
      ['credit_code_unsound', 'reportLead', { ...told, creditCode: '91441200MA4W12345X' }, county, leads()],
      ['investor_without_name', 'reportLead', { ...told, investor: '（）' }, county, leads()],
    ]);
    const code = { ...told, creditCode: '91441200MA4W12345L' };
    const holders = { '91441200MA4W12345L': 'lead/宁川集团' };
    expect(when('reportLead', code, county, { ...leads(), holders })).toBe('lead_code_elsewhere');
  });
  test('one investor is one subject, however the name is spelt', () => {
    expect(leadSubject('宁川电池 有限公司（ABC）')).toBe(leadSubject('宁川电池有限公司(abc)'));
  });
  test('the city transfers with a reason; the time begins anew; neither side decides it', () => {
    const body = { investor: told.investor, lead: 'L1', toUnit: 'sihui', reason: '产业布局调整' };
    expect(when('transferLead', body, office, leads(lead()))).toMatchObject([
      { kind: 'leadTransferred', corrects: 'L1', unit: 'sihui' },
    ]);
    refuses([
      ['lead_unknown', 'transferLead', { ...body, lead: 'L9' }, office, leads(lead())],
      ['role_missing', 'transferLead', body, county, leads(lead())],
      ['transfer_not_yours', 'transferLead', { ...body, toUnit: 'bureau' }, bureau, leads(lead())],
      ['unit_unknown', 'transferLead', { ...body, toUnit: 'mars' }, office, leads(lead())],
      ['nothing_changed', 'transferLead', { ...body, toUnit: 'gaoyao' }, office, leads(lead())],
      [
        'out_of_scope',
        'giveUpLead',
        { investor: told.investor, lead: 'L1', reason: '不再跟进' },
        other,
        leads(lead()),
      ],
      [
        'lead_given_up',
        'giveUpLead',
        { investor: told.investor, lead: 'L1', reason: '不再跟进' },
        county,
        leads(lead({ given_up: true })),
      ],
    ]);
  });
  test('a registration runs into the first talk of another unit', () => {
    const body = {
      unit: 'sihui',
      name: told.project,
      investor: told.investor,
      lifecycle: 'industrial',
      plannedInvestmentYuan: '100',
    };
    const held = { project: null, otherTables: { 'lead/宁川电池有限公司': { project_lead: [lead()] } } };
    refuses([
      ['first_talk_held', 'registerProject', body, other, held],
      ['needs_confirmation', 'registerProject', { ...body, name: '动力电池基地（一期）' }, other, held],
      ['projectRegistered', 'registerProject', { ...body, unit: 'gaoyao' }, county, held],
    ]);
    const byCode = { ...body, investor: '宁川新能源公司', creditCode: '91441200MA4W12345L' };
    const holders = { '91441200MA4W12345L': 'lead/宁川电池有限公司' };
    expect(when('registerProject', byCode, other, { project: null, holders })).toBe('needs_confirmation');
    expect(
      when('registerProject', { ...byCode, confirm: true }, other, { project: null, holders }),
    ).toMatchObject([{ body: { confirmed: ['credit_code_first_reported'] } }]);
  });
  test('a registration of a lead closes it in the same command, once, by who holds it; the first talk stands', () => {
    const body = {
      unit: 'gaoyao',
      name: '动力电池基地',
      investor: told.investor,
      lifecycle: 'industrial',
      plannedInvestmentYuan: '360000000',
      lead: 'L1',
    };
    const of = (over: Row = {}): Given => ({
      project: null,
      otherTables: { 'lead/宁川电池有限公司': { project_lead: [lead(over)] } },
    });
    const facts = when('registerProject', body, county, of());
    expect(facts).toMatchObject([
      { kind: 'projectRegistered', unit: 'gaoyao', body: { leadReportedOn: '2021-05-01' } },
      { kind: 'leadRegistered', subject: 'lead/宁川电池有限公司', corrects: 'L1', body: { project: 'P1' } },
    ]);
    // What the lead was is said by its own fact alone.
    expect(typeof facts === 'string' ? facts : facts[0]?.body).not.toHaveProperty('lead');
    const { investor: _, ...nobody } = body;
    const { lead: __, ...unled } = body;
    refuses([
      ['lead_unknown', 'registerProject', { ...body, lead: 'L9' }, county, of()],
      ['lead_unknown', 'registerProject', nobody, county, { project: null }],
      ['lead_elsewhere', 'registerProject', { ...body, unit: 'sihui' }, other, of()],
      ['lead_registered', 'registerProject', body, county, of({ registered_as: 'P7' })],
      ['registered_before_lead', 'registerProject', { ...body, occurredOn: '2021-04-30' }, county, of()],
      ['lead_given_up', 'registerProject', body, county, of({ given_up: true })],
      [
        'lead_registered',
        'giveUpLead',
        { investor: told.investor, lead: 'L1', reason: '不再跟进' },
        county,
        leads(lead({ registered_as: 'P7' })),
      ],
      [
        'lead_registered',
        'transferLead',
        { investor: told.investor, lead: 'L1', toUnit: 'sihui', reason: '产业布局调整' },
        office,
        leads(lead({ registered_as: 'P7' })),
      ],
      // Another unit still runs into it.
      [
        'first_talk_held',
        'registerProject',
        { ...unled, unit: 'sihui', name: told.project },
        other,
        of({ registered_as: 'P7' }),
      ],
    ]);
  });
  test('at most one unit holds a project at a time, and it is the first one still in time', () => {
    const report = fc.record({
      unit: fc.constantFrom('gaoyao', 'sihui', 'bureau'),
      days: fc.integer({ min: 0, max: 200 }),
      givenUp: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(report, { maxLength: 8 }), (reports) => {
        const rows = leadRows(
          reports.map(({ unit, days, givenUp }, at) =>
            lead({
              lead: `L${at}`,
              unit,
              reported_seq: at,
              given_up: givenUp,
              held_from: new Date(Date.UTC(2021, 0, 1 + days)).toISOString().slice(0, 10),
            }),
          ),
        );
        const today = '2021-06-30' as PlainDate;
        const naive = reports.find(
          ({ givenUp, days }) => !givenUp && Date.UTC(2021, 0, 1 + days + 90) >= Date.UTC(2021, 5, 30),
        );
        expect(holderOf(rows, told.project, { today, holdDays: 90, alikePct: 70 })?.unit).toBe(naive?.unit);
      }),
    );
  });
});

const batch: Row = {
  subject: 'batch/Q2',
  batch: 'B1',
  name: '第二季度集中动工',
  kind: 'starting',
  unit: 'bureau',
  held_on: '2021-06-01',
  projects: ['P1', 'P2'],
};

describe('batches', () => {
  test('are a list; they record nothing on the projects', () => {
    const body = { batch: 'Q2', name: '第二季度集中动工', kind: 'starting', projects: ['P1', 'P2'] };
    const decided = when('holdBatch', body, bureau, { tables: { project_batch: [] } });
    expect(decided).toMatchObject([{ kind: 'batchHeld', subject: 'batch/Q2', unit: 'bureau' }]);
    expect(decided).toHaveLength(1);
    const none = { tables: { project_batch: [] } };
    const one = { tables: { project_batch: [batch] } };
    refuses([
      ['batch_exists', 'holdBatch', body, bureau, one],
      ['role_missing', 'holdBatch', body, office, none],
      ['batch_kind_unknown', 'holdBatch', { ...body, kind: 'x' }, bureau, none],
      ['project_twice', 'holdBatch', { ...body, projects: ['P1', 'P1'] }, bureau, none],
      ['occurred_in_future', 'holdBatch', { ...body, occurredOn: '2021-09-01' }, bureau, none],
      ['batchListed', 'listInBatch', { batch: 'Q2', added: ['P3'], reason: '补一个' }, bureau, one],
      ['batch_unknown', 'listInBatch', { batch: 'Q2', added: ['P3'], reason: '补一个' }, bureau, none],
      ['out_of_scope', 'listInBatch', { batch: 'Q2', added: ['P3'], reason: '补一个' }, county, one],
      ['nothing_changed', 'listInBatch', { batch: 'Q2', added: ['P1'], reason: '补一个' }, bureau, one],
      [
        'project_twice',
        'listInBatch',
        { batch: 'Q2', added: ['P3'], removed: ['P3'], reason: '补一个' },
        bureau,
        one,
      ],
    ]);
  });
  test('a claim may refer to one that lists its project for its milestone', () => {
    const body = { milestone: 'started', evidence: [{ kind: 'permit', name: '证' }], batch: 'Q2' };
    const given = (row?: Row): Given => ({
      milestones: [introduced],
      otherTables: { 'batch/Q2': { project_batch: row ? [row] : [] } },
    });
    expect(when('claimMilestone', body, county, given(batch))).toMatchObject([
      { kind: 'milestoneClaimed', body: { batch: 'Q2' } },
    ]);
    refuses([
      ['batch_unknown', 'claimMilestone', body, county, given()],
      ['batch_of_other_milestone', 'claimMilestone', body, county, given({ ...batch, kind: 'signing' })],
      ['not_in_batch', 'claimMilestone', body, county, given({ ...batch, projects: ['P2'] })],
    ]);
  });
});
