// What a plan may declare for industrial chains: the sections `chainProgram` (the upper level's list of clusters, how the city joins it, which projects
// it wants) and `chains` (links of a chain, who leads it). Which cluster counts when is the core's section `clusters`; thresholds are targets (kOfN).
import { z } from 'zod';
import type { PlanRule, PlanSection, RuleFinding } from '../../kernel/loop.ts';
import { datedFields, datesInOrder, givenFields, Id, Name, Note, promiseFields } from '../../plan/element.ts';
import { duplicateIds, unknownAnswerer, unknownId } from '../../plan/finding.ts';
import { overlap } from '../../plan/unitTree.ts';

const Entry = z
  .strictObject({
    id: Id.describe('编号，本列表内唯一。例：supporting'),
    title: Name.describe('名称，最多 100 字。例：配套发展'),
    words: Note.optional().describe('说明，最多 1000 字；来源没有就不填，不要编'),
    owner: Id.optional().describe('谁负责：岗位或单位编号；不填 = 未定。例：industry-lead'),
    ...promiseFields,
  })
  .describe('一项');

export const UpperCluster = z
  .strictObject({
    id: Id.describe('编号，本名单内唯一。例：automobile'),
    title: Name.describe('名称，最多 100 字；clusters.provincial 和各环节照此名称写。例：汽车产业'),
    group: Name.optional().describe('归类，最多 100 字；不填 = 不分。例：支柱'),
    ...givenFields,
  })
  .describe('上级名单里的一个集群');

export const ChainProgram = z
  .strictObject({
    upperTitle: Name.optional().describe('上级的集群名单叫什么，最多 100 字。例：省战略性产业集群'),
    upperDocument: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .describe('名单的文号，最多 200 字。例：粤府函〔2020〕82号'),
    upperCount: z
      .int()
      .min(1)
      .max(200)
      .optional()
      .describe('名单有几个，1 至 200；填了就须与 upper 的个数相等。例：20'),
    upper: z.array(UpperCluster).max(200).default([]).describe('上级的集群名单，最多 200 个；默认没有'),
    model: z.array(Entry).max(20).default([]).describe('发展模式的几步，按先后，最多 20 步；默认没有'),
    joining: z
      .array(Entry)
      .max(50)
      .default([])
      .describe('怎样对接、承接，最多 50 项；默认没有。例：配套发展、补缺发展'),
    wantedProjects: z
      .array(Entry)
      .max(50)
      .default([])
      .describe('要引育哪几类项目，最多 50 类；默认没有。例：龙头项目'),
    ...givenFields,
  })
  .describe('产业链的总安排');
export type ChainProgram = z.infer<typeof ChainProgram>;

const Lead = z
  .strictObject({
    post: Id.describe('岗位编号；只写岗位，不写姓名。例：city-leader'),
    role: z
      .enum(['链长', '副链长', '牵头单位', '配合单位'])
      .default('链长')
      .describe('角色：链长、副链长、牵头单位、配合单位；同一天只有一位链长。默认 链长'),
    ...datedFields,
    ...givenFields,
  })
  .refine(...datesInOrder)
  .describe('一段牵头关系');

const Link = z
  .strictObject({
    id: Id.describe('环节编号，本链内唯一。例：battery'),
    title: Name.describe('环节名称，最多 100 字。例：动力电池'),
    position: z
      .enum(['上游', '中游', '下游', '配套'])
      .describe('在链上的位置：上游、中游、下游、配套。例：上游'),
    state: z
      .enum(['有', '弱', '缺', '待摸底'])
      .default('待摸底')
      .describe('本市有没有：有、弱、缺、待摸底；默认 待摸底，不要凭印象填。例：缺'),
    cluster: Id.optional().describe('属于哪个集群；不填 = 随本链。例：new-energy-vehicles'),
    upper: z
      .array(Name)
      .max(20)
      .default([])
      .describe('对接上级名单里的哪些集群，最多 20 个；默认没有。例：[汽车产业]'),
    feeds: z
      .array(Id)
      .max(50)
      .default([])
      .describe('供给本链的哪些环节，最多 50 个；默认没有。例：[vehicle]'),
    ...givenFields,
  })
  .describe('一个环节');

export const Chain = z
  .strictObject({
    id: Id.describe('产业链编号，全计划唯一。例：nev'),
    title: Name.describe('名称，最多 100 字。例：新能源汽车产业链'),
    chainKind: z
      .enum(['产业链', '供应链', '创新链'])
      .default('产业链')
      .describe('哪一种链：产业链、供应链、创新链；默认 产业链'),
    cluster: Id.optional().describe(
      '属于哪个集群，见 clusters；跨集群的不填，改在各环节写。例：new-energy-vehicles',
    ),
    leads: z.array(Lead).max(50).default([]).describe('谁牵头，带时段，最多 50 段；默认没有'),
    links: z.array(Link).max(500).default([]).describe('环节，最多 500 个；默认没有，摸底后再写'),
    ...datedFields,
    ...promiseFields,
  })
  .refine(...datesInOrder)
  .describe('一条产业链');
export type Chain = z.infer<typeof Chain>;

const PROGRAM_LISTS = ['upper', 'model', 'joining', 'wantedProjects'] as const;
const OWNED_LISTS = ['model', 'joining', 'wantedProjects'] as const;

export const chainProgramSection: PlanSection<ChainProgram> = {
  key: 'chainProgram',
  title: { zh: '产业链总安排', en: 'Programme of chains' },
  schema: ChainProgram.prefault({}),
  optional: true,
  rules: [
    {
      code: 'id_duplicate',
      severity: 'error',
      phase: 'references',
      check: (program) =>
        PROGRAM_LISTS.flatMap((list) =>
          duplicateIds(program[list]).map((finding) => ({ ...finding, path: [list, ...finding.path] })),
        ),
    },
    {
      code: 'reference_unknown',
      severity: 'error',
      phase: 'references',
      check: (program, whole) => {
        const answerer = unknownAnswerer(whole);
        return OWNED_LISTS.flatMap((list) =>
          program[list].flatMap((entry, k) => answerer(entry.owner, [list, k, 'owner'])),
        );
      },
    },
    {
      code: 'cluster_joins_unknown_upper',
      severity: 'error',
      phase: 'rules',
      check: ({ upper }, whole) => {
        if (upper.length === 0) return [];
        const titles = new Set(upper.map((known) => known.title));
        const clusters = (whole.section('clusters') ?? []) as readonly {
          readonly title: string;
          readonly provincial: readonly string[];
        }[];
        return clusters.flatMap((cluster) =>
          cluster.provincial
            .filter((name) => !titles.has(name))
            .map((name) => ({
              path: ['upper'],
              message: `集群“${cluster.title}”对接的“${name}”不在上级名单里`,
              fix: '改 clusters 里的 provincial，照名单的名称写；或把名单补全',
            })),
        );
      },
    },
    {
      code: 'upper_list_count_differs',
      severity: 'error',
      phase: 'rules',
      check: ({ upper, upperCount }) =>
        upperCount === undefined || upper.length === 0 || upper.length === upperCount
          ? []
          : [
              {
                path: ['upperCount'],
                message: `名单写了 ${upper.length} 个，又说有 ${upperCount} 个`,
                fix: '补全 upper，或改 upperCount；名单不全就先不写 upper',
              },
            ],
    },
  ],
};

type Rule = PlanRule<Chain[]>;
type Known = readonly { readonly id: string }[];

function each(
  chains: readonly Chain[],
  look: (chain: Chain, index: number) => readonly RuleFinding[],
): readonly RuleFinding[] {
  return chains.flatMap((chain, index) => look(chain, index));
}

const references: Rule = {
  code: 'reference_unknown',
  severity: 'error',
  phase: 'references',
  check: (chains, whole) => {
    const clusters = (whole.section('clusters') ?? []) as Known;
    const posts = (whole.section('posts') ?? []) as Known;
    const upper = (whole.section('chainProgram') as ChainProgram | undefined)?.upper ?? [];
    const ofCluster = (id: string | undefined, path: RuleFinding['path']) =>
      id === undefined ? [] : unknownId(id, clusters, path, '集群');
    return each(chains, (chain, i) => [
      ...ofCluster(chain.cluster, [i, 'cluster']),
      ...chain.leads.flatMap((lead, k) => unknownId(lead.post, posts, [i, 'leads', k, 'post'], '岗位')),
      ...chain.links.flatMap((link, k) => [
        ...ofCluster(link.cluster, [i, 'links', k, 'cluster']),
        ...link.feeds.flatMap((id, n) => unknownId(id, chain.links, [i, 'links', k, 'feeds', n], '环节')),
        ...link.upper.flatMap((name, n) => unknownUpper(name, upper, [i, 'links', k, 'upper', n])),
      ]),
    ]);
  },
};

function unknownUpper(
  name: string,
  upper: ChainProgram['upper'],
  path: RuleFinding['path'],
): readonly RuleFinding[] {
  if (upper.some((known) => known.title === name)) return [];
  const some = upper.slice(0, 20).map((known) => known.title);
  const fix = some.length === 0 ? '先写 chainProgram.upper' : `可用：${some.join('、')}`;
  return [{ path, message: `上级名单里没有“${name}”`, fix }];
}

const linkWithoutCluster: Rule = {
  code: 'chain_link_without_cluster',
  severity: 'error',
  phase: 'rules',
  check: (chains) =>
    each(chains, (chain, i) =>
      chain.links.flatMap((link, k) =>
        chain.cluster === undefined && link.cluster === undefined
          ? [
              {
                path: [i, 'links', k],
                message: `环节“${link.title}”不属于任何集群`,
                fix: '在环节或整条链上写 cluster',
              },
            ]
          : [],
      ),
    ),
};

const leadOverlap: Rule = {
  code: 'chain_lead_overlap',
  severity: 'error',
  phase: 'rules',
  check: (chains) =>
    each(chains, (chain, i) =>
      chain.leads.flatMap((lead, k) => {
        const clash = chain.leads
          .slice(0, k)
          .some((other) => other.role === '链长' && lead.role === '链长' && overlap(other, lead));
        if (!clash) return [];
        const message = `“${chain.title}”同一天有两位链长`;
        return [{ path: [i, 'leads', k], message, fix: '把日期错开，或把一位改为副链长' }];
      }),
    ),
};

export const chainsSection: PlanSection<Chain[]> = {
  key: 'chains',
  title: { zh: '产业链', en: 'Industrial chains' },
  schema: z.array(Chain).max(200).default([]).describe('产业链，最多 200 条；默认没有'),
  optional: true,
  rules: [
    {
      code: 'id_duplicate',
      severity: 'error',
      phase: 'references',
      check: (chains) => [
        ...duplicateIds(chains),
        ...each(chains, (chain, i) =>
          duplicateIds(chain.links).map((finding) => ({ ...finding, path: [i, 'links', ...finding.path] })),
        ),
      ],
    },
    references,
    linkWithoutCluster,
    leadOverlap,
  ],
};
