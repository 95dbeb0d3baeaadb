// The fact kinds of accounts. All are acts: an account is not a happening of the city, so `asOf` never cuts them.
// No personal datum: an account is a post in a unit; the password's value is a credential, the fact holds only its digest.
import { z } from 'zod';
import type { FactKind } from '../kernel/loop.ts';
import { ROLES } from './roles.ts';

export const AccountId = z
  .string()
  .regex(/^[a-z][a-z0-9._-]{1,39}$/)
  .describe('账号：小写字母开头，小写字母、数字、点、下划线、连字符，2 至 40 个字符，例如 gaoyao');
const UnitId = z.string().min(1).max(64).describe('单位：计划里单位的标识，例如 441204');
const Post = z.string().trim().min(1).max(64).describe('岗位：计划里的标识或名称，例如 county.reporter');
const RoleId = z.enum(ROLES.map((role) => role.id) as [string, ...string[]]).describe('角色');
const Roles = z.array(RoleId).min(1).max(8).describe('角色，至少一个');
const Title = z.string().trim().min(1).max(80).describe('显示名：岗位而不是姓名，例如 高要区填报员');
const Reason = z.string().trim().min(2).max(200).describe('原因，2 至 200 字，不写个人信息');
const Digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('口令凭据的摘要，64 位十六进制；凭据本身不入账');

export const Placement = z
  .strictObject({ unit: UnitId, post: Post, roles: Roles, title: Title })
  .describe('账号所在的单位、岗位、角色');
export const AccountClosed = z.strictObject({ reason: Reason }).describe('账号停用');
export const PasswordSet = z.strictObject({ digest: Digest }).describe('设置口令');

export const OpenAccount = z.strictObject({ account: AccountId, ...Placement.shape }).describe('开立账号');
export type OpenAccount = z.infer<typeof OpenAccount>;
export const MoveAccount = z.strictObject({ account: AccountId, ...Placement.shape }).describe('调动账号');
export type MoveAccount = z.infer<typeof MoveAccount>;
export const CloseAccount = z.strictObject({ account: AccountId, reason: Reason }).describe('停用账号');
export type CloseAccount = z.infer<typeof CloseAccount>;
export const SetPassword = z.strictObject({ account: AccountId, digest: Digest }).describe('设置口令');
export type SetPassword = z.infer<typeof SetPassword>;

export const ACCOUNT_FACTS: readonly FactKind[] = [
  {
    kind: 'accountOpened',
    version: 1,
    tense: 'act',
    title: { zh: '开立账号', en: 'Account opened' },
    schema: Placement,
  },
  {
    kind: 'accountMoved',
    version: 1,
    tense: 'act',
    title: { zh: '调动账号', en: 'Account moved' },
    schema: Placement,
  },
  {
    kind: 'accountClosed',
    version: 1,
    tense: 'act',
    title: { zh: '停用账号', en: 'Account closed' },
    schema: AccountClosed,
  },
  {
    kind: 'passwordSet',
    version: 1,
    tense: 'act',
    title: { zh: '设置口令', en: 'Password set' },
    schema: PasswordSet,
  },
];
