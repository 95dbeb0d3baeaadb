// What stands beside the milestones of one project, as groups of lines with what this account may do (matters.view.ts). Pure: rows, plan, actor and
// day in, words out. Buttons are offers; the deciders have the last word. Planned and promised figures stand beside actual ones and are never added.
import type { Words } from '../../kernel/loop.ts';
import { clustersSection } from '../../plan/organisation.ts';
import { type DraftRow, draftRow, mayStep, nextStep } from './claimSteps.rows.ts';
import {
  creditCodeField,
  day,
  decimalField,
  form,
  moneyField,
  occurredOn,
  reason,
  same,
  select,
  text,
  w,
} from './matters.fields.ts';
import type { MatterForm, MatterGroup, MatterLine } from './matters.view.ts';
import { agreement, batches, figures, findings, front } from './mattersCourse.ts';
import { claims, judges, type MattersOf, nameOf } from './mattersOf.ts';
import { projectAttributesSection } from './projectRules.plan.ts';
import { notOfItsSide } from './projects.refusals.ts';

export function mattersOf(of: MattersOf): readonly MatterGroup[] {
  return [
    drafts(of),
    standing(of),
    registered(of),
    attributes(of),
    agreement(of),
    front(of),
    figures(of),
    findings(of),
    batches(of),
  ];
}

const STATES: Readonly<Record<DraftRow['state'], Words>> = {
  open: w('办理中', 'under way'),
  sentBack: w('已退回', 'sent back'),
  withdrawn: w('已收回', 'withdrawn'),
  claimed: w('已成为申报', 'claimed'),
};
const STEP_WORDS = {
  填报: w('填报', 'Draft'),
  审核: w('审核通过', 'Pass on'),
  签发: w('签发', 'Sign off'),
} as const;

function drafts(of: MattersOf): MatterGroup {
  const all = (of.rows.project_claim_draft ?? []).filter((row) => row.state !== 'claimed');
  const lines = all.toReversed().map((row): MatterLine => {
    const draft = draftRow(row);
    const fixed = { project: of.project.subject, draft: draft.draft };
    const step = nextStep(draft);
    const forms: MatterForm[] = [];
    if (of.acts && step !== undefined && mayStep(draft, of)) {
      const passed = { project: of.project.subject, draft: draft.draft };
      forms.push(form('passClaim', STEP_WORDS[step], passed, [], true));
      forms.push(form('sendBackClaim', w('退回补正', 'Send back'), fixed, [reason]));
    }
    if (of.acts && draft.state === 'open' && draft.draftedBy === of.actor.account)
      forms.push(form('withdrawClaim', w('收回', 'Withdraw'), fixed, [reason]));
    const waits =
      draft.state === 'open' && step !== undefined ? [{ word: w(`待${step}`, `waits: ${step}`) }] : [];
    return {
      key: draft.draft,
      title: of.lifecycle.milestones.find(({ id }) => id === draft.milestone)?.name ?? draft.milestone,
      tags: [{ word: STATES[draft.state] }, ...waits],
      notes: [
        { label: w('发生日期', 'Occurred on'), text: draft.occurredOn },
        {
          label: w('步骤', 'Steps'),
          text: draft.steps.map((one, at) => (at < draft.done ? `${one}✓` : one)).join(' → '),
        },
        ...(draft.evidence.length === 0
          ? []
          : [{ label: w('印证资料', 'Evidence'), text: draft.evidence.map(({ name }) => name).join('；') }]),
        ...(row.decided_reason === null
          ? []
          : [{ label: w('理由', 'Reason'), text: String(row.decided_reason) }]),
      ],
      on: null,
      by: `${nameOf(of, draft.draftedUnit)} ${draft.draftedBy}`,
      fact: draft.draft,
      forms,
    };
  });
  return {
    key: 'drafts',
    title: w('单位内部办理', 'Inside the unit'),
    empty: w('没有在单位内部办理的填报。', 'Nothing is under way inside the unit.'),
    lines,
    forms: [],
  };
}

/** 暂停, 恢复, 终止, and an ended project's going on. */
function standing(of: MattersOf): MatterGroup {
  const fixed = { project: of.project.subject };
  const turn = [occurredOn(of.today), reason];
  const forms: MatterForm[] = [];
  if (claims(of)) {
    forms.push(
      of.project.suspendedOn === null
        ? form('suspendProject', w('暂停项目', 'Suspend'), fixed, turn)
        : form('resumeProject', w('恢复项目', 'Resume'), fixed, turn, true),
      form('endProject', w('终止项目', 'End'), fixed, turn),
      form('bindProjectCode', w('绑定项目代码', 'Bind the project code'), fixed, [
        text('code', w('投资项目代码', 'Project code')),
      ]),
    );
  }
  if (of.project.endedOn !== null && judges(of) && of.project.endedUnit !== of.actor.unit)
    forms.push(
      form('reviveProject', w('恢复已终止的项目', 'Revive'), fixed, [
        occurredOn(of.today),
        {
          ...reason,
          hint: w(
            '终止前已认定的节点仍然有效、只计一次；已撤销的不恢复。',
            'What was recognised stands and counts once; what was revoked stays revoked.',
          ),
        },
      ]),
    );
  const lines = (of.rows.project_suspension ?? []).map((row): MatterLine => {
    const until = row.resumed_on === null ? '' : ` — ${row.resumed_on}`;
    const ended = row.ended === true;
    return {
      key: String(row.suspension),
      title: `${row.suspended_on}${until}`,
      tags: [{ word: ended ? w('曾终止', 'was ended') : w('暂停', 'suspended') }],
      notes: [{ label: w('理由', 'Reason'), text: String(row.reason) }],
      on: String(row.suspended_on),
      by: '',
      fact: String(row.suspension),
      forms: [],
    };
  });
  return {
    key: 'standing',
    title: w('暂停与终止', 'Standstill and end'),
    empty: w('没有暂停过。', 'Never suspended.'),
    lines,
    forms,
  };
}

/** What was registered, and 变更登记: what of it is to be put right. Its line is named by letters and pages that lead here. */
function registered(of: MattersOf): MatterGroup {
  const { project, actor, plan, today } = of;
  const optional = (value: string | null | undefined) => ({ required: false, value: value ?? '' });
  const clusters = plan.section(clustersSection).map(({ id, title }) => ({ id, title }));
  const may = claims(of) && notOfItsSide(project, { actor, plan, today }) === undefined;
  const fields = [
    text('name', w('项目名称', 'Name'), { value: project.name }),
    text('investor', w('投资方', 'Investor'), optional(project.investor)),
    creditCodeField(optional(project.creditCode)),
    ...(clusters.length === 0
      ? []
      : [select('cluster', w('产业集群', 'Cluster'), clusters, optional(project.cluster))]),
    text('park', w('所在园区（计划里的编号）', 'Park (id in the plan)'), optional(project.park)),
    moneyField('plannedInvestmentYuan', w('计划投资', 'Planned investment'), {
      value: project.plannedInvestmentYuan,
    }),
    day('registeredOn', w('登记日期', 'Registered on'), { value: project.registeredOn }),
    reason,
  ];
  const amend = { ...form('amendProject', w('变更登记', 'Amend'), { project: project.subject }, fields) };
  const notTold = '没有填';
  return {
    key: 'registered',
    title: w('登记', 'Registration'),
    empty: w('没有登记。', 'Not registered.'),
    lines: [
      {
        key: 'registered',
        title: project.name,
        tags: [],
        notes: [
          { label: w('投资方', 'Investor'), text: project.investor ?? notTold },
          { label: w('统一社会信用代码', 'Credit code'), text: project.creditCode ?? notTold },
          { label: w('登记日期', 'Registered on'), text: project.registeredOn },
        ],
        on: null,
        by: '',
        fact: null,
        forms: may ? [{ ...amend, changesOnly: true }] : [],
      },
    ],
    forms: [],
  };
}

function attributes(of: MattersOf): MatterGroup {
  const declared = of.plan.section(projectAttributesSection);
  const told = new Map(
    (of.rows.project_attribute ?? []).map((row) => [String(row.attribute), String(row.value)]),
  );
  const lines = declared.map(({ id, title, values, words }): MatterLine => {
    const value = told.get(id);
    return {
      key: id,
      title,
      tags:
        value === undefined
          ? [{ word: w('未填', 'not told') }]
          : [{ word: same(values.find((one) => one.id === value)?.title ?? value) }],
      notes: words === undefined ? [] : [{ label: w('怎么算', 'Rule'), text: words }],
      on: null,
      by: '',
      fact: null,
      forms: [],
    };
  });
  const fields = declared.map(({ id, title, values }) =>
    select(id, same(title), values, {
      required: false,
      into: 'attributes',
      shape: 'attribute',
      value: told.get(id) ?? '',
    }),
  );
  const jobs = decimalField('plannedJobs', w('计划用工（人）', 'Planned jobs'), {
    required: false,
    shape: 'integer',
  });
  const forms = claims(of)
    ? [
        form('amendProject', w('变更属性', 'Amend'), { project: of.project.subject }, [
          ...fields,
          jobs,
          reason,
        ]),
      ]
    : [];
  return {
    key: 'attributes',
    title: w('属性', 'Attributes'),
    empty: w('计划没有列项目属性。', 'The plan lists no attributes.'),
    lines,
    forms,
  };
}
