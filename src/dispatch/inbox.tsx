// 我的待办: what waits for the one who is signed in. One main button an item; on a phone it lies under the thumb.
import { useState } from 'react';
import type { Words } from '../kernel/loop.ts';
import { DecideSheet } from '../loops/projects/decideSheet.tsx';
import type { PassableDraft } from '../loops/projects/passable.ts';
import { PassSheet } from '../loops/projects/passSheet.tsx';
import { useAnswer } from '../ui/answer.tsx';
import { amountText } from '../ui/figures.ts';
import { markWords, useLanguage, useSaid, useWords } from '../ui/language.tsx';
import { type Light, LightBadge } from '../ui/light.tsx';
import { pathOf, withQuery } from '../ui/route.ts';
import { Link, navigate, useAddress } from '../ui/router.tsx';
import { PageHead } from '../ui/shell.tsx';
import { Answered, Done, Empty } from '../ui/states.tsx';
import { CheckSheet } from './checkSheet.tsx';
import type { UrgeLine } from './projectStory.view.ts';
import { AnswerUrgeSheet, UrgeNote } from './urgeSheets.tsx';
import './inbox.css';

export const inboxWords = {
  title: { zh: '我的待办', en: 'Inbox' },
  nextOne: { zh: '办下一件：{name}', en: 'The next: {name}' },
  nothing: {
    zh: '没有要办的事。没有变化不用报。',
    en: 'Nothing waits for you. There is no need to report “no change”.',
  },
  toProjects: { zh: '去产业项目', en: 'Go to projects' },
  urged: { zh: '被催办', en: 'Urged' },
  answer: { zh: '答复', en: 'Answer' },
  matter: { zh: '事项', en: 'Matter' },
  replyBy: { zh: '限答复', en: 'Answer due' },
  toReport: { zh: '待填报', en: 'To report' },
  fill: { zh: '填报', en: 'Report' },
  dueOn: { zh: '{day} 前报', en: 'by {day}' },
  toPass: { zh: '待审核签发', en: 'To review and sign' },
  toReview: { zh: '待审核', en: 'to review' },
  toSign: { zh: '待签发', en: 'to sign off' },
  review: { zh: '审核', en: 'Review' },
  signOff: { zh: '签发', en: 'Sign off' },
  sentBack: { zh: '退回补正', en: 'sent back' },
  toRectify: { zh: '待整改', en: 'To rectify' },
  toClose: { zh: '待销号', en: 'To close' },
  passOn: { zh: '办理', en: 'Open' },
  toRecognise: { zh: '待认定', en: 'To recognise' },
  myClaims: { zh: '我的申报', en: 'My claims' },
  toCheck: { zh: '待审核', en: 'To check' },
  toHandle: { zh: '待办审批', en: 'Approvals to handle' },
  promises: { zh: '待兑现', en: 'Promised to firms' },
  limit: { zh: '限 {day}', en: 'due {day}' },
  openApproval: { zh: '看进度', en: 'Open' },
  checks: { zh: '体检与疑点', en: 'Checks and questions' },
  toExplain: { zh: '说明理由', en: 'give the reason' },
  toAccept: { zh: '理由待认可', en: 'a reason to accept' },
  toAnswer: { zh: '待核实', en: 'to look into' },
  howMany: { zh: '{n} 条', en: '{n} of them' },
  openChecks: { zh: '去看', en: 'Open' },
  drafts: { zh: '计划草稿', en: 'Plan drafts' },
  todo: { zh: '办什么', en: 'To do' },
  draft: { zh: '草稿', en: 'Draft' },
  openedBy: { zh: '起草', en: 'Drafted by' },
  toApprove: { zh: '待批准', en: 'To be approved' },
  toAdopt: { zh: '待采纳', en: 'To be adopted' },
  returned: { zh: '退回修改', en: 'Sent back' },
  openDraft: { zh: '看草稿', en: 'Open' },
  node: { zh: '节点', en: 'What' },
  project: { zh: '项目', en: 'Project' },
  county: { zh: '县区', en: 'County' },
  occurred: { zh: '发生', en: 'Occurred' },
  waited: { zh: '已等', en: 'Waiting' },
  days: { zh: '{days} 天', en: '{days} d' },
  overdue: { zh: '超 {limit} 个工作日', en: 'over {limit} working days' },
  today: { zh: '今天', en: 'today' },
  refused: { zh: '不予认定', en: 'refused' },
  revoked: { zh: '撤销认定', en: 'revoked' },
  waitsThere: { zh: '待认定', en: 'waits for recognition' },
  decide: { zh: '认定', en: 'Decide' },
  check: { zh: '审核', en: 'Check' },
  late: { zh: '补报', en: 'late' },
  again: { zh: '去补正', en: 'Claim again' },
  open: { zh: '看项目', en: 'Open' },
  recorded: { zh: '已记入台账，第 {seq} 条。', en: 'Recorded as fact {seq}.' },
};

export interface InboxItem {
  readonly loop: string;
  readonly subject: string;
  readonly title: string;
  readonly unitName: string;
  /** The milestone, or the value that was read. */
  readonly what: string;
  readonly whatUnit?: string;
  readonly outcome?:
    | 'refused'
    | 'revoked'
    | 'waits'
    | 'sentBack'
    | 'toReview'
    | 'toSign'
    | 'toExplain'
    | 'toAccept'
    | 'toAnswer'
    | 'toApprove'
    | 'toAdopt'
    | 'returned';
  readonly reason?: string;
  readonly occurredOn: string | null;
  readonly waitingDays: number;
  readonly waitingWorkingDays: number | null;
  readonly late?: boolean;
  /** Fact id of the claim or of the reading that waits. */
  readonly claim: string;
  readonly commands: readonly string[];
  /** Of a reading that waits to be checked. */
  readonly period?: string;
  /** Of a reading that is owed, or of an approval. */
  readonly dueOn?: string;
  readonly light?: { readonly light: Light; readonly word: Words };
  readonly urge?: UrgeLine;
  readonly draft?: PassableDraft;
  /** Id of the milestone that came back. */
  readonly milestone?: string;
}

export interface InboxView {
  readonly groups: readonly {
    readonly key:
      | 'urged'
      | 'toReport'
      | 'toPass'
      | 'toRectify'
      | 'toClose'
      | 'toRecognise'
      | 'myClaims'
      | 'toCheck'
      | 'toHandle'
      | 'promises'
      | 'checks'
      | 'drafts';
    readonly title: string;
    readonly items: readonly InboxItem[];
  }[];
}

type Key = InboxView['groups'][number]['key'];

export default function InboxPage() {
  const say = useWords(inboxWords);
  const answer = useAnswer<InboxView>('/api/inbox');
  const address = useAddress();
  const [recorded, setRecorded] = useState<number>();
  const items = answer.data?.groups.flatMap((group) => group.items) ?? [];
  const opened = items.find((item) => item.claim === address.query.get('item'));
  const close = () => navigate(address.with({ item: null }));
  // Whoever recognises goes from one claim to the next, each with its evidence before them; none is decided unseen.
  const next = answer.data?.groups.find((group) => group.key === 'toRecognise')?.items[0];
  const sheet = {
    onClose: close,
    onDone: (done: { readonly seq: readonly [number, number] }) => {
      setRecorded(done.seq[1]);
      close();
      answer.refresh();
    },
  };
  return (
    <>
      <PageHead title={say('title')} />
      {recorded !== undefined && (
        <Done>
          {say('recorded', { seq: recorded })}{' '}
          {next !== undefined && (
            <Link to={address.with({ item: next.claim })}>{say('nextOne', { name: next.title })}</Link>
          )}
        </Done>
      )}
      <Answered answer={answer}>
        {(view) =>
          view.groups.every((group) => group.items.length === 0) ? <Nothing /> : <Groups view={view} />
        }
      </Answered>
      {opened?.draft !== undefined && <PassSheet draft={opened.draft} {...sheet} />}
      {opened?.loop === 'projects' && opened.draft === undefined && (
        <DecideSheet project={opened.subject} claim={opened.claim} {...sheet} />
      )}
      {opened?.loop === 'indicators' && <CheckSheet item={opened} {...sheet} />}
      {opened?.urge !== undefined && <AnswerUrgeSheet urge={opened.urge} {...sheet} />}
    </>
  );
}

function Nothing() {
  const say = useWords(inboxWords);
  return (
    <section className="panel">
      <Empty title={say('nothing')}>
        <Link to="/projects">{say('toProjects')}</Link>
      </Empty>
    </section>
  );
}

const HEAD = ['node', 'project', 'county', 'occurred', 'waited'] as const;
/** A draft is of no project and of no day. */
const DRAFT_HEAD = ['todo', 'draft', 'openedBy', '', 'waited'] as const;

const URGED_HEAD = ['matter', 'project', 'county', 'replyBy', 'waited'] as const;

function headOf(key: Key) {
  return key === 'drafts' ? DRAFT_HEAD : key === 'urged' ? URGED_HEAD : HEAD;
}

function Groups({ view }: { readonly view: InboxView }) {
  const say = useWords(inboxWords);
  const address = useAddress();
  const groups = view.groups.filter((group) => group.items.length > 0);
  const asked = address.query.get('group');
  const shown = groups.find((group) => group.key === asked) ?? groups[0];
  return (
    <>
      <nav className="inbox-groups" aria-label={say('title')}>
        {groups.map((group) => (
          <Link
            key={group.key}
            to={address.with({ group: group.key })}
            aria-current={group === shown ? 'true' : undefined}
          >
            {say(group.key)} <b className="num">{group.items.length}</b>
          </Link>
        ))}
      </nav>
      {shown !== undefined && (
        <section className="panel" aria-label={say(shown.key)}>
          <div className="inbox-head" aria-hidden="true">
            {headOf(shown.key).map((key) => (
              <span key={key}>{key === '' ? '' : say(key)}</span>
            ))}
          </div>
          <ul className="inbox">
            {shown.items.map((item) =>
              item.loop === 'drafts' ? (
                <DraftItem key={item.claim} item={item} />
              ) : (
                <Item key={item.claim} item={item} group={shown.key} />
              ),
            )}
          </ul>
        </section>
      )}
    </>
  );
}

/** The form of the very period and unit that is owed. */
function reportAddress({ claim, period }: InboxItem): string {
  const [indicator = '', unit = ''] = claim.split('~');
  return `/indicators${withQuery('', { period, report: indicator, unit })}`;
}

/** The claim's own sheet, with what came back in it. */
function againAddress({ subject, milestone }: InboxItem): string {
  return `${pathOf('projects', subject)}${withQuery('', { do: 'claim', milestone: milestone ?? null })}`;
}

function Item({ item, group }: { readonly item: InboxItem; readonly group: Key }) {
  const say = useWords(inboxWords);
  const address = useAddress();
  const { language } = useLanguage();
  const mark = useWords(markWords);
  const said = useSaid();
  const opens = address.with({ item: item.claim });
  const what = item.whatUnit === undefined ? item.what : amountText(item.what, item.whatUnit, language);
  const outcome = item.outcome === undefined ? undefined : say(outcomeKey(item.outcome));
  const subject =
    item.loop === 'checks'
      ? `/checks${withQuery('', { check: item.subject, state: item.outcome === 'toAccept' ? 'waiting' : null })}`
      : ['projects', 'approvals', 'promises', 'firm-links', 'urging'].includes(item.loop)
        ? pathOf(item.loop === 'urging' ? 'projects' : item.loop, item.subject)
        : `/indicators${withQuery('', { open: item.subject.split('/')[0] })}`;
  return (
    <li>
      <span className="inbox-node">
        <strong>{what}</strong>
        {item.light && <LightBadge light={item.light.light} word={said(item.light.word)} />}
        {item.late === true && <span className="tag">{say('late')}</span>}
        {item.urge !== undefined && <UrgeNote urge={item.urge} />}
        {outcome !== undefined && (
          <span className="note">
            {item.reason ? mark('colon', { term: outcome, text: item.reason }) : outcome}
          </span>
        )}
      </span>
      <Link className="inbox-title" to={subject}>
        {item.loop === 'checks' ? say('howMany', { n: item.title }) : item.title}
      </Link>
      <span className="soft">{item.unitName}</span>
      <span className="soft num">
        {item.dueOn === undefined
          ? (item.period ?? item.occurredOn)
          : say(dueWord(group), { day: item.dueOn })}
      </span>
      <Waited item={item} />
      {group === 'toReport' ? (
        <Link className="button main" to={reportAddress(item)}>
          {say('fill')}
        </Link>
      ) : group === 'myClaims' ? (
        <Link
          className={item.commands.length > 0 ? 'button main' : 'button'}
          to={item.commands.length > 0 ? againAddress(item) : subject}
        >
          {item.commands.length > 0 ? say('again') : say('open')}
        </Link>
      ) : group === 'toPass' ? (
        <Link className="button main" to={opens}>
          {say(item.outcome === 'toSign' ? 'signOff' : 'review')}
        </Link>
      ) : group === 'toRectify' || group === 'toClose' ? (
        <Link className="button main" to={pathOf('projects', item.subject)}>
          {say('passOn')}
        </Link>
      ) : group === 'checks' ? (
        <Link className="button main" to={subject}>
          {say('openChecks')}
        </Link>
      ) : group === 'toHandle' || group === 'promises' ? (
        <Link className="button main" to={subject}>
          {say('openApproval')}
        </Link>
      ) : (
        <Link className="button main" to={opens}>
          {say(group === 'toCheck' ? 'check' : group === 'urged' ? 'answer' : 'decide')}
        </Link>
      )}
    </li>
  );
}

function dueWord(group: Key) {
  return group === 'toHandle' || group === 'promises' || group === 'urged' ? 'limit' : 'dueOn';
}

function outcomeKey(outcome: NonNullable<InboxItem['outcome']>) {
  return outcome === 'waits' ? 'waitsThere' : outcome;
}

function DraftItem({ item }: { readonly item: InboxItem }) {
  const say = useWords(inboxWords);
  const to = pathOf('plan', 'drafts', item.subject);
  return (
    <li>
      <span className="inbox-node">
        <strong>{item.outcome === undefined ? item.what : say(outcomeKey(item.outcome))}</strong>
        {item.reason !== undefined && <span className="note">{item.reason}</span>}
      </span>
      <Link className="inbox-title" to={to}>
        {item.title}
      </Link>
      <span className="soft">{item.unitName}</span>
      <span />
      <Waited item={item} />
      <Link className="button main" to={to}>
        {say('openDraft')}
      </Link>
    </li>
  );
}

/** Working days after which a wait is marked: a mark for the eye, no rule of the plan. */
const WAIT_LIMIT = 10;

function Waited({ item }: { readonly item: InboxItem }) {
  const say = useWords(inboxWords);
  const days = item.waitingWorkingDays;
  const over = days !== null && days > WAIT_LIMIT;
  return (
    <span className="num inbox-waits" title={over ? say('overdue', { limit: WAIT_LIMIT }) : undefined}>
      {item.waitingDays === 0 ? (
        say('today')
      ) : (
        <>
          <span className="unhead">{say('waited')} </span>
          {say('days', { days: item.waitingDays })}
        </>
      )}
      {over && <span className="tag over">{say('overdue', { limit: WAIT_LIMIT })}</span>}
    </span>
  );
}
