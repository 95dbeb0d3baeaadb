// Every lifecycle of the first city's plan beside the industrial one, walked to its last stage through HTTP and the real PostgreSQL, in the rehearsed city: gates in
// their order, quantities by county, standstill, correction, end and revival. None of it may move a figure of the industrial count. What is walked is the plan's
// own declaration: a lifecycle that the plan adds and this list does not name is found.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BoardView } from '../dispatch/projectStory.view.ts';
import { addDays, endOfMonth, monthOf, type PlainDate, parseDate } from '../kernel/plainDate.ts';
import type { MattersView } from '../loops/projects/matters.view.ts';
import { PROJECT_MEASURES } from '../loops/projects/projects.measures.ts';
import { type Lifecycle, lifecyclesSection, type Milestone } from '../loops/projects/projects.plan.ts';
import type { ProjectsView, ProjectView } from '../loops/projects/projectViews.tsx';
import { REHEARSED, type RehearsedServer, rehearsedServer } from '../testing/rehearsed.ts';

const WALKED = ['transport-line', 'school', 'university', 'urban-renewal', 'market-base', 'rural-works'];
const [COUNTY, SECOND] = ['441204', '441284'];
const DAY_MS = 86_400_000;
/** After the rehearsal's last closed month, so that no fact of the walk is late. */
const BEGUN = parseDate('2021-07-20');

let at: RehearsedServer;
let lifecycles: readonly Lifecycle[] = [];
const cookies = { county: '', bureau: '', office: '' };
type Who = keyof typeof cookies;

beforeAll(async () => {
  at = await rehearsedServer('lifecycles', ['gaoyao', 'caizheng', 'zhuanban']);
  at.clock.ms += 400 * DAY_MS;
  cookies.county = await at.cookieOf('gaoyao');
  cookies.bureau = await at.cookieOf('caizheng');
  cookies.office = await at.cookieOf('zhuanban');
  lifecycles = await at.ledger.read(REHEARSED, {}, async ({ plan }) => plan.section(lifecyclesSection));
}, 240_000);
afterAll(() => at?.close());

let keys = 0;
async function give(who: Who, command: string, payload: object): Promise<{ facts: string[]; code?: string }> {
  keys += 1;
  const headers = { cookie: cookies[who], 'idempotency-key': `walk-${keys}` };
  const url = `/api/commands/projects/${command}`;
  return (await at.server.inject({ method: 'POST', url, headers, payload })).json();
}
async function told(who: Who, command: string, payload: object): Promise<string> {
  const answer = await give(who, command, payload);
  if (answer.code !== undefined) throw new Error(`${command} ${JSON.stringify([payload, answer])}`);
  return answer.facts[0] ?? '';
}
const refused = async (who: Who, command: string, payload: object) =>
  (await give(who, command, payload)).code;
async function ask<T>(url: string, who: Who = 'office'): Promise<T> {
  const reply = await at.server.inject({ url, headers: { cookie: cookies[who] } });
  if (reply.statusCode !== 200) throw new Error(`${url} ${reply.body}`);
  return reply.json() as T;
}

/** All figures of projects but those that count what was told: 报送率 counts reports, not projects. */
const INDUSTRIAL = PROJECT_MEASURES.filter(({ source }) => source !== 'projects.told').map(({ id }) => id);
const industrialFigures = (asOf: PlainDate) =>
  at.ledger.read(REHEARSED, {}, async (view) => {
    const answers = await view.askMeasures(INDUSTRIAL, { from: parseDate('2021-01-01'), asOf, by: [] });
    return INDUSTRIAL.map((id) => [id, answers.get(id)?.[0]?.value ?? '0']);
  });

const evidenceOf = ({ evidence }: Milestone) =>
  evidence.length === 0 ? {} : { evidence: evidence.map(({ kind, name }) => ({ kind, name })) };

test('the plan has no lifecycle outside the count that is not walked here', () => {
  expect(lifecycles.filter(({ counted }) => !counted).map(({ id }) => id)).toEqual(WALKED);
});

describe.each(WALKED)('%s', (id) => {
  const project = `WALK-${id}`;
  let lifecycle: Lifecycle;
  let before: unknown;
  let day = BEGUN;
  const claims = new Map<string, string>();
  const one = () => ask<ProjectView>(`/api/projects/${project}`);
  const listed = async (query: string) =>
    (await ask<ProjectsView>(`/api/projects?lifecycle=${id}&text=${project}&${query}`)).rows.map(
      ({ id: subject }) => subject,
    );
  const board = async () => {
    const { columns } = await ask<BoardView>(`/api/board?lifecycle=${id}&text=${project}`);
    return columns.flatMap(({ stage, rows }) => rows.map((row) => [row.id, stage]));
  };

  beforeAll(async () => {
    lifecycle = lifecycles.find((each) => each.id === id) as Lifecycle;
    before = await industrialFigures(parseDate('2022-08-01'));
  });

  test('is registered, and stands in its first stage', async () => {
    await told('county', 'registerProject', {
      project,
      unit: COUNTY,
      name: `走完${lifecycle.name}`,
      lifecycle: id,
      plannedInvestmentYuan: '120000000',
      attributes: { origin: 'otherProvince' },
      occurredOn: day,
    });
    expect((await one()).stages.map(({ isNow }) => isNow)).toEqual(
      lifecycle.stages.map((_, place) => place === 0),
    );
    expect(await board()).toEqual([[project, lifecycle.stages[0]?.id]]);
  });

  test('passes every gate in its order and none before, by another hand than claimed, once each', async () => {
    for (const milestone of lifecycle.milestones) {
      for (const later of lifecycle.milestones.filter(({ requires }) => requires.includes(milestone.id)))
        expect([
          later.id,
          await refused('county', 'claimMilestone', { project, milestone: later.id }),
        ]).toEqual([later.id, 'milestone_not_reached']);
      day = addDays(day, 20);
      const claim = { project, milestone: milestone.id, occurredOn: day };
      if (milestone.evidence.some(({ required }) => required))
        expect(await refused('county', 'claimMilestone', claim)).toBe('evidence_missing');
      const fact = await told('county', 'claimMilestone', { ...claim, ...evidenceOf(milestone) });
      claims.set(milestone.id, fact);
      if (milestone.needsRecognition) {
        expect(await refused('county', 'recogniseMilestone', { project, claim: fact })).toBe(
          'claimed_by_own_hand',
        );
        expect((await one()).milestones.find((row) => row.claim === fact)?.state).toBe('claimed');
        await told('office', 'recogniseMilestone', { project, claim: fact });
      }
      expect(await refused('county', 'claimMilestone', claim)).toBe('milestone_already_recognised');
      const now = await one();
      const furthest = Math.max(
        ...[...claims.keys()].map((reached) =>
          lifecycle.stages.findIndex(
            ({ id: stage }) => stage === lifecycle.milestones.find((each) => each.id === reached)?.enters,
          ),
        ),
      );
      expect([milestone.id, now.stage.id]).toEqual([milestone.id, lifecycle.stages[furthest]?.id]);
      expect(await board()).toEqual([[project, now.stage.id]]);
      expect(await listed(`stage=${now.stage.id}`)).toEqual([project]);
    }
    expect(lifecycle.stages.find(({ id: stage }) => stage === lifecycle.stages.at(-1)?.id)?.final).toBe(true);
    expect((await one()).stage.id).toBe(lifecycle.stages.at(-1)?.id);
  });

  test('is judged by its lights before it is closed', async () => {
    const start = lifecycle.milestones.find(
      ({ id: each }) => each === lifecycle.lights.startMilestone,
    ) as Milestone;
    const startedOn =
      (await one()).milestones.find(({ milestone }) => milestone === start.id)?.occurredOn ?? '';
    const dayOf = async (asOf: string) => {
      const { project: told } = await ask<ProjectView>(`/api/projects/${project}?asOf=${asOf}`);
      return (told.lights ?? []).map(({ kind, light }) => `${kind.en} ${light}`);
    };
    expect((await dayOf(addDays(startedOn as PlainDate, -1))).find((text) => text.startsWith('Start'))).toBe(
      'Start grey',
    );
    expect((await dayOf(startedOn)).find((text) => text.startsWith('Start'))).toBe('Start green');
    expect(await listed(`light=green&lightKind=start&asOf=${startedOn}`)).toEqual([project]);
    // The last stage closes the account: nothing burns any more.
    expect((await dayOf(day)).every((text) => text.endsWith('grey'))).toBe(true);
  });

  test('takes its quantities: by county where the plan says so, once a month, corrected with a reason', async () => {
    const first = monthOf(addDays(BEGUN, 30));
    const second = monthOf(addDays(endOfMonth(parseDate(`${first}-01`)), 1));
    for (const { id: figure, byUnit } of lifecycle.quantities) {
      const of = byUnit ? { of: COUNTY } : {};
      const report = { project, figure, month: first, value: '40.5', ...of };
      expect(await refused('bureau', 'reportFigure', { ...report, of: byUnit ? undefined : COUNTY })).toBe(
        byUnit ? 'county_needed' : 'county_not_asked',
      );
      const fact = await told('bureau', 'reportFigure', report);
      expect(await refused('bureau', 'reportFigure', report)).toBe('figure_reported');
      await told('bureau', 'correctFigure', { project, report: fact, value: '30.5', reason: '数据核对' });
      await told('bureau', 'reportFigure', {
        ...report,
        month: second,
        value: '12',
        ...(byUnit ? { of: SECOND } : {}),
      });
    }
    await told('bureau', 'reportFigure', { project, figure: 'visibleProgress', month: first, value: '35' });
    await told('bureau', 'reportInvestment', {
      project,
      measure: 'financing',
      month: first,
      amountYuan: '8000000',
    });
    const { groups } = await ask<MattersView>(`/api/projects/${project}/matters`);
    const lines = groups.find(({ key }) => key === 'figures')?.lines ?? [];
    const shown = new Map(
      lines.map(({ key, tags, notes }) => [key, [tags[0]?.word.zh, notes.map(({ text }) => text)]]),
    );
    for (const { id: figure, unit, byUnit } of lifecycle.quantities)
      expect([figure, shown.get(figure)]).toEqual([
        figure,
        [`42.5 ${unit}`, byUnit ? [`30.5 ${unit}`, `12 ${unit}`] : []],
      ]);
  });

  test('a corrected day, a standstill and an end taken back leave each milestone once and the stage where it was', async () => {
    const last = lifecycle.milestones.at(-1) as Milestone;
    const corrected = addDays(day, 5);
    const version = await told('county', 'correctMilestone', {
      project,
      claim: claims.get(last.id),
      occurredOn: corrected,
      reason: '日期核对',
    });
    if (last.needsRecognition) await told('office', 'recogniseMilestone', { project, claim: version });
    const ofLast = (await one()).milestones.filter(({ milestone }) => milestone === last.id);
    expect(ofLast.map(({ state, occurredOn }) => [state, occurredOn]).toSorted()).toEqual([
      ['recognised', corrected],
      ['superseded', day],
    ]);
    await told('county', 'suspendProject', {
      project,
      occurredOn: addDays(corrected, 1),
      reason: '资金未到位',
    });
    expect(await listed('standing=suspended')).toEqual([project]);
    expect(await refused('county', 'claimMilestone', { project, milestone: last.id })).toBe(
      'project_suspended',
    );
    await told('county', 'resumeProject', {
      project,
      occurredOn: addDays(corrected, 11),
      reason: '资金到位',
    });
    await told('county', 'endProject', { project, occurredOn: addDays(corrected, 20), reason: '规划调整' });
    expect(await listed('standing=ended')).toEqual([project]);
    expect(await board()).toEqual([]);
    expect(await refused('county', 'reviveProject', { project, reason: '重新启动' })).toBe(
      'revived_by_own_hand',
    );
    await told('office', 'reviveProject', {
      project,
      occurredOn: addDays(corrected, 30),
      reason: '重新启动',
    });
    expect(await board()).toEqual([[project, lifecycle.stages.at(-1)?.id]]);
    expect(await refused('county', 'claimMilestone', { project, milestone: last.id })).toBe(
      'milestone_already_recognised',
    );
    await told('office', 'revokeMilestone', { project, claim: version, reason: '尚未达到' });
    expect((await one()).stage.id).not.toBe(lifecycle.stages.at(-1)?.id);
  });

  test('is in its own flow, and in no industrial figure', async () => {
    const flow = await ask<{ summary: { projects: number } }>(`/api/flow?lifecycle=${id}&asOf=2022-08-01`);
    expect(flow.summary.projects).toBe(1);
    expect(await industrialFigures(parseDate('2022-08-01'))).toEqual(before);
    const { rows } = await ask<ProjectsView>(`/api/projects?text=${project}&lifecycle=industrial`);
    expect(rows).toEqual([]);
  });
});
