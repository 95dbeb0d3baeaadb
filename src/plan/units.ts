/**
 * The schemas of the sections `unitTrees` and `units`: divisions, task-bearing units (责任单元), bureaus, and later party organisations
 * and parks. A unit is one thing with a life and a name; where it belongs is a dated membership in a tree. Divisions and
 * tasks are two trees because the high-tech zone bears tasks and is no county (docs/glossary.md).
 */
import { z } from 'zod';
import { DateText, datedFields, datesInOrder, givenFields, Id, Name, OfficePhone } from './element.ts';

export const unitKinds = [
  'city',
  'county',
  'township',
  'village',
  'zone',
  'bureau',
  'statistics',
  'office',
  'party',
  'park',
] as const;

export const UnitTreeDeclared = z
  .strictObject({
    id: Id.describe('树的编号；tasks 是责任单元树，各处默认用它。例：divisions'),
    title: Name.describe('树的名称，最多 100 字。例：行政区划'),
    basedOn: Id.optional().describe(
      '底树：在本树没有自己归属的单位，按底树归属。不填 = 不依别的树。例：divisions',
    ),
  })
  .describe('一棵单位树');
export type UnitTreeDeclared = z.infer<typeof UnitTreeDeclared>;

const Membership = z
  .strictObject({
    tree: Id.describe('哪棵树。例：divisions'),
    parent: Id.describe('上级单位的编号。例："441202"'),
    ...datedFields,
  })
  .refine(...datesInOrder)
  .describe('在一棵树里的一段归属');

export const Unit = z
  .strictObject({
    id: Id.describe(
      '单位编号，全计划唯一，定了不改；行政区划用统计用区划代码（市县 6 位、乡 9 位、村 12 位）。例："441202"',
    ),
    name: Name.describe('现用名称，最多 100 字。例：端州区'),
    kind: z
      .enum(unitKinds)
      .describe(
        '种类：city 市、county 县区、township 乡镇街道、village 村社区、zone 功能区、bureau 部门、statistics 统计机构、office 专班或督查机构、party 党组织、park 园区。例：county',
      ),
    phone: OfficePhone.optional().describe(
      '单位的办公电话（值班、总机），不写个人号码；岗位没有自己的 phone 时用它。不填 = 不显示。例：0758-2221234',
    ),
    bearsTasks: z.boolean().default(false).describe('是否与县区并列受领任务、参加排名；默认 false。例：true'),
    ...datedFields,
    formerNames: z
      .array(
        z.strictObject({
          name: Name.describe('曾用名，最多 100 字。例：高要市'),
          to: DateText.describe('用到哪一天（含）。例：2015-04-27'),
        }),
      )
      .max(20)
      .default([])
      .transform((names) => names.toSorted((a, b) => (a.to < b.to ? -1 : 1)))
      .describe('曾用名，最多 20 个，按用到的日期排；默认没有'),
    memberships: z
      .array(Membership)
      .max(40)
      .default([])
      .describe('在各棵树里的归属，最多 40 段；同一棵树里日期不得重叠'),
    ...givenFields,
  })
  .refine(...datesInOrder)
  .describe('一个单位');
export type Unit = z.infer<typeof Unit>;
