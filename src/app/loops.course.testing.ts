// For loops.property.pg.test.ts: commands of what stands beside the milestones of a project (figures, agreements, appraisals, findings, leads, batches).
import type { JsonObject } from '../kernel/json.ts';
import type { Actor } from '../kernel/loop.ts';
import { simulatedCreditCode } from './rehearsal/simulatedFirm.ts';

const COURSE_COMMANDS = [
  'reportFigure',
  'reportFigure',
  'correctFigure',
  'signAgreement',
  'recordVisit',
  'recordAppraisal',
  'meetCondition',
  'raiseFinding',
  'rectifyFinding',
  'rectifyFinding',
  'returnFinding',
  'closeFinding',
  'reportLead',
  'transferLead',
  'giveUpLead',
  'holdBatch',
  'listInBatch',
] as const;

/** What was drawn, and where it happens. */
interface CourseStep {
  readonly command: number;
  readonly subject: number;
  readonly which: number;
  readonly amount: string;
  readonly month: string;
  readonly occurredOn: string;
  readonly round: number;
  readonly project: string;
}

export function askedOfCourse(
  { command: drawn, subject, which, amount, month, occurredOn, round, project }: CourseStep,
  known: (name: string) => string,
  actorAt: (index: number) => Actor,
) {
  const command = COURSE_COMMANDS[drawn % COURSE_COMMANDS.length] as string;
  const [reports, findings, meetings] = [`figure ${project}`, `finding ${project}`, `meeting ${project}`];
  const investor = `投资方${round}之${which % 2}`;
  const leads = `lead ${investor}`;
  const batch = `b${round}`;
  const reason = '核对后办理';
  const evidence = [{ kind: 'photo', name: '照片' }];
  const figure = which % 2 === 0 ? { figure: 'cleared', of: 'town' } : { figure: 'visibleProgress' };
  const projects = [project];
  const bodies: Readonly<Record<string, JsonObject>> = {
    reportFigure: { project, ...figure, month, value: amount, confirm: which % 3 === 0 },
    correctFigure: { project, report: known(reports), value: amount, reason, confirm: true },
    signAgreement: { project, occurredOn, terms: [{ term: 'tax', amount }] },
    recordVisit: { project, occurredOn, what: '实地考察' },
    recordAppraisal: { project, occurredOn, result: 'conditional', conditions: [{ what: '环评过关' }] },
    meetCondition: { project, occurredOn, appraisal: known(meetings), condition: 1 },
    raiseFinding: { project, occurredOn, finding: '围蔽缺失', grade: 'general' },
    rectifyFinding: { project, finding: known(findings), what: '已补齐', evidence },
    returnFinding: { project, finding: known(findings), reason },
    closeFinding: { project, finding: known(findings) },
    reportLead: {
      investor,
      project: `基地${which % 3}`,
      occurredOn,
      confirm: true,
      creditCode: simulatedCreditCode(10_000 + 3 * round + (which % 3)),
    },
    transferLead: { investor, lead: known(leads), toUnit: which % 2 === 0 ? 'town' : 'west', reason },
    giveUpLead: { investor, lead: known(leads), reason },
    holdBatch: { batch, name: '集中动工', kind: 'starting', projects, occurredOn },
    listInBatch: { batch, ...(which % 2 === 0 ? { added: projects } : { removed: projects }), reason },
  };
  const told: Readonly<Record<string, string>> = {
    reportFigure: reports,
    correctFigure: reports,
    raiseFinding: findings,
    recordAppraisal: meetings,
    reportLead: leads,
  };
  const tells = told[command];
  const judges = /^(raise|return|close)Finding$|^transferLead$/.test(command);
  const local = subject === 0 ? 1 : 0;
  const actor = actorAt(judges ? 3 : /Batch$/.test(command) ? 2 : local);
  return { loop: 'projects', command, actor, body: bodies[command] ?? {}, ...(tells ? { tells } : {}) };
}
