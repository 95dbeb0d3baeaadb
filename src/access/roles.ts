// Roles and what each may do, as data with words. A role is a bundle of capabilities and a reach: the whole city, or the unit
// of the account and everything below it. It knows no accounts; who holds a role is a fact (account.facts.ts).
import type { Actor, Words } from '../kernel/loop.ts';

export type Capability =
  | 'read'
  | 'claim'
  | 'reviewClaims'
  | 'signClaims'
  | 'recognise'
  | 'report'
  | 'checkReadings'
  | 'handleApprovals'
  | 'importApprovals'
  | 'actForFirm'
  | 'keepPromises'
  | 'closePeriods'
  | 'editPlans'
  | 'approvePlans'
  | 'adoptPlans'
  | 'manageAccounts'
  | 'setClock'
  | 'verify'
  | 'export'
  | 'seeChance';

/** `city`: every unit. `own`: the account's unit and those below it in the tree of task-bearing units. */
export type Reach = 'city' | 'own';

export interface Role {
  readonly id: string;
  readonly title: Words;
  readonly reach: Reach;
  readonly may: readonly Capability[];
}

export const CAPABILITY_WORDS: Readonly<Record<Capability, Words>> = {
  read: { zh: '查看', en: 'read' },
  claim: { zh: '申报', en: 'claim milestones' },
  reviewClaims: { zh: '审核申报', en: 'review claims inside the unit' },
  signClaims: { zh: '签发申报', en: 'sign claims off for the unit' },
  recognise: { zh: '认定', en: 'recognise claims' },
  report: { zh: '填报', en: 'report readings' },
  checkReadings: { zh: '审核数据', en: 'check readings' },
  handleApprovals: { zh: '办理审批', en: 'record approvals by hand' },
  importApprovals: { zh: '导入审批', en: 'import approvals' },
  actForFirm: { zh: '代企业办理', en: 'act for a firm under its mandate' },
  keepPromises: { zh: '办理对企业的承诺', en: 'keep the promises to firms' },
  closePeriods: { zh: '封账', en: 'close periods' },
  editPlans: { zh: '编辑计划草稿', en: 'edit plan drafts' },
  approvePlans: { zh: '批准计划草稿', en: 'approve plan drafts' },
  adoptPlans: { zh: '采用计划与日历', en: 'adopt plans and calendars' },
  manageAccounts: { zh: '管理账号', en: 'manage accounts' },
  setClock: { zh: '设定演练时钟', en: 'set the clock of a rehearsed city' },
  verify: { zh: '核验留痕', en: 'verify the ledger' },
  export: { zh: '导出台账', en: 'export the ledger' },
  seeChance: { zh: '看达标把握的数值', en: 'see the chance to meet a target as a number' },
};

export const ROLES: readonly Role[] = [
  {
    id: 'leader',
    title: { zh: '市领导', en: 'City leader' },
    reach: 'city',
    may: ['read', 'approvePlans', 'verify', 'seeChance'],
  },
  {
    id: 'office',
    title: { zh: '督查室', en: 'Supervision office' },
    reach: 'city',
    may: [
      'read',
      'recognise',
      'checkReadings',
      'importApprovals',
      'keepPromises',
      'closePeriods',
      'editPlans',
      'approvePlans',
      'adoptPlans',
      'verify',
      'export',
      'seeChance',
    ],
  },
  {
    id: 'bureau',
    title: { zh: '部门', en: 'Bureau' },
    reach: 'city',
    may: [
      'read',
      'claim',
      'report',
      'recognise',
      'checkReadings',
      'editPlans',
      'handleApprovals',
      'importApprovals',
      'keepPromises',
    ],
  },
  {
    id: 'county',
    title: { zh: '县区', en: 'County' },
    reach: 'own',
    may: ['read', 'claim', 'report', 'handleApprovals', 'keepPromises'],
  },
  { id: 'township', title: { zh: '镇街', en: 'Township' }, reach: 'own', may: ['read', 'claim', 'report'] },
  // Steps inside a unit (填报 → 审核 → 签发), beside the role that the account has there.
  { id: 'reviewer', title: { zh: '单位审核', en: 'Reviewer' }, reach: 'own', may: ['read', 'reviewClaims'] },
  { id: 'signer', title: { zh: '单位签发', en: 'Signer' }, reach: 'own', may: ['read', 'signClaims'] },
  // Reads no more than its own unit; the projects it is mandated for open by the mandate (dispatch/projectStory.pg.ts).
  { id: 'agent', title: { zh: '代办员', en: 'Agent' }, reach: 'own', may: ['read', 'actForFirm'] },
  {
    id: 'auditor',
    title: { zh: '审计', en: 'Auditor' },
    reach: 'city',
    may: ['read', 'verify', 'export', 'seeChance'],
  },
  {
    id: 'admin',
    title: { zh: '系统管理', en: 'Administrator' },
    reach: 'city',
    may: ['read', 'manageAccounts', 'adoptPlans', 'importApprovals', 'setClock', 'verify', 'export'],
  },
];

/** The program itself when it founds, restores or rehearses a city. No account is ever opened with it. */
export const SYSTEM: Role = {
  id: 'system',
  title: { zh: '系统', en: 'System' },
  reach: 'city',
  may: ['read', 'manageAccounts', 'editPlans', 'adoptPlans', 'closePeriods', 'setClock', 'verify', 'export'],
};

const BY_ID = new Map([...ROLES, SYSTEM].map((role) => [role.id, role]));

export function findRole(id: string): Role | undefined {
  return BY_ID.get(id);
}

export function may(actor: Pick<Actor, 'roles'>, capability: Capability): boolean {
  return actor.roles.some((id) => BY_ID.get(id)?.may.includes(capability) === true);
}

/** The widest reach of the actor's roles; an actor without a known role reaches nothing but its own unit. */
export function reachOf(actor: Pick<Actor, 'roles'>): Reach {
  return actor.roles.some((id) => BY_ID.get(id)?.reach === 'city') ? 'city' : 'own';
}
