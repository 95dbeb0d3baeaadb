// Deciders of 巡查: a finding is raised by who inspects, rectified with evidence by the unit it names, sent back or closed by the unit that found it. Pure. What is
// overdue is judged at reading (course.rows.ts).
import { may } from '../../access/roles.ts';
import type { DecideContext, NewFact } from '../../kernel/loop.ts';
import { addDays, type PlainDate } from '../../kernel/plainDate.ts';
import type { Problem } from '../../kernel/problem.ts';
import type { CloseFinding, RaiseFinding, RectifyFinding, ReturnFinding } from './course.commands.ts';
import { type FindingRow, findingRows } from './course.rows.ts';
import { projectRulesSection } from './projectRules.plan.ts';
import { dayImpossible, inFuture, notAllowed, projectUnknown, refusal } from './projects.refusals.ts';
import { findProject, type ProjectRow } from './projects.rows.ts';

type Decision = readonly NewFact[] | Problem;

/**
 * Codes, in order: project_unknown, out_of_scope, role_missing, grade_unknown, rectifier_unknown, rectifier_inspects, occurred_in_future,
 * occurred_before_registration, due_before_finding.
 */
export function decideRaise(command: RaiseFinding, context: DecideContext): Decision {
  const project = findProject(context.own);
  if (!project) return projectUnknown(command.project);
  const { actor, plan, today } = context;
  const forbidden = notAllowed(project.unit, 'recognise', context);
  if (forbidden) return forbidden;
  const { grades } = plan.section(projectRulesSection).inspections;
  const grade = grades.find(({ id }) => id === command.grade);
  if (!grade) {
    const known = grades.map(({ id }) => id).join('、');
    return refusal('grade_unknown', `计划里没有巡查等级“${command.grade}”`, `可用：${known}`);
  }
  const rectifier = command.rectifier ?? project.unit;
  if (!plan.units.find(rectifier, today)) {
    return refusal('rectifier_unknown', `计划里没有单位“${rectifier}”`, '用计划 units 里的编号');
  }
  if (rectifier === actor.unit) {
    return refusal('rectifier_inspects', '巡查的单位不能整改自己发现的问题', '写明由哪个单位整改');
  }
  const day = (command.occurredOn ?? today) as PlainDate;
  const dueOn = (command.dueOn ?? addDays(day, grade.dueDays)) as PlainDate;
  const refused =
    dayImpossible(day, project, context) ??
    (dueOn < day
      ? refusal('due_before_finding', `整改到期日 ${dueOn} 早于发现之日 ${day}`, '核对日期')
      : undefined);
  if (refused) return refused;
  const body = {
    finding: command.finding,
    grade: command.grade,
    dueOn,
    rectifier,
    evidence: command.evidence,
  };
  return [{ kind: 'findingRaised', subject: command.project, unit: project.unit, occurredOn: day, body }];
}

/**
 * Codes, in order: project_unknown, finding_unknown, not_the_rectifier, role_missing, finding_rectified, finding_closed, evidence_missing,
 * occurred_in_future, rectified_before_finding.
 */
export function decideRectify(command: RectifyFinding, context: DecideContext): Decision {
  const found = findFinding(command, context);
  if (!('row' in found)) return found;
  const { row, project } = found;
  const { actor, plan, today } = context;
  const day = (command.occurredOn ?? today) as PlainDate;
  if (actor.unit !== row.rectifier && !plan.units.within(actor.unit, row.rectifier, today)) {
    const unit = plan.units.find(row.rectifier, today)?.name ?? row.rectifier;
    return refusal('not_the_rectifier', `这个问题由${unit}整改`, `请${unit}办理`, 403);
  }
  if (!may(actor, 'claim')) {
    return refusal(
      'role_missing',
      `账号“${actor.account}”没有申报的权限`,
      '请有权限的岗位办理，或请系统管理员调整角色',
      403,
    );
  }
  const refused =
    (row.state === 'rectified'
      ? refusal('finding_rectified', '已报告整改完成，等待销号', '不用再报', 409)
      : undefined) ??
    closedAlready(row) ??
    (command.evidence.length === 0
      ? refusal('evidence_missing', '整改要有印证资料', '写上资料名称，例如整改后照片')
      : undefined) ??
    inFuture(day, context) ??
    (day < row.raisedOn
      ? refusal('rectified_before_finding', `整改之日 ${day} 早于发现之日 ${row.raisedOn}`, '核对日期')
      : undefined);
  if (refused) return refused;
  const body = { what: command.what, evidence: command.evidence };
  return [
    {
      kind: 'findingRectified',
      subject: project.subject,
      unit: project.unit,
      occurredOn: day,
      corrects: row.finding,
      body,
    },
  ];
}

/** Codes, in order: project_unknown, finding_unknown, rectified_by_own_hand, not_the_inspector, out_of_scope, role_missing, finding_closed, finding_not_rectified. */
export function decideReturn(command: ReturnFinding, context: DecideContext): Decision {
  return decideOn(command, context, 'findingReturned', { reason: command.reason });
}

/** By the unit that found it, and never the hand that rectified. Codes: as decideReturn. */
export function decideClose(command: CloseFinding, context: DecideContext): Decision {
  return decideOn(
    command,
    context,
    'findingClosed',
    command.note === undefined ? {} : { note: command.note },
  );
}

function decideOn(
  command: { readonly project: string; readonly finding: string },
  context: DecideContext,
  kind: string,
  body: NewFact['body'],
): Decision {
  const found = findFinding(command, context);
  if (!('row' in found)) return found;
  const { row, project } = found;
  const refused =
    notTheClosingSide(row, context) ??
    notAllowed(project.unit, 'recognise', context) ??
    closedAlready(row) ??
    (row.state === 'open'
      ? refusal('finding_not_rectified', '还没有报告整改', '等整改单位报告之后再办', 409)
      : undefined);
  if (refused) return refused;
  const { today } = context;
  return [
    { kind, subject: project.subject, unit: project.unit, occurredOn: today, corrects: row.finding, body },
  ];
}

/** Only the unit that found it (or one below it) looks at it again; who may inspect elsewhere does not close what others found. */
export function notTheClosingSide(
  row: FindingRow,
  context: Pick<DecideContext, 'actor' | 'plan' | 'today'>,
): Problem | undefined {
  const own = ownRectification(row, context);
  if (own) return own;
  const { actor, plan, today } = context;
  if (actor.unit === row.raisedUnit || plan.units.within(actor.unit, row.raisedUnit, today)) return undefined;
  const unit = plan.units.find(row.raisedUnit, today)?.name ?? row.raisedUnit;
  return refusal('not_the_inspector', `这个问题由${unit}发现，由它复查销号`, `请${unit}办理`, 403);
}

/** Who rectifies does not close, nor does any unit below the one that has to rectify. */
function ownRectification(
  row: FindingRow,
  { actor, plan, today }: Pick<DecideContext, 'actor' | 'plan' | 'today'>,
): Problem | undefined {
  const own =
    row.rectifiedBy === actor.account ||
    row.rectifiedUnit === actor.unit ||
    row.rectifier === actor.unit ||
    plan.units.within(actor.unit, row.rectifier, today);
  if (!own) return undefined;
  return refusal('rectified_by_own_hand', '整改的一方不能自己销号', '请巡查的单位办理', 403);
}

function closedAlready(row: FindingRow): Problem | undefined {
  if (row.state !== 'closed') return undefined;
  return refusal('finding_closed', '这个问题已销号', '又出现的，另登记一个问题', 409);
}

function findFinding(
  command: { readonly project: string; readonly finding: string },
  context: DecideContext,
): { readonly project: ProjectRow; readonly row: FindingRow } | Problem {
  const project = findProject(context.own);
  if (!project) return projectUnknown(command.project);
  const row = findingRows(context.own.table('project_finding')).find(
    ({ finding }) => finding === command.finding,
  );
  if (row) return { project, row };
  return refusal('finding_unknown', '没有这个巡查问题', '在项目页打开后再办', 404);
}
