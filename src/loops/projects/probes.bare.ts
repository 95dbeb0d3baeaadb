// 认定时缺审批: recognitions that stand although approvals of the plan before them were not there. A person looks whether the basis holds; the answer holds until the
// claim, what was missing, its basis or the passing of a due day changes. Pure.
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { CheckCondition } from './checks.plan.ts';
import type { BareRecognition, CheckedProject } from './checks.rows.ts';
import type { ProbeQuestion, ProbeWorld } from './probes.ts';

type Condition = Extract<CheckCondition, { kind: 'recognisedWithout' }>;

export function recognisedWithout(
  { subject, lifecycle, bare }: Pick<CheckedProject, 'subject' | 'lifecycle' | 'bare'>,
  { milestones, basisIsEnough }: Condition,
  world: ProbeWorld,
): readonly Omit<ProbeQuestion, 'id' | 'check'>[] {
  return bare
    .filter(({ milestone }) => milestones === undefined || milestones.includes(milestone))
    .flatMap((one) => {
      const asked = basisIsEnough
        ? one.approvals.filter(({ basis }) => isDue(basis, world.asOf))
        : one.approvals;
      if (asked.length === 0) return [];
      const due = asked.filter(({ basis }) => isDue(basis, world.asOf)).map(({ name }) => name);
      return [
        {
          projects: [subject],
          about: [one.claim, ...asked.map((each) => aboutOf(each, world.asOf))],
          since: one.on,
          figures: [
            figure('节点', 'Milestone', world.milestoneName(lifecycle, one.milestone)),
            figure('缺的审批', 'Approvals missing', asked.map(({ name }) => name).join('；')),
            figure('依据', 'Basis', asked.map(basisText).join('；')),
            ...(due.length === 0 ? [] : [figure('过了补办期限', 'Past its due day', due.join('；'))]),
          ],
          clears: {
            zh: '由另一单位核实依据成立，或已经补办；没有依据的，撤销认定',
            en: 'Another unit finds that the basis holds, or that the approval was granted since; without a basis the recognition is revoked',
          },
        },
      ];
    });
}

type Approval = BareRecognition['approvals'][number];

function isDue(basis: Approval['basis'], asOf: PlainDate): boolean {
  return basis?.dueOn !== undefined && basis.dueOn < asOf;
}

function aboutOf({ id, basis }: Approval, asOf: PlainDate): string {
  return [id, basis?.kind, basis?.document, basis?.dueOn, isDue(basis, asOf) ? 'due' : '']
    .map((part) => part ?? '')
    .join(' ');
}

function basisText({ basis }: Approval): string {
  if (basis === undefined) return '没有红线，写了理由';
  const kind = basis.kind === 'exempt' ? '不需办理' : '后置';
  return [
    kind,
    basis.document,
    basis.approver,
    ...(basis.dueOn === undefined ? [] : [`${basis.dueOn} 前补办`]),
  ].join('，');
}

const figure = (zh: string, en: string, value: string) => ({ name: { zh, en }, value });
