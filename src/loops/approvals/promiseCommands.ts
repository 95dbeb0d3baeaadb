// The commands of promises to firms, as the loop hands them to the registry: what each reads, looks at and is decided by.
import type { CommandKind } from '../../kernel/loop.ts';
import { firmOf } from './approvals.commands.ts';
import { FIRM_TABLES } from './door.ts';
import { decideAnswerFirm, decideAskAsFirm, decideIssueLink, decideRevokeLink } from './firmLink.ts';
import {
  decideDeclarePreStart,
  decideDesignatePriority,
  decideEndPriority,
  decideWorkOnPreStart,
} from './preStart.ts';
import { decideCorrectPromiseEvent, decidePromise, decideVoidPromiseEvent } from './promiseClocks.ts';
import {
  type AboutPromise,
  AnswerFirm,
  AskAsFirm,
  acceptanceOf,
  CorrectPromiseEvent,
  DeclarePreStart,
  DesignatePriority,
  DrawLetter,
  EndLetter,
  EndPriority,
  IssueLink,
  KeepPromise,
  letterOf,
  linkOf,
  MakeDemand,
  PausePromise,
  preStartOf,
  priorityOf,
  projectOf,
  ReachStep,
  ResumePromise,
  RevokeLink,
  SignLetter,
  StartPromise,
  VoidPromiseEvent,
  WorkOnPreStart,
} from './promises.commands.ts';
import {
  decideDrawLetter,
  decideEndLetter,
  decideMakeDemand,
  decideReachStep,
  decideSignLetter,
} from './promises.ts';

const EVENTS = ['promise_event'] as const;
const project = ({ project: id }: { readonly project: string }) => [{ loop: 'projects', subject: id }];
const firm = ({ creditCode }: { readonly creditCode?: string }) =>
  creditCode === undefined ? [] : [{ loop: 'approvals', subject: firmOf(creditCode) }];
/** The joint acceptance of the project that a letter or a priority is of. */
const acceptance = (of: string) => ({ loop: 'approvals', subject: acceptanceOf(projectOf(of)) });
const ofLetter = ({ letter }: { readonly letter: string }): string => letter;
const ofIt = ({ of }: { readonly of: string }): string => of;

/** The registry holds commands of all bodies in one list; the ledger hands each only what its own schema gave. */
function command<C>(kind: CommandKind<C>): CommandKind<never> {
  return kind as unknown as CommandKind<never>;
}

function clockCommand(
  name: string,
  kind: string,
  title: readonly [zh: string, en: string],
  schema: CommandKind<AboutPromise>['schema'],
): CommandKind<never> {
  return command<AboutPromise>({
    name,
    title: { zh: title[0], en: title[1] },
    schema,
    tables: [...EVENTS, 'acceptance_event'],
    subject: ofIt,
    reads: firm,
    looksAt: ({ of }) => (kind === 'promiseKept' ? [acceptance(of)] : []),
    decide: (body, context) => decidePromise(kind, body, context),
  });
}

function workCommand(name: string, kind: string, zh: string, en: string): CommandKind<never> {
  return command<WorkOnPreStart>({
    name,
    title: { zh, en },
    schema: WorkOnPreStart,
    tables: EVENTS,
    subject: (body) => preStartOf(body.project),
    decide: (body, context) => decideWorkOnPreStart(kind, body, context),
  });
}

type Schema = CommandKind<AboutPromise>['schema'];

const LETTER_COMMANDS: readonly CommandKind<never>[] = [
  command<DrawLetter>({
    name: 'drawLetter',
    title: { zh: '起草双向承诺书', en: 'Draw up a letter of promises' },
    schema: DrawLetter,
    tables: [...EVENTS, ...FIRM_TABLES],
    subject: (body) => letterOf(body.project, body.promise),
    reads: (body) => [...project(body), ...firm(body)],
    decide: decideDrawLetter,
  }),
  command<SignLetter>({
    name: 'signLetter',
    title: { zh: '签承诺书', en: 'Sign a letter' },
    schema: SignLetter,
    tables: [...EVENTS, ...FIRM_TABLES],
    subject: ofLetter,
    looksAt: ({ side, signer, creditCode }) =>
      side === 'enterprise'
        ? firm({ creditCode: signer })
        : creditCode === undefined
          ? []
          : firm({ creditCode }),
    decide: decideSignLetter,
  }),
  command<ReachStep>({
    name: 'reachStep',
    title: { zh: '走到一步', en: 'Reach a step' },
    schema: ReachStep,
    tables: [...EVENTS, 'acceptance_event'],
    subject: ofLetter,
    looksAt: ({ letter }) => [...project({ project: projectOf(letter) }), acceptance(letter)],
    decide: decideReachStep,
  }),
  command<MakeDemand>({
    name: 'makeDemand',
    title: { zh: '清单以外再要', en: 'Demand what is outside the list' },
    schema: MakeDemand,
    tables: EVENTS,
    subject: ofLetter,
    decide: decideMakeDemand,
  }),
  command<EndLetter>({
    name: 'endLetter',
    title: { zh: '结束承诺书', en: 'End a letter' },
    schema: EndLetter,
    tables: [...EVENTS, 'acceptance_event'],
    subject: ofLetter,
    looksAt: ({ letter }) => [acceptance(letter)],
    decide: decideEndLetter,
  }),
];

const CLOCK_COMMANDS: readonly CommandKind<never>[] = [
  clockCommand('startPromise', 'promiseStarted', ['承诺起算', 'Start a promise'], StartPromise as Schema),
  clockCommand('keepPromise', 'promiseKept', ['承诺兑现', 'Keep a promise'], KeepPromise as Schema),
  clockCommand('pausePromise', 'promisePaused', ['承诺停表', 'Pause a promise'], PausePromise as Schema),
  clockCommand(
    'resumePromise',
    'promiseResumed',
    ['承诺恢复计时', 'Resume a promise'],
    ResumePromise as Schema,
  ),
  command<CorrectPromiseEvent>({
    name: 'correctPromiseEvent',
    title: { zh: '更正承诺的日期', en: 'Correct a date of promises' },
    schema: CorrectPromiseEvent,
    tables: EVENTS,
    subject: ofIt,
    reads: firm,
    decide: decideCorrectPromiseEvent,
  }),
  command<VoidPromiseEvent>({
    name: 'voidPromiseEvent',
    title: { zh: '作废承诺的一条', en: 'Void an event of promises' },
    schema: VoidPromiseEvent,
    tables: EVENTS,
    subject: ofIt,
    reads: firm,
    decide: decideVoidPromiseEvent,
  }),
];

const PROJECT_COMMANDS: readonly CommandKind<never>[] = [
  command<DeclarePreStart>({
    name: 'declarePreStart',
    title: { zh: '报预动工', en: 'Declare a pre-start' },
    schema: DeclarePreStart,
    tables: EVENTS,
    subject: (body) => preStartOf(body.project),
    reads: project,
    decide: decideDeclarePreStart,
  }),
  workCommand('beginPreStart', 'preStartBegun', '预动工开始', 'Begin a work of a pre-start'),
  workCommand('finishPreStart', 'preStartDone', '预动工结束', 'Finish a work of a pre-start'),
  command<DesignatePriority>({
    name: 'designatePriority',
    title: { zh: '定为重点项目', en: 'Designate a priority project' },
    schema: DesignatePriority,
    tables: EVENTS,
    subject: (body) => priorityOf(body.project),
    reads: project,
    decide: decideDesignatePriority,
  }),
  command<EndPriority>({
    name: 'endPriority',
    title: { zh: '不再是重点项目', en: 'End a priority' },
    schema: EndPriority,
    tables: EVENTS,
    subject: (body) => priorityOf(body.project),
    decide: decideEndPriority,
  }),
];

const LINK_COMMANDS: readonly CommandKind<never>[] = [
  command<IssueLink>({
    name: 'issueFirmLink',
    title: { zh: '发企业专页', en: 'Issue a firm’s link' },
    schema: IssueLink,
    tables: ['firm_link'],
    subject: (body) => linkOf(body.project),
    reads: project,
    decide: decideIssueLink,
  }),
  command<RevokeLink>({
    name: 'revokeFirmLink',
    title: { zh: '收回企业专页', en: 'Revoke a firm’s link' },
    schema: RevokeLink,
    tables: ['firm_link'],
    subject: (body) => linkOf(body.project),
    decide: decideRevokeLink,
  }),
  command<AskAsFirm>({
    name: 'askAsFirm',
    title: { zh: '企业提问', en: 'Ask as the firm' },
    schema: AskAsFirm,
    tables: ['firm_link', 'firm_question'],
    subject: (body) => linkOf(body.project),
    decide: decideAskAsFirm,
  }),
  command<AnswerFirm>({
    name: 'answerFirm',
    title: { zh: '答复企业', en: 'Answer the firm' },
    schema: AnswerFirm,
    tables: ['firm_question'],
    subject: (body) => linkOf(body.project),
    decide: decideAnswerFirm,
  }),
];

export const PROMISE_COMMANDS: readonly CommandKind<never>[] = [
  ...LETTER_COMMANDS,
  ...CLOCK_COMMANDS,
  ...PROJECT_COMMANDS,
  ...LINK_COMMANDS,
];
