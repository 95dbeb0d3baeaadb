/**
 * The sections `unitGroups`, `posts`, `reporting` and `clusters`: which units go together, who answers for what by post
 * (never by name: persons change, and their names are not the plan's matter), who reports what by when and who
 * recognises it, and the dated dictionary of industrial clusters.
 */
import { z } from 'zod';
import type { PlanRule, PlanSection } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import {
  DateText,
  DecimalText,
  datedFields,
  datesInOrder,
  givenFields,
  Id,
  Name,
  Note,
  OfficePhone,
  promiseFields,
} from './element.ts';
import { duplicateIds, unknownUnit } from './finding.ts';
import { unitKinds } from './units.ts';
import { LAST_DAY, overlap } from './unitTree.ts';

export const UnitGroup = z
  .strictObject({
    id: Id.describe('分组编号。例：southeast'),
    title: Name.describe('分组名称，最多 100 字。例：东南板块'),
    kind: z.enum(['片区', '帮扶结对', '专班', '其他']).describe('种类：片区、帮扶结对、专班、其他。例：片区'),
    ...datedFields,
    members: z
      .array(
        z
          .strictObject({
            unit: Id.describe('单位编号。例："441202"'),
            role: Name.optional().describe('在组里的角色，最多 100 字。例：帮扶方'),
            ...datedFields,
          })
          .refine(...datesInOrder)
          .describe('一段组员关系'),
      )
      .min(1)
      .max(5000)
      .describe('组员，最多 5000 段'),
    ...givenFields,
  })
  .refine(...datesInOrder)
  .describe('一组单位');
export type UnitGroup = z.infer<typeof UnitGroup>;

export const unitGroupsSection: PlanSection<UnitGroup[]> = {
  key: 'unitGroups',
  title: { zh: '单位分组', en: 'Unit groups' },
  schema: z.array(UnitGroup).max(500).default([]).describe('单位分组，最多 500 个；默认没有'),
  optional: true,
  rules: [
    { code: 'id_duplicate', severity: 'error', phase: 'references', check: (groups) => duplicateIds(groups) },
    {
      code: 'reference_unknown',
      severity: 'error',
      phase: 'references',
      check: (groups, whole) =>
        groups.flatMap((group, index) =>
          group.members.flatMap((member, at) =>
            unknownUnit(member.unit, [index, 'members', at, 'unit'], whole),
          ),
        ),
    },
    {
      code: 'group_member_overlap',
      severity: 'error',
      phase: 'rules',
      check: (groups) =>
        groups.flatMap((group, index) =>
          group.members.flatMap((member, at) => {
            const clash = group.members
              .slice(0, at)
              .some((other) => other.unit === member.unit && overlap(other, member));
            if (!clash) return [];
            const message = `${member.unit} 在“${group.title}”里同一天写了两次`;
            return [{ path: [index, 'members', at], message, fix: '删去一段，或把日期错开' }];
          }),
        ),
    },
  ],
};

export const duties = ['牵头市领导', '牵头单位', '配合单位', '第一责任人', '联系人'] as const;

export const Post = z
  .strictObject({
    id: Id.describe('岗位编号；账号和任务都指到岗位，不指到人。例：commerce-lead'),
    title: Name.describe('岗位名称，最多 100 字；只写岗位，不写姓名。例：市投资促进局局长'),
    unit: Id.describe('岗位所在的单位编号。例：zq-investment'),
    duty: z.enum(duties).describe('责任：牵头市领导、牵头单位、配合单位、第一责任人、联系人。例：牵头单位'),
    phone: OfficePhone.optional().describe(
      '岗位的办公电话，不写个人号码；不填 = 用单位的 phone，单位也没有就不显示。例：0758-2221234',
    ),
    level: z
      .enum(['市', '县', '镇', '村'])
      .optional()
      .describe('四级里的哪一级；不填 = 不属四级责任。例：县'),
    ...datedFields,
    ...givenFields,
  })
  .refine(...datesInOrder)
  .describe('一个岗位');
export type Post = z.infer<typeof Post>;

export const postsSection: PlanSection<Post[]> = {
  key: 'posts',
  title: { zh: '岗位', en: 'Posts' },
  schema: z.array(Post).max(20_000).default([]).describe('岗位，最多 20000 个；默认没有'),
  optional: true,
  rules: [
    { code: 'id_duplicate', severity: 'error', phase: 'references', check: (posts) => duplicateIds(posts) },
    {
      code: 'reference_unknown',
      severity: 'error',
      phase: 'references',
      check: (posts, whole) => posts.flatMap((post, index) => unknownUnit(post.unit, [index, 'unit'], whole)),
    },
  ],
};

export const reportingSteps = ['填报', '审核', '签发'] as const;

const Duty = z
  .strictObject({
    id: Id.describe('报送编号。例：project-milestones'),
    title: Name.describe('报什么，最多 100 字。例：产业项目节点'),
    of: z
      .array(z.string().min(1).max(80))
      .min(1)
      .max(200)
      .describe('报的是哪些：循环名或度量编号，最多 200 个。例：[projects]'),
    byKinds: z
      .array(z.enum(unitKinds))
      .max(10)
      .default([])
      .describe('哪几种单位报（受领任务的），最多 10 种。例：[county, zone]'),
    byUnits: z.array(Id).max(2000).default([]).describe('另外哪些单位报，最多 2000 个。例：[zq-statistics]'),
    recognisedBy: Id.optional().describe('谁认定；不得也在报的单位里。不填 = 不需认定。例：zq-task-force'),
    ...givenFields,
  })
  .describe('一项报送');

export const Reporting = z
  .strictObject({
    lowestLevel: z
      .enum(['county', 'township', 'village'])
      .default('county')
      .describe('报到哪一级为止；默认 county：不要求乡镇以下填报'),
    reportingDayOfNextMonth: z.int().min(1).max(28).default(5).describe('次月几日前报，1 至 28；默认 5'),
    closeDayOfNextMonth: z
      .int()
      .min(1)
      .max(28)
      .default(10)
      .describe('次月几日封账，1 至 28；默认 10。封账后补报要标明'),
    steps: z
      .array(z.enum(reportingSteps))
      .min(1)
      .max(3)
      .default(['填报'])
      .describe(
        '单位内部的步骤，1 至 3 步，按先后；最后一步出来的才是申报，同一人不能接连办两步。默认 [填报]：一步到位。例：[填报, 审核, 签发]',
      ),
    duties: z.array(Duty).max(500).default([]).describe('谁报什么，最多 500 项；默认没有'),
    ...givenFields,
  })
  .describe('报送');
export type Reporting = z.infer<typeof Reporting>;

const NO_REPORTING: Reporting = {
  lowestLevel: 'county',
  reportingDayOfNextMonth: 5,
  closeDayOfNextMonth: 10,
  steps: ['填报'],
  duties: [],
};

const oneHand: PlanRule<Reporting> = {
  code: 'claim_and_recognition_in_one_hand',
  severity: 'error',
  phase: 'rules',
  check: (reporting, whole) =>
    reporting.duties.flatMap((duty, index) => {
      const recogniser = duty.recognisedBy;
      if (recogniser === undefined) return [];
      const unit = whole.units.find(recogniser, LAST_DAY);
      const byKind = unit?.bearsTasks === true && duty.byKinds.some((kind) => kind === unit.kind);
      if (!byKind && !duty.byUnits.includes(recogniser)) return [];
      const message = `“${duty.title}”由 ${recogniser} 申报，又由它认定`;
      return [{ path: ['duties', index, 'recognisedBy'], message, fix: '换一个不申报的单位来认定' }];
    }),
};

/** Two duties ask for one figure when they name the same measure, or one names the loop of the other's. */
function askSame(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

/** A warning, because a duty may name a whole loop and mean a part of it: then it should name that part. */
const collectedTwice: PlanRule<Reporting> = {
  code: 'figure_collected_twice',
  severity: 'warning',
  phase: 'rules',
  check: ({ duties: asked }) =>
    asked.flatMap((duty, index) => {
      const reporters = new Set<string>([...duty.byKinds, ...duty.byUnits]);
      return duty.of.flatMap((of, at) => {
        const first = asked
          .slice(0, index)
          .find(
            (other) =>
              [...other.byKinds, ...other.byUnits].some((reporter) => reporters.has(reporter)) &&
              other.of.some((each) => askSame(each, of)),
          );
        if (first === undefined) return [];
        const message = `“${of}”已由“${first.title}”要同样的单位报了：一个数只报一次`;
        const fix = '删去一处；两处要的不是同一个数，就写到度量为止，例如 projects.started';
        return [{ path: ['duties', index, 'of', at], message, fix }];
      });
    }),
};

export const reportingSection: PlanSection<Reporting> = {
  key: 'reporting',
  title: { zh: '报送', en: 'Reporting' },
  schema: Reporting.default(NO_REPORTING),
  optional: true,
  rules: [
    {
      code: 'id_duplicate',
      severity: 'error',
      phase: 'references',
      check: (reporting) =>
        duplicateIds(reporting.duties).map((finding) => ({ ...finding, path: ['duties', ...finding.path] })),
    },
    {
      code: 'reference_unknown',
      severity: 'error',
      phase: 'references',
      check: (reporting, whole) =>
        reporting.duties.flatMap((duty, index) => [
          ...duty.byUnits.flatMap((unit, at) => unknownUnit(unit, ['duties', index, 'byUnits', at], whole)),
          ...(duty.recognisedBy === undefined
            ? []
            : unknownUnit(duty.recognisedBy, ['duties', index, 'recognisedBy'], whole)),
        ]),
    },
    {
      code: 'measure_unknown',
      severity: 'error',
      phase: 'references',
      check: (reporting, whole) =>
        reporting.duties.flatMap((duty, index) =>
          duty.of.flatMap((of, at) =>
            [...whole.measureIds].some((id) => id === of || id.startsWith(`${of}.`))
              ? []
              : [
                  {
                    path: ['duties', index, 'of', at],
                    message: `“${of}”既不是度量，也不是循环`,
                    fix: '写度量编号，或它的第一段，例如 projects',
                  },
                ],
          ),
        ),
    },
    {
      code: 'close_before_reporting',
      severity: 'error',
      phase: 'rules',
      check: ({ closeDayOfNextMonth, reportingDayOfNextMonth }) =>
        closeDayOfNextMonth >= reportingDayOfNextMonth
          ? []
          : [{ path: ['closeDayOfNextMonth'], message: '封账日早于报送日', fix: '封账日不早于报送日' }],
    },
    {
      code: 'duty_without_reporter',
      severity: 'error',
      phase: 'rules',
      check: (reporting) =>
        reporting.duties.flatMap((duty, index) =>
          duty.byKinds.length + duty.byUnits.length > 0
            ? []
            : [{ path: ['duties', index], message: `“${duty.title}”没有人报`, fix: '写 byKinds 或 byUnits' }],
        ),
    },
    oneHand,
    collectedTwice,
  ],
};

export const Cluster = z
  .strictObject({
    id: Id.describe('集群编号；同一集群换了时段、改了归类，编号不变。例：new-energy-vehicles'),
    title: Name.describe('名称，最多 100 字。例：新能源汽车及零部件'),
    group: z.enum(['主导', '特色', '优势', '其他']).describe('归类：主导、特色、优势、其他。例：主导'),
    goalOutputYi: DecimalText.optional().describe('产值目标下限，亿元；不填 = 未定到本集群。例：1000'),
    provincial: z
      .array(Name)
      .max(20)
      .default([])
      .describe('对接的省战略性产业集群，可多个，最多 20 个；默认没有。例：[汽车产业]'),
    from: DateText.describe('从哪一天起属于名单（含）。例：2021-01-01'),
    to: DateText.optional().describe('到哪一天为止（含）；不填 = 至今。例：2021-12-31'),
    ...promiseFields,
    note: Note.optional().describe('说明，最多 1000 字。例：口径待核'),
  })
  .refine(...datesInOrder)
  .describe('一个产业集群的一段');
export type Cluster = z.infer<typeof Cluster>;

/** Names by id, each once, in the plan's order: as the list of that day has it; what is not on it then (it was before, or will be) by its latest name. */
export function clusterTitles(clusters: readonly Cluster[], on: PlainDate): ReadonlyMap<string, string> {
  const isOn = ({ from, to }: Cluster): boolean => from <= on && (to === undefined || on <= to);
  const byId = Map.groupBy(clusters, ({ id }) => id);
  return new Map(
    [...byId].map(([id, spans]) => [id, (spans.find(isOn) ?? spans.at(-1))?.title ?? id] as const),
  );
}

export const clustersSection: PlanSection<Cluster[]> = {
  key: 'clusters',
  title: { zh: '产业集群', en: 'Industrial clusters' },
  schema: z.array(Cluster).max(200).default([]).describe('产业集群名单，带时段，最多 200 段；默认没有'),
  optional: true,
  rules: [
    {
      code: 'cluster_overlap',
      severity: 'error',
      phase: 'rules',
      check: (clusters) =>
        clusters.flatMap((cluster, index) => {
          const clash = clusters
            .slice(0, index)
            .some((other) => other.id === cluster.id && overlap(other, cluster));
          if (!clash) return [];
          const message = `集群“${cluster.title}”有两段日期重叠`;
          return [{ path: [index, 'from'], message, fix: '给前一段写 to，使它止于后一段的前一天' }];
        }),
    },
  ],
};
