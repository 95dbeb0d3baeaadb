// Deciders of indicators: a reading is reported, corrected, checked by another person, or returned. Pure. A correction awaits its own check;
// the value before it stands until then (indicators.fold.sql).
import { CAPABILITY_WORDS, type Capability, may } from '../../access/roles.ts';
import { inScope, isNamed, scopeOf, unitName } from '../../access/scope.ts';
import { compare, decimal, isZero, round, subtract } from '../../kernel/decimal.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { CommandKind, DecideContext, NewFact, Row, SubjectRows, UnitOnDate } from '../../kernel/loop.ts';
import { isPeriod, lengthOf, type Period, periodEnd, periodLabel } from '../../kernel/period.ts';
import { Problem } from '../../kernel/problem.ts';
import { confirmedOf, unconfirmed } from '../../kernel/question.ts';
import { postsSection } from '../../plan/organisation.ts';
import {
  CheckReading,
  CorrectReading,
  ReportReading,
  ReturnReading,
  subjectOf,
} from './indicators.commands.ts';
import type { Rank } from './indicators.facts.ts';
import { type Indicator, indicatorsSection } from './indicators.plan.ts';
import { valueQuestions } from './valueQuestions.ts';

type Decision = readonly NewFact[] | Problem;

interface ReadingRow {
  readonly reading: string;
  readonly rootReading: string;
  readonly period: string;
  readonly value: string;
  readonly state: 'reported' | 'checked' | 'returned' | 'superseded';
  readonly reportedSeq: number;
  readonly reportedBy: string;
  readonly rank: Rank | undefined;
}

/**
 * Codes, in order: indicator_unknown, indicator_derived, unit_unknown, unit_not_expected, out_of_scope, role_missing, reporter_not_named,
 * period_not_of_indicator, period_not_over, reading_exists, value_out_of_range, rank_not_expected, rank_group_other, rank_beyond_group, needs_confirmation.
 */
export function decideReport(command: ReportReading, context: DecideContext): Decision {
  const indicator = findIndicator(command.indicator, context);
  if (!indicator) return indicatorUnknown(command.indicator);
  const rank = rankOf(indicator, command.rank);
  const refused =
    notReported(indicator) ??
    notExpected(indicator, command, context) ??
    notAllowed(command.unit, 'report', context) ??
    notReporter(indicator, context) ??
    periodImpossible(indicator, command.period, context) ??
    alreadyRead(command.period, context) ??
    valueImpossible(indicator, command.value) ??
    rankImpossible(indicator, command.value, command.rank, rank);
  if (refused) return refused;
  const questions = valueQuestions(indicator, command.value, lastBefore(command, context));
  const asked = unconfirmed(questions, command.confirm);
  if (asked) return asked;
  return [
    {
      kind: 'readingReported',
      subject: subjectOf(command),
      unit: command.unit,
      occurredOn: periodEnd(command.period as Period),
      body: {
        indicator: command.indicator,
        period: command.period,
        value: command.value,
        ...(rank === undefined ? {} : { rank }),
        ...(command.source === undefined ? {} : { source: command.source }),
        needsCheck: indicator.needsCheck,
        ...confirmedOf(questions),
      },
    },
  ];
}

/**
 * Codes, in order: indicator_unknown, reading_unknown, out_of_scope, role_missing, reporter_not_named, nothing_changed, value_out_of_range,
 * rank_not_expected, rank_group_other, rank_beyond_group, needs_confirmation. One of a closed month asks for 补报.
 */
export function decideCorrect(command: CorrectReading, context: DecideContext): Decision {
  const indicator = findIndicator(command.indicator, context);
  if (!indicator) return indicatorUnknown(command.indicator);
  const latest = readingsOf(context).findLast(({ period }) => period === command.period);
  if (!latest) return readingUnknown(command.period);
  const rank = command.rank === undefined ? latest.rank : rankOf(indicator, command.rank);
  const refused =
    notAllowed(command.unit, 'report', context) ??
    notReporter(indicator, context) ??
    unchanged(command, latest) ??
    valueImpossible(indicator, command.value) ??
    rankImpossible(indicator, command.value, command.rank, rank);
  if (refused) return refused;
  const questions = valueQuestions(indicator, command.value, lastBefore(command, context));
  const asked = unconfirmed(questions, command.confirm);
  if (asked) return asked;
  return [
    {
      kind: 'readingCorrected',
      subject: subjectOf(command),
      unit: command.unit,
      occurredOn: context.today,
      corrects: latest.rootReading,
      moves: [periodEnd(command.period as Period)],
      body: {
        value: command.value,
        ...(rank === undefined ? {} : { rank }),
        ...(command.source === undefined ? {} : { source: command.source }),
        reason: command.reason,
        ...confirmedOf(questions),
      },
    },
  ];
}

/** Codes, in order: reading_unknown, claimed_by_own_hand, out_of_scope, role_missing, reading_decided. */
export function decideCheck(command: CheckReading, context: DecideContext): Decision {
  const found = findReading(command, context);
  if (found instanceof Problem) return found;
  const refused = mayNotCheck(found, command.unit, context);
  if (refused) return refused;
  if (found.state !== 'reported') return decided(found);
  const note = command.note === undefined ? {} : { note: command.note };
  return [verdict('readingChecked', command, context, note)];
}

/** What stands may be returned too. Codes, in order: reading_unknown, claimed_by_own_hand, out_of_scope, role_missing, reading_decided. */
export function decideReturn(command: ReturnReading, context: DecideContext): Decision {
  const found = findReading(command, context);
  if (found instanceof Problem) return found;
  const refused = mayNotCheck(found, command.unit, context);
  if (refused) return refused;
  if (found.state !== 'reported' && found.state !== 'checked') return decided(found);
  return [verdict('readingReturned', command, context, { reason: command.reason })];
}

function verdict(
  kind: string,
  command: CheckReading | ReturnReading,
  context: DecideContext,
  rest: JsonObject,
): NewFact {
  const body = { indicator: command.indicator, period: command.period, ...rest };
  const at = { subject: subjectOf(command), unit: command.unit, occurredOn: context.today };
  return { kind, ...at, corrects: command.reading, body };
}

function refusal(code: string, message: string, fix: string, status = 422): Problem {
  return new Problem({ code, message, kept: '没有写入任何事实', fix, status });
}

function findIndicator(id: string, context: DecideContext): Indicator | undefined {
  return context.plan.section(indicatorsSection).find((indicator) => indicator.id === id);
}

function indicatorUnknown(id: string): Problem {
  return refusal('indicator_unknown', `计划里没有指标“${id}”`, '用计划 indicators 里的编号', 404);
}

function notReported(indicator: Indicator): Problem | undefined {
  if (indicator.derived === undefined) return undefined;
  return refusal('indicator_derived', `“${indicator.name}”由别的指标算出，不填报`, '填报它所依的指标');
}

/** Codes, in order: unit_unknown, unit_not_expected. */
function notExpected(
  indicator: Indicator,
  { unit, period }: ReportReading,
  context: DecideContext,
): Problem | undefined {
  // The unit must have been there when the period ended, not when the reading is typed.
  const on = isPeriod(period) ? periodEnd(period) : context.today;
  const found = context.plan.units.find(unit, on);
  if (!found) return refusal('unit_unknown', `计划里 ${on} 没有单位“${unit}”`, '用计划 units 里的编号');
  if (isExpected(indicator, found, context.plan.units.rootId)) return undefined;
  const message = `“${indicator.name}”不由“${found.name}”报`;
  return refusal('unit_not_expected', message, '应报单位见计划 indicators 的 units');
}

/** Whether the indicator is read of that unit. */
export function isExpected(indicator: Pick<Indicator, 'units'>, unit: UnitOnDate, rootId: string): boolean {
  switch (indicator.units) {
    case 'city':
      return unit.id === rootId;
    case 'taskUnits':
      return unit.bearsTasks;
    case 'townships':
      return unit.kind === 'township';
    case 'villages':
      return unit.kind === 'village';
  }
}

/** Codes, in order: out_of_scope, role_missing. */
function notAllowed(unit: string, capability: Capability, context: DecideContext): Problem | undefined {
  if (!inScope(scopeOf(context.actor), unit, context.plan.units, context.today)) {
    const message = `“${unitName(unit, context)}”不在“${unitName(context.actor.unit, context)}”的管辖之内`;
    return refusal('out_of_scope', message, '请该单位或其上级办理', 403);
  }
  if (may(context.actor, capability)) return undefined;
  const message = `账号“${context.actor.account}”没有${CAPABILITY_WORDS[capability].zh}的权限`;
  return refusal('role_missing', message, '请有权限的岗位办理，或请系统管理员调整角色', 403);
}

/** Whether the plan lets the actor report it: the post or the unit that it names (with those below), or anybody in scope where it names none. */
export function mayReport(
  { reportedBy }: Pick<Indicator, 'reportedBy'>,
  { actor, plan, today }: Pick<DecideContext, 'actor' | 'plan' | 'today'>,
): boolean {
  if (reportedBy === undefined) return true;
  if (actor.post === reportedBy) return true;
  const unit = plan.section(postsSection).find((post) => post.id === reportedBy)?.unit ?? reportedBy;
  return isNamed([unit], actor, plan.units, today);
}

function notReporter(indicator: Indicator, context: DecideContext): Problem | undefined {
  if (mayReport(indicator, context)) return undefined;
  const message = `按计划，“${indicator.name}”由 ${indicator.reportedBy} 填报`;
  return refusal('reporter_not_named', message, '请计划写明的岗位或单位填报', 403);
}

const LENGTH_WORDS = { month: '月', quarter: '季', half: '半年', year: '年' } as const;

/** Codes, in order: period_not_of_indicator, period_not_over. */
function periodImpossible(indicator: Indicator, period: string, context: DecideContext): Problem | undefined {
  if (!isPeriod(period) || lengthOf(period) !== indicator.period) {
    const message = `“${indicator.name}”按${LENGTH_WORDS[indicator.period]}报，“${period}”不是`;
    return refusal('period_not_of_indicator', message, '例如 2021-06、2021-Q2、2021-H1、2021');
  }
  if (periodEnd(period) <= context.today) return undefined;
  const message = `${periodLabel(period)}到 ${periodEnd(period)} 才结束`;
  return refusal('period_not_over', message, '时段结束后再报');
}

function alreadyRead(period: string, context: DecideContext): Problem | undefined {
  const latest = readingsOf(context).findLast((row) => row.period === period);
  if (!latest || latest.state === 'returned') return undefined;
  return refusal('reading_exists', `${period} 已报 ${latest.value}`, '数有误的，更正', 409);
}

function valueImpossible(indicator: Indicator, text: string): Problem | undefined {
  const value = decimal(text);
  const minimum =
    indicator.minimum ?? { count: '0', rank: '1', value: undefined, growth: undefined }[indicator.kind];
  const tooSmall = minimum !== undefined && compare(value, decimal(minimum)) < 0;
  const tooGreat = indicator.maximum !== undefined && compare(value, decimal(indicator.maximum)) > 0;
  const broken =
    (indicator.kind === 'count' || indicator.kind === 'rank') &&
    !isZero(subtract(value, round(value, 0, 'truncate')));
  if (!tooSmall && !tooGreat && !broken) return undefined;
  const limits = `${minimum ?? '不限'} 至 ${indicator.maximum ?? '不限'}${indicator.unit}${broken ? '，须是整数' : ''}`;
  return refusal(
    'value_out_of_range',
    `${text} 超出“${indicator.name}”允许的范围：${limits}`,
    '核对数值和计量单位',
  );
}

/** The value that stands for the latest period before, of this year or the last. */
function lastBefore(command: ReportReading | CorrectReading, context: DecideContext): string | undefined {
  const end = periodEnd(command.period as Period);
  const last = [...readingsOf(context), ...readingRows(context.subject('indicators', yearBefore(command)))]
    .filter(({ state, period }) => state === 'checked' && isPeriod(period) && periodEnd(period) < end)
    .sort((a, b) => (periodEnd(a.period as Period) < periodEnd(b.period as Period) ? -1 : 1))
    .at(-1);
  return last?.value;
}

/** The subject that holds the readings of the year before. */
function yearBefore({ indicator, unit, period }: ReportReading | CorrectReading): string {
  return subjectOf({ indicator, unit, period: String(Number(period.slice(0, 4)) - 1) });
}

/** What the command leaves out, the plan's reference group says. */
function rankOf(indicator: Indicator, given: Rank | undefined): Rank | undefined {
  const group = indicator.referenceGroup;
  if (given === undefined) {
    if (indicator.kind !== 'rank' || group === undefined) return undefined;
    return { group: group.name, ...(group.size === undefined ? {} : { of: group.size }), tied: false };
  }
  if (given.of !== undefined || group?.size === undefined || group.name !== given.group) return given;
  return { ...given, of: group.size };
}

/** Codes, in order: rank_not_expected, rank_group_other, rank_beyond_group. */
function rankImpossible(
  indicator: Indicator,
  value: string,
  given: Rank | undefined,
  rank: Rank | undefined,
): Problem | undefined {
  if (indicator.kind !== 'rank') {
    if (given === undefined) return undefined;
    return refusal('rank_not_expected', `“${indicator.name}”不是位次`, '位次另有指标，不随数值填报');
  }
  const declared = indicator.referenceGroup?.name;
  if (rank !== undefined && declared !== undefined && rank.group !== declared) {
    const message = `“${indicator.name}”的参照组是“${declared}”，不是“${rank.group}”`;
    return refusal('rank_group_other', message, '不同参照组的位次是不同的数：另立指标');
  }
  if (rank?.of === undefined || compare(decimal(value), decimal(rank.of)) <= 0) return undefined;
  return refusal('rank_beyond_group', `第 ${value} 名超出了参照组的 ${rank.of} 个`, '核对位次和参照组');
}

function unchanged(command: CorrectReading, latest: ReadingRow): Problem | undefined {
  const same = compare(decimal(command.value), decimal(latest.value)) === 0;
  if (!same || command.rank !== undefined || command.source !== undefined || latest.state === 'returned')
    return undefined;
  return refusal('nothing_changed', `${latest.period} 现在就是 ${latest.value}`, '不用更正', 409);
}

function findReading(command: CheckReading | ReturnReading, context: DecideContext): ReadingRow | Problem {
  const found = readingsOf(context).find(
    (row) => row.reading === command.reading && row.period === command.period,
  );
  return found ?? readingUnknown(command.period);
}

function readingUnknown(period: string): Problem {
  return refusal('reading_unknown', `${period} 没有这条填报`, '在指标页打开后再办', 404);
}

/** Another person checks; the unit may be the same (填报 → 审核 → 签发 are steps inside a unit). No role lifts it, so it is looked at first. */
function mayNotCheck(found: ReadingRow, unit: string, context: DecideContext): Problem | undefined {
  const own = readingsOf(context).some(
    (row) => row.rootReading === found.rootReading && row.reportedBy === context.actor.account,
  );
  if (own) {
    return refusal('claimed_by_own_hand', '填报与审核是同一个账号', '请另一人审核', 403);
  }
  return notAllowed(unit, 'checkReadings', context);
}

function decided(found: ReadingRow): Problem {
  const words = { reported: '待审核', checked: '已审核', returned: '已退回', superseded: '已被更正取代' };
  return refusal('reading_decided', `该数${words[found.state]}`, '刷新后再看', 409);
}

/** In the order of their recording. */
function readingsOf(context: DecideContext): readonly ReadingRow[] {
  return readingRows(context.own);
}

function readingRows(rows: SubjectRows): readonly ReadingRow[] {
  return rows
    .table('reading')
    .map(readingRow)
    .sort((a, b) => a.reportedSeq - b.reportedSeq);
}

function readingRow(row: Row): ReadingRow {
  const of = row.rank_of === null || row.rank_of === undefined ? {} : { of: Number(row.rank_of) };
  const group = row.rank_group;
  return {
    reading: String(row.reading),
    rootReading: String(row.root_reading),
    period: String(row.period),
    value: String(row.value),
    state: row.state as ReadingRow['state'],
    reportedSeq: Number(row.reported_seq),
    reportedBy: String(row.reported_by),
    rank: typeof group === 'string' ? { group, ...of, tied: row.rank_tied === true } : undefined,
  };
}

export const INDICATOR_COMMANDS: readonly CommandKind<never>[] = [
  command('reportReading', '填报指标', 'Report a reading', ReportReading, decideReport, yearBefore),
  command('correctReading', '更正填报', 'Correct a reading', CorrectReading, decideCorrect, yearBefore),
  command('checkReading', '审核通过', 'Check a reading', CheckReading, decideCheck),
  command('returnReading', '退回补正', 'Return a reading', ReturnReading, decideReturn),
];

/** The registry holds commands of all bodies in one list; the ledger hands each only what its own schema gave. */
function command<
  C extends JsonObject & { readonly indicator: string; readonly unit: string; readonly period: string },
>(
  name: string,
  zh: string,
  en: string,
  schema: CommandKind<C>['schema'],
  decide: CommandKind<C>['decide'],
  relies?: (command: C) => string,
): CommandKind<never> {
  const kind: CommandKind<C> = {
    name,
    title: { zh, en },
    schema,
    subject: subjectOf,
    decide,
    ...(relies === undefined
      ? {}
      : { reads: (command: C) => [{ loop: 'indicators', subject: relies(command) }] }),
  };
  return kind as unknown as CommandKind<never>;
}
