// GET /api/forecast, /api/forecast/<target>, /api/pushes (and as a workbook). Who may not see a chance as a number gets the words; a county's own projects only, where the
// account reaches no further.
import { z } from 'zod';
import { may } from '../access/roles.ts';
import { type Route, type RouteRequest, route } from '../access/route.http.ts';
import { EXACT_CASES } from '../foresight/outlook.ts';
import { decimal } from '../kernel/decimal.ts';
import type { Words } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import { Problem } from '../kernel/problem.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { judgeTarget } from '../loops/indicators/targets.judge.ts';
import type { Target } from '../loops/indicators/targets.plan.ts';
import { targetsSection } from '../loops/indicators/targets.rules.ts';
import { AtQuery } from './figure.http.ts';
import { askForecast, paceOf, readPlaces } from './forecast.pg.ts';
import {
  type ForecastsView,
  forecastTables,
  type PushesView,
  pushTables,
  type TargetForecastView,
  TOP,
} from './forecast.view.ts';
import { keepAttention } from './forecastKept.node.ts';
import {
  attentionLines,
  attentionQuestion,
  byHolder,
  byLeader,
  choosePushes,
  chosenFirst,
  expectedOf,
  heldBy,
  isOpen,
  laggingOf,
  narrowed,
  pushRows,
  SORTS,
  withoutNumbers,
} from './forecastPushes.ts';
import { forecastSheet, outlookSheet, pushesSheet } from './forecastSheet.node.ts';
import {
  atLeastLine,
  floorLine,
  levelLine,
  targetForecastView,
  whatIfGround,
} from './forecastTarget.view.ts';
import { nextOffset, offsetOf, PAGE_ROWS } from './paging.ts';

const StandQuery = z.object(AtQuery);
type StandQuery = z.infer<typeof StandQuery>;

const id = (words: string) => z.string().max(100).optional().describe(words);

const PushesQuery = z.object({
  ...AtQuery,
  target: id('只看哪个目标'),
  holder: id('只看卡在哪个单位手上的'),
  leader: id('只看哪个岗位该管的'),
  sort: z
    .enum(SORTS)
    .default('change')
    .describe(
      '按什么从大到小：best 最佳组合的在前；change 对达标把握的增量；moved 本项目的机会增量；chance 现在的机会；days 已停留工作日',
    ),
  only: z
    .enum(['chosen', 'beyond'])
    .optional()
    .describe('清单只列：chosen 最佳组合里的；beyond 比通常久的；最佳组合不变'),
  of: id('清单只列关于哪个目标的；最佳组合不变'),
  top: z.coerce.number().int().min(1).max(100).default(TOP).describe('一次能盯几条：一起推动前几条会怎样'),
  cursor: z.string().max(60).optional().describe('从哪里接着读：上一页的 nextCursor'),
});
type PushesQuery = z.infer<typeof PushesQuery>;

const PushesSheetQuery = PushesQuery.extend({
  table: z.enum(pushTables).default('list').describe('哪个表：清单；卡在谁手上；该谁来管'),
});
type PushesSheetQuery = z.infer<typeof PushesSheetQuery>;

const ForecastSheetQuery = StandQuery.extend({
  table: z
    .enum(forecastTables)
    .default('weeks')
    .describe('哪个表：逐周的数；逐次对照；逐句对照；由哪些数推算'),
});
type ForecastSheetQuery = z.infer<typeof ForecastSheetQuery>;

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const WORKBOOK_ROWS_MAX = 20_000;

export const FORECAST_ROUTES: readonly Route[] = [
  route<StandQuery>({
    method: 'GET',
    path: '/api/forecast',
    title: { zh: '达标把握', en: 'The chance to meet each target' },
    query: StandQuery,
    reply: 'ForecastsView: {at, numbers, floors, levels, atLeast, no_forecast}',
    handler: (request) => forecasts(request),
  }),
  route<StandQuery>({
    method: 'GET',
    path: '/api/forecast.xlsx',
    title: { zh: '达标研判（Excel）', en: 'The outlook of all targets, as a workbook' },
    query: StandQuery,
    reply: 'A workbook (xlsx)',
    async handler(request) {
      const { name, bytes } = await outlookSheet(await forecasts(request));
      return { file: { name, type: XLSX, bytes } };
    },
  }),
  route<StandQuery>({
    method: 'GET',
    path: '/api/forecast/{target}',
    title: { zh: '一个目标的预测', en: 'Where one target will land, week by week' },
    query: StandQuery,
    reply:
      'TargetForecastView: {at, numbers, line, soFar, weeks, inputs, assumptions, record, whatIf}; numbers of a chance only for who may see them',
    handler: (request) => oneForecast(request, request.params.target ?? ''),
  }),
  route<PushesQuery>({
    method: 'GET',
    path: '/api/pushes',
    title: { zh: '建议调度清单', en: 'Whom to push' },
    query: PushesQuery,
    reply: 'PushesView: {at, numbers, attention, rows, total, byHolder, byLeader, nextCursor}',
    handler: (request) => pushes(request, PAGE_ROWS),
  }),
  route<PushesSheetQuery>({
    method: 'GET',
    path: '/api/pushes.xlsx',
    title: { zh: '建议调度清单（Excel）', en: 'Whom to push, as a workbook' },
    query: PushesSheetQuery,
    reply: 'A workbook (xlsx)',
    async handler(request) {
      const view = await pushes(request, WORKBOOK_ROWS_MAX);
      const { name, bytes } = await pushesSheet(view, request.query.table);
      return { file: { name, type: XLSX, bytes } };
    },
  }),
  route<ForecastSheetQuery>({
    method: 'GET',
    path: '/api/forecast/{target}/tables.xlsx',
    title: { zh: '一个目标的预测（Excel）', en: 'One table of a target’s forecast as a workbook' },
    query: ForecastSheetQuery,
    reply: 'A workbook (xlsx); empty of what the account may not see',
    async handler(request) {
      const view = await oneForecast(request, request.params.target ?? '');
      const { name, bytes } = await forecastSheet(view, request.query.table);
      return { file: { name, type: XLSX, bytes } };
    },
  }),
];

type Asked<Q> = Pick<RouteRequest<Q, undefined>, 'query' | 'ledger' | 'scope' | 'actor' | 'read'>;

const seesNumbers = ({ actor }: Pick<Asked<unknown>, 'actor'>) => may(actor, 'seeChance');

async function forecasts(request: Asked<StandQuery>): Promise<ForecastsView> {
  const { at, asOf, isPublished, reckoned, beside } = await askForecast(
    request,
    async (view) => new Map(view.plan.section(targetsSection).map((target) => [target.id, target])),
  );
  const numbers = seesNumbers(request);
  return {
    at,
    numbers,
    floors: reckoned.targets.map((target) => {
      const end = target.weeks.at(-1);
      return {
        ...floorLine(target, {
          looksFrom: reckoned.looks_from,
          published: isPublished(target.measure),
          numbers,
        }),
        done: target.done,
        sentence: sentenceOf(beside.get(target.id)!, target.done, asOf),
        expected:
          numbers && target.p_met !== null && end !== undefined
            ? { p10: end.p10, p50: end.p50, p90: end.p90 }
            : null,
      };
    }),
    levels: reckoned.levels.map(levelLine),
    atLeast: reckoned.at_least.map((one) => atLeastLine(one, numbers)),
    no_forecast: reckoned.no_forecast,
  };
}

/** 还差、月均需, as on the cockpit. */
function sentenceOf(target: Target, done: number, asOf: PlainDate): Words {
  return judgeTarget({ target, value: decimal(done), asOf }).sentence;
}

/** Fails with `target_unknown`, `forecast_none`. */
async function oneForecast(request: Asked<unknown>, asked: string): Promise<TargetForecastView> {
  const { at, asOf, isPublished, reckoned, beside } = await askForecast(request, async (view) => ({
    target: targetOf(view, asked),
    where: await readPlaces(view, request.ledger, request.scope),
  }));
  const { target: declared, where } = beside;
  const target = reckoned.targets.find((one) => one.id === asked);
  if (target === undefined) throw noForecast(declared.title);
  const { places, units, stages } = where;
  const counties = units.all.map(({ id: key, name }) => ({ id: key, name }));
  return targetForecastView(target, {
    at,
    asOf,
    looksFrom: reckoned.looks_from,
    published: isPublished(target.measure),
    numbers: seesNumbers(request),
    from: declared.from ?? asOf,
    paceOn: paceOf(declared),
    sentence: sentenceOf(declared, target.done, asOf),
    whatIf: target.needed > 0 ? whatIfGround(target, places, stages, counties) : null,
  });
}

function targetOf(view: LedgerView, asked: string) {
  const target = view.plan.section(targetsSection).find((one) => one.id === asked);
  if (target !== undefined) return target;
  throw new Problem({
    code: 'target_unknown',
    status: 404,
    message: `计划里没有目标“${asked}”。The plan has no target of that id.`,
    fix: '从驾驶舱或计划版本里打开。Open it from the cockpit or the plan.',
  });
}

function noForecast(title: string): Problem {
  return new Problem({
    code: 'forecast_none',
    status: 404,
    message: `“${title}”不作预测：只对按节点计数、有期限的目标推算达标把握。No forecast is made of it: only counted milestones with a deadline have one.`,
    fix: '看这个目标的来历。See how the target was reckoned.',
  });
}

async function pushes(request: Asked<PushesQuery>, limit: number): Promise<PushesView> {
  const { target, holder, leader, only, of, sort, top, cursor } = request.query;
  const { at, isPublished, reckoned, beside } = await askForecast(request, (view) =>
    readPlaces(view, request.ledger, request.scope),
  );
  const targets = reckoned.targets.filter((one) => isOpen(one, reckoned.looks_from));
  const own = new Map([...beside.places].filter(([, { project }]) => beside.isWithin(project)));
  const ofTarget = choosePushes(pushRows(targets, own, beside.names), { target }, 'change');
  const asked = choosePushes(ofTarget, { holder, leader }, 'change');
  const choice = await keepAttention(
    reckoned,
    JSON.stringify([request.scope, target, holder, leader, top]),
    () => attentionQuestion(targets, asked, top),
  );
  // Beside the choice for all: the target that lags most, for itself.
  const least = laggingOf(targets.filter(({ id: key }) => asked.some((row) => row.target === key)));
  const forLeast = asked.filter((row) => row.target === least?.id);
  const leastChoice =
    least &&
    (await keepAttention(reckoned, JSON.stringify([request.scope, least.id, holder, leader, top]), () =>
      attentionQuestion(targets, forLeast, top),
    ));
  const numbers = seesNumbers(request);
  const order = numbers || sort === 'days' || sort === 'best' ? sort : 'change';
  const sorted = order === 'best' ? chosenFirst(asked, choice.chosen) : choosePushes(asked, {}, order);
  const listed = narrowed(sorted, { only, of }, choice.chosen);
  const from = offsetOf(cursor);
  const rows = listed.slice(from, from + limit);
  const view: PushesView = {
    at,
    numbers: true,
    targets: targets.map(({ id: key, title }) => ({ id: key, title })),
    attention: attentionLines(targets, asked, choice, isPublished),
    lagging: leastChoice ? attentionLines(targets, forLeast, leastChoice, isPublished)[0]! : null,
    top,
    chosen: choice.chosen.length,
    grouped: targets.some((one) => one.pushes.length > EXACT_CASES),
    rows,
    total: listed.length,
    expected: expectedOf(listed),
    byHolder: heldBy(ofTarget, byHolder),
    byLeader: heldBy(ofTarget, byLeader),
    nextCursor: nextOffset(from, rows.length, listed.length),
  };
  return numbers ? view : withoutNumbers(view);
}
