// Deciders of the monthly figures of a project: visible progress, jobs, and the quantities that its lifecycle names (亩, 户 …), by county where the plan
// says so. Pure. Progress is never lowered silently: it is asked.
import { compare, decimal } from '../../kernel/decimal.ts';
import type { DecideContext, NewFact } from '../../kernel/loop.ts';
import { endOfMonth, minDate, monthOf, type PlainDate, parseDate } from '../../kernel/plainDate.ts';
import type { Problem } from '../../kernel/problem.ts';
import { confirmedOf, type Question, unconfirmed } from '../../kernel/question.ts';
import type { CorrectFigure, ReportFigure } from './course.commands.ts';
import { type FigureRow, figureRows } from './course.rows.ts';
import { isLevel, LEVELS } from './levels.ts';
import {
  dayImpossible,
  findLifecycle,
  notAllowed,
  projectUnknown,
  refusal,
  standsStill,
} from './projects.refusals.ts';
import { findProject, type ProjectRow } from './projects.rows.ts';

type Decision = readonly NewFact[] | Problem;

/**
 * Codes, in order: project_unknown, out_of_scope, role_missing, figure_unknown, county_needed, county_not_asked, county_unknown, value_impossible,
 * occurred_outside_month, occurred_in_future, occurred_before_registration, project_ended, figure_reported, needs_confirmation.
 */
export function decideReportFigure(command: ReportFigure, context: DecideContext): Decision {
  const project = findProject(context.own);
  if (!project) return projectUnknown(command.project);
  const { figure, month, of, value } = command;
  const first = parseDate(`${month}-01`);
  const usual = first > context.today ? first : minDate(endOfMonth(first), context.today);
  const day = (command.occurredOn ?? usual) as PlainDate;
  const refused =
    notAllowed(project.unit, 'report', context) ??
    figureUnknown(figure, of, project, context) ??
    valueImpossible(figure, value) ??
    (monthOf(day) === month
      ? undefined
      : refusal('occurred_outside_month', `${day} 不在 ${month} 之内`, '月份与日期改成一致')) ??
    dayImpossible(day, project, context) ??
    // Land is cleared and people stay employed while works stand still; only the end closes the account.
    standsStill(day, project, []);
  if (refused) return refused;
  const rows = figureRows(context.own.table('project_figure')).filter(
    (row) => row.stands && row.figure === figure && row.of === (of ?? null),
  );
  if (rows.some((row) => row.month === month)) {
    return refusal('figure_reported', `${month} 已报过`, '数有误的，更正原月报', 409);
  }
  const questions = progressQuestions(figure, value, month, rows);
  const asked = unconfirmed(questions, command.confirm);
  if (asked) return asked;
  const body = { figure, month, ...(of === undefined ? {} : { of }), value, ...confirmedOf(questions) };
  return [
    { kind: 'figureReported', subject: command.project, unit: of ?? project.unit, occurredOn: day, body },
  ];
}

/**
 * One that moves a closed month asks for 补报. Codes, in order: project_unknown, report_unknown, out_of_scope, role_missing, value_impossible,
 * nothing_changed, needs_confirmation.
 */
export function decideCorrectFigure(command: CorrectFigure, context: DecideContext): Decision {
  const project = findProject(context.own);
  if (!project) return projectUnknown(command.project);
  const rows = figureRows(context.own.table('project_figure'));
  const named = rows.find(({ report }) => report === command.report);
  if (!named) return refusal('report_unknown', '没有这条月报', '在项目页打开后再更正', 404);
  const refused = notAllowed(project.unit, 'report', context) ?? valueImpossible(named.figure, command.value);
  if (refused) return refused;
  const standing = rows.find((row) => row.stands && row.rootReport === named.rootReport) ?? named;
  if (compare(decimal(standing.value), decimal(command.value)) === 0) {
    return refusal('nothing_changed', `${standing.month} 现在就是 ${standing.value}`, '不用更正', 409);
  }
  const others = rows.filter(
    (row) =>
      row.stands && row.figure === named.figure && row.of === named.of && row.rootReport !== named.rootReport,
  );
  const questions = progressQuestions(named.figure, command.value, named.month, others);
  const asked = unconfirmed(questions, command.confirm);
  if (asked) return asked;
  const body = { value: command.value, reason: command.reason, ...confirmedOf(questions) };
  return [
    {
      kind: 'figureCorrected',
      subject: command.project,
      unit: named.unit,
      occurredOn: context.today,
      corrects: named.rootReport,
      moves: [named.occurredOn],
      body,
    },
  ];
}

/** Codes, in order: figure_unknown, county_needed, county_not_asked, county_unknown. */
function figureUnknown(
  figure: string,
  of: string | undefined,
  project: ProjectRow,
  context: DecideContext,
): Problem | undefined {
  const quantities = findLifecycle(project.lifecycle, context)?.quantities ?? [];
  const quantity = quantities.find(({ id }) => id === figure);
  if (!isLevel(figure) && quantity === undefined) {
    const known = [...Object.keys(LEVELS), ...quantities.map(({ id }) => id)].join('、');
    return refusal('figure_unknown', `该项目的生命周期没有工作量“${figure}”`, `可用：${known}`);
  }
  if (quantity?.byUnit === true && of === undefined) {
    return refusal('county_needed', `“${quantity.name}”要分县（市、区）报`, '写上是哪个县（市、区）的');
  }
  if (of === undefined) return undefined;
  if (quantity?.byUnit !== true) {
    return refusal('county_not_asked', '这个数按整个项目报，不分县（市、区）', '去掉县（市、区）再报');
  }
  if (!context.plan.units.find(of, context.today)) {
    return refusal('county_unknown', `计划里没有单位“${of}”`, '用计划 units 里的编号');
  }
  return undefined;
}

function valueImpossible(figure: string, value: string): Problem | undefined {
  if (figure === 'visibleProgress' && compare(decimal(value), decimal('100')) > 0) {
    return refusal('value_impossible', `形象进度 ${value}% 超过 100%`, '填 0 至 100');
  }
  if (figure === 'jobs' && !/^\d+(\.0+)?$/.test(value)) {
    return refusal('value_impossible', `用工人数 ${value} 不是整数`, '填整数');
  }
  return undefined;
}

/** `progress_lowered`: less than in an earlier month, or more than in a later one. */
function progressQuestions(
  figure: string,
  value: string,
  month: string,
  others: readonly FigureRow[],
): readonly Question[] {
  if (figure !== 'visibleProgress') return [];
  const odd = others.find((row) =>
    row.month < month
      ? compare(decimal(row.value), decimal(value)) > 0
      : compare(decimal(row.value), decimal(value)) < 0,
  );
  if (!odd) return [];
  const message = `${month} 的形象进度 ${value}% ${odd.month < month ? '低于' : '高于'} ${odd.month} 的 ${odd.value}%`;
  return [{ code: 'progress_lowered', message }];
}
