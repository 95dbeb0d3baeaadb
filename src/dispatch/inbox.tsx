// 我的待办: what waits for the one who is signed in. One main button an item; on a phone it lies under the thumb.
import { useCallback, useRef, useState } from 'react';
import { may } from '../access/roles.ts';
import { DecideSheet } from '../loops/projects/decideSheet.tsx';
import { isWithoutEvidence, type WaitingClaim } from '../loops/projects/passable.ts';
import { PassSheet } from '../loops/projects/passSheet.tsx';
import { RecogniseMany } from '../loops/projects/recogniseMany.tsx';
import { useAnswer } from '../ui/answer.tsx';
import { amountText } from '../ui/figures.ts';
import { Check } from '../ui/form.tsx';
import { markWords, useLanguage, useSaid, useWords } from '../ui/language.tsx';
import { LightBadge } from '../ui/light.tsx';
import { RecordedNotice } from '../ui/recorded.tsx';
import { pathOf, withQuery } from '../ui/route.ts';
import { Link, navigate, useAddress } from '../ui/router.tsx';
import { useRowKeys } from '../ui/rowKeys.tsx';
import { useSession } from '../ui/session.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { PageHead } from '../ui/shell.tsx';
import { Answered, Empty } from '../ui/states.tsx';
import { NONE_CELL } from '../ui/table.tsx';
import { CheckSheet } from './checkSheet.tsx';
import type { InboxItem, InboxView } from './inbox.view.ts';
import { OfAgent } from './inboxAgent.tsx';
import { WAIT_LIMIT_WORKING_DAYS, waitOf } from './inboxWait.ts';
import { inboxWords } from './inboxWords.tsx';
import { AnswerUrgeSheet, UrgeNote } from './urgeSheets.tsx';
import './inbox.css';

type Key = InboxView['groups'][number]['key'];

export default function InboxPage() {
  const say = useWords(inboxWords);
  const answer = useAnswer<InboxView>('/api/inbox');
  const address = useAddress();
  const { session } = useSession();
  const agent = session !== undefined && may(session, 'actForFirm');
  const [recorded, setRecorded] = useState<number>();
  const [help, setHelp] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  // What is being decided on stays in sight with its outcomes, though it has left the queue.
  const [many, setMany] = useState<readonly WaitingClaim[]>([]);
  const openHelp = useCallback(() => setHelp(true), []);
  const choose = useCallback(
    (claims: readonly string[], on?: boolean) =>
      setChosen((before) => {
        const after = new Set(before);
        for (const claim of claims)
          if (on ?? !before.has(claim)) after.add(claim);
          else after.delete(claim);
        return after;
      }),
    [],
  );
  const items = answer.data?.groups.flatMap((group) => group.items) ?? [];
  const waitingChosen = items.flatMap(({ claim, waiting }) =>
    waiting !== undefined && chosen.has(claim) ? [waiting] : [],
  );
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
      <PageHead title={say('title')}>
        <button type="button" className="button quiet no-print" onClick={() => setHelp(true)}>
          {say('help')} <kbd>?</kbd>
        </button>
      </PageHead>
      <RecordedNotice seq={recorded}>
        {next !== undefined && (
          <Link to={address.with({ item: next.claim })}>{say('nextOne', { name: next.title })}</Link>
        )}
      </RecordedNotice>
      {agent && <OfAgent />}
      <Answered answer={answer}>
        {(view) =>
          view.groups.every((group) => group.items.length === 0) ? (
            <Nothing agent={agent} />
          ) : (
            <Groups view={view} chosen={chosen} choose={choose} onHelp={openHelp} />
          )
        }
      </Answered>
      {help && <InboxHelp onClose={() => setHelp(false)} />}
      {many.length > 0 && (
        <RecogniseMany
          claims={many}
          onClose={() => {
            setMany([]);
            setChosen(new Set());
            answer.refresh();
          }}
        />
      )}
      {waitingChosen.length > 0 && many.length === 0 && (
        <ChosenBar
          n={waitingChosen.length}
          onDecide={() => setMany(waitingChosen)}
          onClear={() => setChosen(new Set())}
        />
      )}
      {opened?.draft !== undefined && <PassSheet draft={opened.draft} {...sheet} />}
      {opened?.loop === 'projects' && opened.draft === undefined && (
        <DecideSheet project={opened.subject} claim={opened.claim} {...sheet} />
      )}
      {opened?.loop === 'indicators' && <CheckSheet item={opened} {...sheet} />}
      {opened?.urge !== undefined && <AnswerUrgeSheet urge={opened.urge} {...sheet} />}
    </>
  );
}

function ChosenBar({
  n,
  onDecide,
  onClear,
}: {
  readonly n: number;
  readonly onDecide: () => void;
  readonly onClear: () => void;
}) {
  const say = useWords(inboxWords);
  return (
    <div className="chosen-bar no-print" role="status">
      <b>{say('chosen', { n })}</b>
      <button type="button" className="button main" onClick={onDecide}>
        {say('decideMany')}
      </button>
      <button type="button" className="button quiet" onClick={onClear}>
        {say('letGo')}
      </button>
    </div>
  );
}

const KEYS = [
  ['j / k', 'keyRows'],
  ['x', 'keyChoose'],
  ['Enter', 'keyEnter'],
  ['?', 'keyHelp'],
  ['Esc', 'keyClose'],
] as const;

/** What this page is, and how it is worked without a mouse. */
function InboxHelp({ onClose }: { readonly onClose: () => void }) {
  const say = useWords(inboxWords);
  return (
    <Sheet title={say('help')} onClose={onClose}>
      <p>{say('helpWhat')}</p>
      <p>{say('helpBatch')}</p>
      <dl className="facts">
        {KEYS.map(([key, words]) => (
          <div key={key} className="key-line">
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{say(words)}</dd>
          </div>
        ))}
      </dl>
      <p className="soft small">{say('helpForms')}</p>
    </Sheet>
  );
}

function Nothing({ agent }: { readonly agent: boolean }) {
  const say = useWords(inboxWords);
  // An agent's work is told above.
  if (agent) return null;
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

/** Groups whose day is the one by which it is due; elsewhere it is the day on which it happened. */
const DUE_HEAD = ['what', 'project', 'county', 'due', 'waited'] as const;
const TOLERANCE_HEAD = ['what', 'project', 'appliedBy', 'appliedOn', 'waited'] as const;
const CHECK_HEAD = ['what', 'howManyHead', 'county', 'since', 'waited'] as const;
const READING_HEAD = ['ofPeriod', 'indicator', 'county', 'due', 'waited'] as const;
const CHECKED_HEAD = ['value', 'indicator', 'county', 'ofPeriod', 'waited'] as const;

const HEADS: Partial<Record<Key, readonly (keyof typeof inboxWords | '')[]>> = {
  drafts: DRAFT_HEAD,
  urged: URGED_HEAD,
  toHandle: DUE_HEAD,
  acceptances: DUE_HEAD,
  tolerances: TOLERANCE_HEAD,
  promises: DUE_HEAD,
  toRectify: DUE_HEAD,
  toClose: DUE_HEAD,
  checks: CHECK_HEAD,
  toReport: READING_HEAD,
  toCheck: CHECKED_HEAD,
};

function Groups({
  view,
  chosen,
  choose,
  onHelp,
}: {
  readonly view: InboxView;
  readonly chosen: ReadonlySet<string>;
  readonly choose: (claims: readonly string[], on?: boolean) => void;
  readonly onHelp: () => void;
}) {
  const say = useWords(inboxWords);
  const address = useAddress();
  const list = useRef<HTMLUListElement>(null);
  const listOf = useCallback(() => list.current, []);
  const chooseOne = useCallback((claim: string) => choose([claim]), [choose]);
  const groups = view.groups.filter((group) => group.items.length > 0);
  const asked = address.query.get('group');
  const shown = groups.find((group) => group.key === asked) ?? groups[0];
  const many = shown?.key === 'toRecognise';
  useRowKeys({ list: listOf, onChoose: many ? chooseOne : undefined, onHelp });
  // What came without evidence is decided by itself: it is not among all, and may still be ticked.
  const all =
    shown?.items.flatMap(({ claim, waiting }) =>
      waiting !== undefined && isWithoutEvidence(waiting) ? [] : [claim],
    ) ?? [];
  const allChosen = many && all.length > 0 && all.every((claim) => chosen.has(claim));
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
          {many && (
            <p className="body row no-print">
              <Check
                label={say(all.length === shown.items.length ? 'all' : 'allWithEvidence', { n: all.length })}
                name="all"
                checked={allChosen}
                onChange={() => choose(all, !allChosen)}
              />
              <span className="soft small">{say('chooseHint')}</span>
            </p>
          )}
          <div className="inbox-head" aria-hidden="true">
            {(HEADS[shown.key] ?? HEAD).map((key) => (
              <span key={key}>{key === '' ? '' : say(key)}</span>
            ))}
          </div>
          <ul className="inbox" ref={list}>
            {shown.items.map((item) =>
              item.loop === 'drafts' ? (
                <DraftItem key={item.claim} item={item} />
              ) : (
                <Item
                  key={item.claim}
                  item={item}
                  group={shown.key}
                  {...(many ? { chosen: chosen.has(item.claim), onChoose: chooseOne } : {})}
                />
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

/** Told of a project, and done on its page. */
const OF_PROJECT = new Set(['urging', 'acceptances']);

function Item({
  item,
  group,
  chosen = false,
  onChoose,
}: {
  readonly item: InboxItem;
  readonly group: Key;
  readonly chosen?: boolean;
  readonly onChoose?: (claim: string) => void;
}) {
  const say = useWords(inboxWords);
  const address = useAddress();
  const { language } = useLanguage();
  const mark = useWords(markWords);
  const said = useSaid();
  const opens = address.with({ item: item.claim });
  const dueHead = (HEADS[group] ?? HEAD).includes('due');
  const what = item.whatUnit === undefined ? item.what : amountText(item.what, item.whatUnit, language);
  const outcome = item.outcome === undefined ? undefined : say(outcomeKey(item.outcome));
  const subject =
    item.loop === 'checks'
      ? `/checks${withQuery('', { check: item.subject, state: item.outcome === 'toAccept' ? 'waiting' : null })}`
      : ['projects', 'approvals', 'promises', 'firm-links', 'urging', 'acceptances'].includes(item.loop)
        ? pathOf(OF_PROJECT.has(item.loop) ? 'projects' : item.loop, item.subject)
        : `/indicators${withQuery('', { open: item.subject.split('/')[0] })}`;
  return (
    <li data-row={item.claim} tabIndex={-1}>
      <span className="inbox-node">
        {onChoose !== undefined && (
          <input
            type="checkbox"
            className="no-print"
            checked={chosen}
            aria-label={say('chooseOne', { name: item.title })}
            onChange={() => onChoose(item.claim)}
          />
        )}
        <strong>{what}</strong>
        {item.light && <LightBadge light={item.light.light} word={said(item.light.word)} />}
        {item.late === true && <span className="tag">{say('late')}</span>}
        {item.waiting !== undefined && isWithoutEvidence(item.waiting) && (
          <span className="tag">{say('noEvidence')}</span>
        )}
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
        {item.dueOn === undefined ? (
          dueHead ? (
            <span className="desk-only">{NONE_CELL}</span>
          ) : (
            (item.period ?? item.occurredOn)
          )
        ) : (
          <>
            <span className="unhead">{say('due')} </span>
            {item.dueOn}
          </>
        )}
      </span>
      <Waited item={item} />
      <MainAct item={item} group={group} opens={opens} subject={subject} />
    </li>
  );
}

/** The one main button: named after what is asked, and leading to the sheet of that very thing. */
function MainAct({
  item,
  group,
  opens,
  subject,
}: {
  readonly item: InboxItem;
  readonly group: Key;
  /** The item's own sheet over this page. */
  readonly opens: string;
  readonly subject: string;
}) {
  const say = useWords(inboxWords);
  const again = group === 'myClaims' && item.commands.length > 0;
  const [to, words] = again
    ? ([againAddress(item), 'again'] as const)
    : actOf(item, group, { opens, subject });
  const isMain = group !== 'myClaims' || again;
  return (
    <Link className={isMain ? 'button main' : 'button'} to={to}>
      {say(words)}
    </Link>
  );
}

const ACCEPTANCE_ACTS = {
  toJudge: ['judgePart', 'judge'],
  toJudgeAgain: ['judgePart', 'judge'],
  toHaveRectified: ['rectify', 'tellRectified'],
  toCertify: ['certify', 'certify'],
} as const;

function actOf(
  item: InboxItem,
  group: Key,
  { opens, subject }: { readonly opens: string; readonly subject: string },
): readonly [string, keyof typeof inboxWords] {
  switch (group) {
    case 'toReport':
      return [reportAddress(item), 'fill'];
    case 'myClaims':
      return [subject, 'open'];
    case 'toPass':
      return [opens, item.outcome === 'toSign' ? 'signOff' : 'review'];
    case 'toRectify':
    case 'toClose':
      return [`${subject}${withQuery('', { do: 'matter', matter: item.claim })}`, 'passOn'];
    case 'checks':
      return [subject, 'openChecks'];
    case 'toHandle':
      return [subject, 'handle'];
    case 'promises':
      if (item.loop === 'firm-links')
        return [`${subject}${withQuery('', { question: item.claim })}`, 'answer'];
      return [`${subject}${withQuery('', { do: 'keep', on: item.item ?? null })}`, 'keep'];
    case 'tolerances':
      return [`${subject}${withQuery('', { do: 'decide', on: item.claim })}`, 'decide'];
    case 'acceptances': {
      const [act, words] = ACCEPTANCE_ACTS[item.outcome as keyof typeof ACCEPTANCE_ACTS] ?? ['', 'open'];
      return [`${subject}${withQuery('', { do: act, item: item.item ?? null })}`, words];
    }
    case 'toCheck':
      return [opens, 'check'];
    case 'urged':
      return [opens, 'answer'];
    default:
      return [opens, 'decide'];
  }
}

function outcomeKey(outcome: NonNullable<InboxItem['outcome']>) {
  return outcome === 'waits' ? 'waitsThere' : outcome;
}

function DraftItem({ item }: { readonly item: InboxItem }) {
  const say = useWords(inboxWords);
  const to = pathOf('plan', 'drafts', item.subject);
  return (
    <li data-row={item.claim} tabIndex={-1}>
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

function Waited({ item }: { readonly item: InboxItem }) {
  const say = useWords(inboxWords);
  const { days, dayKind, over } = waitOf(item);
  return (
    <span className="num inbox-waits">
      {item.waitingDays === 0 ? (
        say('today')
      ) : (
        <>
          <span className="unhead">{say('waited')} </span>
          {say(`days${dayKind}`, { days })}
        </>
      )}
      {over && <span className="tag over">{say('overdue', { limit: WAIT_LIMIT_WORKING_DAYS })}</span>}
    </span>
  );
}
