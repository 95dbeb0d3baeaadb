// Agents of rehearsed projects: the firm's mandate registered by the project's unit, and errands run on the days on which the applications really moved. An agent acts for the
// firm alone; whoever decides is not told here.
import { epochDay } from '../../kernel/plainDate.ts';
import { agencyOf } from '../../loops/approvals/agency.facts.ts';
import { approvalItemsSection } from '../../loops/approvals/approvals.plan.ts';
import { happens } from './chance.ts';
import { chosen, dateText, Line, type MatterBasis, type Seen } from './matters.ts';
import type { Step } from './steps.ts';

const WORDS: Readonly<Record<string, readonly [act: string, words: string]>> = {
  approvalFiled: ['递交', '材料已交到窗口，取得收件回执（模拟）'],
  supplementHandedIn: ['递交', '补正材料已交齐（模拟）'],
  approvalDecided: ['领取', '办结文书已领取，交给企业（模拟）'],
};
const ASKED = ['询问', '问办理进度，窗口答复仍在审查（模拟）'] as const;

/** `approvals`: the steps of the applications, as approvalSteps gave them. */
export function agencySteps(
  basis: MatterBasis,
  projects: readonly Seen[],
  approvals: readonly Step[],
): Step[] {
  const { agency } = basis.params;
  if (agency === undefined) return [];
  const since = epochDay(agency.from);
  const items = basis.plan
    .section(approvalItemsSection)
    .flatMap(({ id, gates, phase, parallel }) =>
      gates.length > 0 || (phase === '竣工验收' && !parallel) ? [id] : [],
    );
  if (items.length === 0) return [];
  const byProject = Map.groupBy(
    approvals.filter(({ kind }) => kind !== 'filedUnderLetter'),
    ({ subject }) => subject.slice(0, subject.indexOf('/')),
  );
  return projects.flatMap((project) => {
    const from = project.reached(agency.after);
    const agents = basis.actors.agentsFor(project.unit);
    if (from === undefined || from < since || agents.length === 0) return [];
    if (!chosen(project, 'agency', agency.perMille) || from + 10 >= project.endedOn) return [];
    const random = project.random.fork('agency');
    const agent = random.pick(agents);
    const day = from + random.int(1, 8);
    const line = new Line(basis, random, project.registeredAt);
    const told = { loop: 'approvals', subject: agencyOf(project.subject), unit: project.unit };
    const mandate = line.tell({
      ...told,
      kind: 'mandateGiven',
      actor: basis.actors.claimant(project.unit),
      day,
      body: {
        project: project.subject,
        projectName: project.name,
        agent: agent.account,
        agentUnit: agent.unit,
        agentTitle: agent.title,
        items,
        from: dateText(day),
        to: dateText(day + agency.days),
        document: { name: `${agency.mandate}${project.subject}` },
        ...(project.creditCode === undefined ? {} : { creditCode: project.creditCode }),
      },
    });
    if (mandate === undefined) return line.steps;
    const actor = { account: agent.account, post: agent.post, unit: agent.unit, roles: agent.roles };
    for (const { day: on, act, item, words } of errands(
      byProject.get(project.subject) ?? [],
      items,
      random,
    )) {
      if (on <= day || on > day + agency.days || on >= project.endedOn) continue;
      const body = { project: project.subject, act, item, words };
      line.tell({ ...told, kind: 'agencyLogged', actor, day: on, body, names: { mandate } });
    }
    return line.steps;
  });
}

function errands(applications: readonly Step[], items: readonly string[], random: Seen['random']) {
  const all = applications.flatMap(({ kind, subject, happened }) => {
    const item = subject.split('/')[1] ?? '';
    const words = WORDS[kind];
    if (words === undefined || happened === undefined || !items.includes(item)) return [];
    const [act, said] = words;
    const errand = { day: happened, act, item, words: said };
    if (kind !== 'approvalFiled' || !happens(random, 350)) return [errand];
    const [asking, answer] = ASKED;
    return [errand, { day: happened + random.int(4, 12), act: asking, item, words: answer }];
  });
  return all.toSorted((a, b) => a.day - b.day);
}
