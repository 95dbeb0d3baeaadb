// Deciders of the firm's own link: issued with a digest alone (the token is never recorded), until a day, revoked at any time; questions asked through it and
// their answers. Pure. Who asks through a link is no account: the route (firmLink.http.ts) speaks with a role that none can hold.
import type { DecideContext } from '../../kernel/loop.ts';
import { addDays } from '../../kernel/plainDate.ts';
import { isProblem, type Problem } from '../../kernel/problem.ts';
import type { Decision } from './approvals.events.ts';
import { projectEnded, refusal } from './approvals.refusals.ts';
import {
  type AnswerFirm,
  type AskAsFirm,
  type IssueLink,
  linkOf,
  type RevokeLink,
} from './promises.commands.ts';
import { mayNotKeep, projectRow } from './promises.refusals.ts';
import { type LinkRow, linkRows } from './promises.rows.ts';

export const FIRM_ROLE = 'firmLink';
/** A link lives no longer than this without being issued anew. */
export const LINK_DAYS_MAX = 366;
/** Questions through one project's links on one day. */
export const QUESTIONS_MAX = 10;

/** Codes, in order: project_unknown, out_of_scope, role_missing, project_ended, link_until_invalid. Links issued before stay until they are revoked or run out. */
export function decideIssueLink(command: IssueLink, context: DecideContext): Decision {
  const project = projectRow(command.project, context);
  if (isProblem(project)) return project;
  const { today } = context;
  const refused = mayNotKeep(project.unit, today, context) ?? projectEnded(project.endedOn, today);
  if (refused) return refused;
  if (command.until < today || command.until > addDays(today, LINK_DAYS_MAX)) {
    const message = `有效期到 ${command.until}，应在 ${today} 到 ${addDays(today, LINK_DAYS_MAX)} 之间`;
    return refusal('link_until_invalid', message, '改有效期');
  }
  const { project: id, digest, until } = command;
  const body = { project: id, projectName: project.name, digest, until };
  return [{ kind: 'linkIssued', subject: linkOf(id), unit: project.unit, occurredOn: today, body }];
}

/** Codes, in order: link_unknown, out_of_scope, role_missing, link_revoked. */
export function decideRevokeLink(command: RevokeLink, context: DecideContext): Decision {
  const found = findLink(command.link, context);
  if (isProblem(found)) return found;
  const refused = mayNotKeep(found.unit, context.today, context);
  if (refused) return refused;
  if (found.revoked) return refusal('link_revoked', '这个专页已经收回', '不用再收', 409);
  const fact = { kind: 'linkRevoked', subject: linkOf(command.project), unit: found.unit };
  return [{ ...fact, occurredOn: context.today, corrects: found.link, body: { reason: command.reason } }];
}

function findLink(link: string, { own }: DecideContext): (LinkRow & { readonly unit: string }) | Problem {
  const rows = own.table('firm_link');
  const at = linkRows(rows).findIndex((each) => each.link === link);
  const found = linkRows(rows)[at];
  if (found === undefined) return refusal('link_unknown', '没有这个专页', '从项目的企业专页里找', 404);
  return { ...found, unit: String(rows[at]?.unit) };
}

/** Codes, in order: role_missing, link_unknown, link_over, question_empty, questions_too_many. */
export function decideAskAsFirm(command: AskAsFirm, context: DecideContext): Decision {
  const { actor, own, today } = context;
  if (!actor.roles.includes(FIRM_ROLE))
    return refusal('role_missing', '企业的提问只从企业专页来', '代企业转问的，记在诉求里', 403);
  const found = findLink(command.link, context);
  if (isProblem(found)) return found;
  if (found.revoked || found.until < today)
    return refusal('link_over', '这个专页已经失效', '请联系代办员重新发', 410);
  if (command.question.length < 2)
    return refusal('question_empty', '还没有写问题', '写上要问什么，至少 2 个字，再提交');
  const asked = own.table('firm_question').filter((row) => row.asked_on === today).length;
  if (asked >= QUESTIONS_MAX)
    return refusal('questions_too_many', `今天已经问了 ${asked} 次`, '请打电话，或明天再问', 429);
  const fact = { kind: 'firmAsked', subject: linkOf(command.project), unit: found.unit };
  return [{ ...fact, occurredOn: today, body: { question: command.question } }];
}

/** Codes, in order: question_unknown, out_of_scope, role_missing, question_answered. */
export function decideAnswerFirm(command: AnswerFirm, context: DecideContext): Decision {
  const { own, today } = context;
  const row = own.table('firm_question').find((each) => each.question === command.question);
  if (row === undefined) return refusal('question_unknown', '没有这个提问', '刷新后再答', 404);
  const unit = String(row.unit);
  const refused = mayNotKeep(unit, today, context);
  if (refused) return refused;
  if (row.answered_on !== null && row.answered_on !== undefined)
    return refusal('question_answered', '这个提问已经答复', '刷新后再看', 409);
  const fact = { kind: 'firmAnswered', subject: linkOf(command.project), unit };
  return [{ ...fact, occurredOn: today, corrects: command.question, body: { answer: command.answer } }];
}
