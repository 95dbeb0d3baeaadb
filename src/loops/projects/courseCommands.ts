// The commands of the course of a project beside its milestones, for the loop's one list (projects.ts).
import type { JsonObject } from '../../kernel/json.ts';
import type { CommandKind } from '../../kernel/loop.ts';
import { decideAppraisal, decideMeetCondition, decideSignAgreement, decideVisit } from './agreements.ts';
import { decideHoldBatch, decideListInBatch } from './batches.ts';
import {
  CloseFinding,
  CorrectFigure,
  GiveUpLead,
  HoldBatch,
  ListInBatch,
  MeetCondition,
  RaiseFinding,
  RecordAppraisal,
  RecordVisit,
  RectifyFinding,
  ReportFigure,
  ReportLead,
  ReturnFinding,
  SignAgreement,
  TransferLead,
} from './course.commands.ts';
import { batchSubject, leadSubject } from './course.rows.ts';
import { decideCorrectFigure, decideReportFigure } from './figures.ts';
import { decideClose, decideRaise, decideRectify, decideReturn } from './inspections.ts';
import { decideGiveUpLead, decideReportLead, decideTransferLead } from './leads.ts';
import { projectCommand } from './projectCommand.ts';

const FIGURES = ['project', 'project_figure'];
const FINDINGS = ['project', 'project_finding'];

/** All that is reported of one investor is one subject. */
function ofLead<C extends JsonObject & { readonly investor: string }>(
  kind: Omit<CommandKind<C>, 'subject' | 'tables'>,
): CommandKind<never> {
  const subject = (body: C) => leadSubject(body.investor);
  return { ...kind, tables: ['project_lead'], subject } as unknown as CommandKind<never>;
}

function ofBatch<C extends JsonObject & { readonly batch: string }>(
  kind: Omit<CommandKind<C>, 'subject' | 'tables'>,
): CommandKind<never> {
  const subject = (body: C) => batchSubject(body.batch);
  return { ...kind, tables: ['project_batch'], subject } as unknown as CommandKind<never>;
}

export const COURSE_COMMANDS: readonly CommandKind<never>[] = [
  projectCommand({
    name: 'reportFigure',
    tables: FIGURES,
    title: { zh: '填报进度和工作量', en: 'Report progress and quantities' },
    schema: ReportFigure,
    decide: decideReportFigure,
  }),
  projectCommand({
    name: 'correctFigure',
    tables: FIGURES,
    title: { zh: '更正项目月报', en: 'Correct a monthly figure' },
    schema: CorrectFigure,
    decide: decideCorrectFigure,
  }),
  projectCommand({
    name: 'signAgreement',
    tables: ['project'],
    title: { zh: '登记协议条款', en: 'Record an agreement' },
    schema: SignAgreement,
    decide: decideSignAgreement,
  }),
  projectCommand({
    name: 'recordVisit',
    tables: ['project'],
    title: { zh: '登记考察洽谈', en: 'Record a visit' },
    schema: RecordVisit,
    decide: decideVisit,
  }),
  projectCommand({
    name: 'recordAppraisal',
    tables: ['project'],
    title: { zh: '登记评审会', en: 'Record an appraisal' },
    schema: RecordAppraisal,
    decide: decideAppraisal,
  }),
  projectCommand({
    name: 'meetCondition',
    tables: ['project', 'project_appraisal'],
    title: { zh: '报告评审条件满足', en: 'Report a condition met' },
    schema: MeetCondition,
    decide: decideMeetCondition,
  }),
  projectCommand({
    name: 'raiseFinding',
    tables: ['project'],
    title: { zh: '登记巡查问题', en: 'Raise a finding' },
    schema: RaiseFinding,
    decide: decideRaise,
  }),
  projectCommand({
    name: 'rectifyFinding',
    tables: FINDINGS,
    title: { zh: '报告整改完成', en: 'Report a rectification' },
    schema: RectifyFinding,
    decide: decideRectify,
  }),
  projectCommand({
    name: 'returnFinding',
    tables: FINDINGS,
    title: { zh: '退回整改', en: 'Send a rectification back' },
    schema: ReturnFinding,
    decide: decideReturn,
  }),
  projectCommand({
    name: 'closeFinding',
    tables: FINDINGS,
    title: { zh: '巡查问题销号', en: 'Close a finding' },
    schema: CloseFinding,
    decide: decideClose,
  }),
  ofLead({
    name: 'reportLead',
    title: { zh: '首报线索', en: 'Report a lead' },
    schema: ReportLead,
    decide: decideReportLead,
    reserves: ({ creditCode }) => (creditCode === undefined ? [] : [{ kind: 'lead_code', key: creditCode }]),
  }),
  ofLead({
    name: 'transferLead',
    title: { zh: '转交线索', en: 'Transfer a lead' },
    schema: TransferLead,
    decide: decideTransferLead,
  }),
  ofLead({
    name: 'giveUpLead',
    title: { zh: '放弃线索', en: 'Give a lead up' },
    schema: GiveUpLead,
    decide: decideGiveUpLead,
  }),
  ofBatch({
    name: 'holdBatch',
    makesSubject: true,
    title: { zh: '登记集中活动', en: 'Record a batch' },
    schema: HoldBatch,
    decide: decideHoldBatch,
  }),
  ofBatch({
    name: 'listInBatch',
    title: { zh: '变更集中活动名单', en: 'Change the list of a batch' },
    schema: ListInBatch,
    decide: decideListInBatch,
  }),
];
