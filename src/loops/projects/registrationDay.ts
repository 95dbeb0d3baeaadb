// 登记日期 put right by an amendment. Limits run from it, so that it is set back, never later than the registration told: nobody wins days with it. Pure.
import type { DecideContext } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { Problem } from '../../kernel/problem.ts';
import { isOpen } from './claimQuestions.ts';
import { beforeLead } from './leads.ts';
import type { AmendProject } from './projects.commands.ts';
import { refusal } from './projects.refusals.ts';
import { investmentRows, milestoneRows, type ProjectRow, suspensionRows } from './projects.rows.ts';

/** Tables of what else is told of a project, by the column of its day. */
const HAPPENED = {
  project_figure: 'occurred_on',
  project_appraisal: 'held_on',
  project_finding: 'raised_on',
} as const;

export const HAPPENED_TABLES = [
  'project_milestone',
  'project_investment',
  'project_suspension',
  ...Object.keys(HAPPENED),
] as const;

/**
 * Codes, in order: registered_later (than the registration told, which was no day to come), registered_before_lead, registered_after_happening (one set back before may go forward
 * again, but not past what has been told of since).
 */
export function registrationMoved(
  command: AmendProject,
  project: ProjectRow,
  context: DecideContext,
): Problem | undefined {
  const day = command.registeredOn as PlainDate | undefined;
  if (day === undefined) return undefined;
  const told = project.registeredToldOn ?? project.registeredOn;
  if (day > told) {
    const message = `登记日期 ${day} 晚于登记时写的 ${told}`;
    return refusal('registered_later', message, '登记日期只能往前改：各节点的时限从它起算');
  }
  const early = beforeLead(day, project.leadReportedOn);
  if (early) return early;
  const first = firstHappening(context);
  if (first === undefined || day <= first || day <= project.registeredOn) return undefined;
  const message = `登记日期 ${day} 晚于已报的事（${first}）`;
  return refusal('registered_after_happening', message, `写 ${first} 或以前的日期`);
}

function firstHappening({ own }: DecideContext): string | undefined {
  const days = [
    ...milestoneRows(own.table('project_milestone'))
      .filter(isOpen)
      .map(({ occurredOn }) => occurredOn),
    ...investmentRows(own.table('project_investment'))
      .filter(({ stands }) => stands)
      .map(({ occurredOn }) => occurredOn),
    ...suspensionRows(own.table('project_suspension')).map(({ suspendedOn }) => suspendedOn),
    ...Object.entries(HAPPENED).flatMap(([table, column]) =>
      own.table(table).map((row) => String(row[column])),
    ),
  ];
  return days.toSorted()[0];
}
