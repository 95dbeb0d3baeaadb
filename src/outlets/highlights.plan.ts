// What a plan may declare as a bulletin: which figures, in which published unit, by which rounding, from where. The figures themselves are computed from
// the ledger at a standpoint (highlights.ts); a bulletin holds no number of its own.
import { z } from 'zod';
import type { PlanRule, PlanSection } from '../kernel/loop.ts';
import { DecimalText, givenFields, Id, Name, Note } from '../plan/element.ts';

const From = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('measure').describe('由计数得出：流量自年初至时点，存量即时点。例：measure'),
        measure: z.string().min(1).max(100).describe('计数编号。例：projects.started'),
      })
      .describe('一个计数'),
    z
      .strictObject({
        kind: z.literal('indicator').describe('由指标的填报得出（含由别的指标算出的）。例：indicator'),
        indicator: Id.describe('指标编号；取时点所在的报告期。例：gdpGrowth'),
        of: Id.optional().describe('哪个单位的数；不填 = 全市。例："441200"'),
      })
      .describe('一个指标的数值；位次类指标即第几'),
    z
      .strictObject({
        kind: z.literal('difference').describe('两个指标之差：indicator − less。例：difference'),
        indicator: Id.describe('被减的指标。例：industryGrowth'),
        less: Id.describe('减去的指标。例：industryGrowthProvince'),
      })
      .describe('两个指标之差'),
  ])
  .describe('数从哪里来');
export type From = z.infer<typeof From>;

export const BulletinFigure = z
  .strictObject({
    id: Id.describe('数的编号，本通报内唯一。例：started'),
    label: Name.describe('数的名称，最多 100 字。例：新增开工项目'),
    from: From,
    unit: z.string().trim().min(1).max(20).describe('公布的单位，最多 20 字。例：亿元'),
    factor: DecimalText.default('1').describe(
      '由基本单位化为公布单位的除数；默认 1。例："100000000"（元化亿元）',
    ),
    places: z.int().min(0).max(8).default(0).describe('小数位，0 至 8；默认 0。例：1'),
    rounding: z
      .enum(['half_up', 'truncate'])
      .default('half_up')
      .describe('取舍：half_up 四舍五入、truncate 截尾；默认 half_up。例：half_up'),
    trimZeros: z.boolean().default(false).describe('是否略去小数末尾的零；默认 false。例：true'),
    note: Note.optional().describe('随数显示的说明，最多 1000 字。例：口径待核'),
    ...givenFields,
  })
  .describe('通报里的一个数');
export type BulletinFigure = z.infer<typeof BulletinFigure>;

export const Bulletin = z
  .strictObject({
    id: Id.describe('通报编号：luodi report 的名字。例：highlights'),
    title: Name.describe('通报标题，最多 100 字。例：上半年经济发展亮点'),
    figures: z.array(BulletinFigure).min(1).max(500).describe('通报里的数，按显示的先后，1 至 500 个'),
    assurances: z
      .array(Id)
      .max(20)
      .default([])
      .describe(
        '把哪些目标的达标把握写进通报（只写词，不写数值），至多 20 个；默认一个也不写。例：[introduced-2021]',
      ),
    ...givenFields,
  })
  .describe('一份通报');
export type Bulletin = z.infer<typeof Bulletin>;

const idDuplicate: PlanRule<Bulletin[]> = {
  code: 'id_duplicate',
  severity: 'error',
  phase: 'references',
  check: (bulletins) =>
    bulletins.flatMap((bulletin, i) => [
      ...repeated(bulletins, i).map((path) => ({
        path,
        message: `编号 ${bulletin.id} 用了两次`,
        fix: '换一个编号',
      })),
      ...bulletin.figures.flatMap((figure, j) =>
        repeated(bulletin.figures, j).map((path) => ({
          path: [i, 'figures', ...path],
          message: `编号 ${figure.id} 用了两次`,
          fix: '换一个编号',
        })),
      ),
    ]),
};

function repeated(elements: readonly { readonly id: string }[], at: number): (string | number)[][] {
  return elements.findIndex((one) => one.id === elements[at]?.id) === at ? [] : [[at, 'id']];
}

const referenceUnknown: PlanRule<Bulletin[]> = {
  code: 'reference_unknown',
  severity: 'error',
  phase: 'references',
  check: (bulletins, whole) => {
    const indicators = new Set(
      ((whole.section('indicators') ?? []) as readonly { readonly id: string }[]).map((one) => one.id),
    );
    const targets = new Set(
      ((whole.section('targets') ?? []) as readonly { readonly id: string }[]).map((one) => one.id),
    );
    return bulletins.flatMap((bulletin, i) => [
      ...bulletin.assurances.flatMap((id, j) =>
        targets.has(id)
          ? []
          : [
              {
                path: [i, 'assurances', j],
                message: `没有目标“${id}”`,
                fix: '改成 targets 里的编号，或去掉',
              },
            ],
      ),
      ...bulletin.figures.flatMap(({ from }, j) => {
        const path = [i, 'figures', j, 'from'];
        if (from.kind === 'measure') {
          if (whole.measureIds.has(from.measure)) return [];
          return [
            {
              path: [...path, 'measure'],
              message: `没有计数“${from.measure}”`,
              fix: '用 docs/reference 里列出的计数编号',
            },
          ];
        }
        const named = from.kind === 'difference' ? [from.indicator, from.less] : [from.indicator];
        return named
          .filter((id) => !indicators.has(id))
          .map((id) => ({ path, message: `没有指标“${id}”`, fix: '改成 indicators 里的编号，或先加上' }));
      }),
    ]);
  },
};

export const bulletinsSection: PlanSection<Bulletin[]> = {
  key: 'bulletins',
  title: { zh: '通报', en: 'Bulletins' },
  schema: z.array(Bulletin).max(100).default([]).describe('通报，最多 100 份；默认没有'),
  optional: true,
  rules: [idDuplicate, referenceUnknown],
};
