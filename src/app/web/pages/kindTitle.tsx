// Words for the kinds of facts. The loops hold the same words beside their schemas; a page must not carry the schemas.
import { useLanguage } from '../../../ui/language.tsx';

export const kindWords = {
  cityFounded: { zh: '建立城市', en: 'City founded' },
  planAdopted: { zh: '采用计划', en: 'Plan adopted' },
  calendarAdopted: { zh: '采用日历', en: 'Calendar adopted' },
  periodClosed: { zh: '封账', en: 'Period closed' },
  clockSet: { zh: '设定演练时钟', en: 'Clock set' },
  vaultErased: { zh: '删除保险库内容', en: 'Vault erased' },
  accountOpened: { zh: '开立账号', en: 'Account opened' },
  accountMoved: { zh: '调动账号', en: 'Account moved' },
  accountClosed: { zh: '停用账号', en: 'Account closed' },
  passwordSet: { zh: '设置口令', en: 'Password set' },
  projectRegistered: { zh: '项目登记', en: 'Project registered' },
  projectAmended: { zh: '登记信息变更', en: 'Project amended' },
  projectCodeBound: { zh: '绑定项目代码', en: 'Project code bound' },
  milestoneClaimed: { zh: '申报', en: 'Milestone claimed' },
  milestoneCorrected: { zh: '更正申报', en: 'Milestone corrected' },
  milestoneRecognised: { zh: '认定', en: 'Milestone recognised' },
  milestoneRefused: { zh: '不予认定', en: 'Milestone refused' },
  projectRevived: { zh: '终止后恢复', en: 'Project revived' },
  claimDrafted: { zh: '填报节点', en: 'Claim drafted' },
  claimPassed: { zh: '审核通过', en: 'Draft passed on' },
  claimSentBack: { zh: '退回补正', en: 'Draft sent back' },
  claimWithdrawn: { zh: '收回填报', en: 'Draft withdrawn' },
  milestoneRevoked: { zh: '撤销认定', en: 'Recognition revoked' },
  investmentReported: { zh: '投资月报', en: 'Investment reported' },
  investmentCorrected: { zh: '更正投资月报', en: 'Investment corrected' },
  projectSuspended: { zh: '项目暂停', en: 'Project suspended' },
  projectResumed: { zh: '项目恢复', en: 'Project resumed' },
  projectEnded: { zh: '项目终止', en: 'Project ended' },
  approvalFiled: { zh: '收件', en: 'Application received' },
  approvalAccepted: { zh: '受理', en: 'Accepted' },
  supplementAsked: { zh: '一次告知补正', en: 'Supplements asked for' },
  supplementHandedIn: { zh: '补正交齐', en: 'Supplements handed in' },
  clockPaused: { zh: '停表', en: 'Clock paused' },
  clockResumed: { zh: '恢复计时', en: 'Clock resumed' },
  technicalReviewStarted: { zh: '技术审查开始', en: 'Technical review started' },
  technicalReviewEnded: { zh: '技术审查结束', en: 'Technical review ended' },
  approvalExtended: { zh: '依法延长', en: 'Extended' },
  approvalDecided: { zh: '决定', en: 'Decided' },
  approvalWithdrawn: { zh: '申请人撤回', en: 'Withdrawn' },
  deferralGranted: { zh: '容缺受理', en: 'Deferral granted' },
  deferralMet: { zh: '容缺补齐', en: 'Deferral met' },
  firmDebtOpened: { zh: '企业欠容缺', en: 'Firm owes a deferral' },
  firmDebtSettled: { zh: '企业补齐容缺', en: 'Firm met a deferral' },
  creditRepaired: { zh: '信用修复', en: 'Credit repaired' },
  approvalEventCorrected: { zh: '更正日期', en: 'Date corrected' },
  approvalEventVoided: { zh: '作废', en: 'Voided' },
  faultToleranceApplied: { zh: '申请容错', en: 'Fault tolerance applied for' },
  faultToleranceDecided: { zh: '认定容错', en: 'Fault tolerance decided' },
  readingReported: { zh: '指标填报', en: 'Reading reported' },
  readingCorrected: { zh: '更正填报', en: 'Reading corrected' },
  readingChecked: { zh: '审核通过', en: 'Reading checked' },
  readingReturned: { zh: '退回补正', en: 'Reading returned' },
  draftOpened: { zh: '起草', en: 'Draft opened' },
  elementsPut: { zh: '改计划元素', en: 'Plan elements put' },
  elementsRemoved: { zh: '删计划元素', en: 'Plan elements removed' },
  elementsRestored: { zh: '收回修改', en: 'Edits taken back' },
  draftSubmitted: { zh: '提交审批', en: 'Draft submitted' },
  draftReturned: { zh: '退回修改', en: 'Draft returned' },
  draftApproved: { zh: '批准草稿', en: 'Draft approved' },
  draftRebased: { zh: '改接', en: 'Draft rebased' },
  draftWithdrawn: { zh: '撤回草稿', en: 'Draft withdrawn' },
};

/** A kind without words here is shown by its name. */
export function useKindTitle(): (kind: string) => string {
  const { language } = useLanguage();
  return (kind) => (kind in kindWords ? kindWords[kind as keyof typeof kindWords][language] : kind);
}

/** 申报 · 新开工. */
export function kindAbout(
  titleOf: (kind: string) => string,
  { kind, about }: { readonly kind: string; readonly about?: string | null },
): string {
  return about ? `${titleOf(kind)} · ${about}` : titleOf(kind);
}
