// 我的项目: the agent's first page, made for a phone. What needs him first; an errand in two taps; what could not be sent stays on the device and goes later.
import { useCallback, useEffect, useState } from 'react';
import {
  ask,
  forgetAnswers,
  type ProblemBody,
  problemOf,
  type Recorded,
  useAnswer,
  useBrowser,
} from '../ui/answer.tsx';
import { Form, Select, SendButton, TextArea } from '../ui/form.tsx';
import { useSaid, useWords } from '../ui/language.tsx';
import { LightBadge } from '../ui/light.tsx';
import { RecordedNotice } from '../ui/recorded.tsx';
import { pathOf } from '../ui/route.ts';
import { Link } from '../ui/router.tsx';
import { useSession } from '../ui/session.tsx';
import { PageHead } from '../ui/shell.tsx';
import { Answered, Empty, ProblemNotice } from '../ui/states.tsx';
import { type KeptErrand, readKept, staysKept } from './agencyQueue.ts';
import type { AgentProject, AgentView } from './projectStory.view.ts';
import { agencyWords } from './projectStoryWords.tsx';
import { HoldingLine } from './storyHolding.tsx';
import './projectStory.css';

const ACTS = ['递交', '领取', '询问', '陪同'] as const;
type Act = (typeof ACTS)[number];

export default function AgencyPage() {
  const say = useWords(agencyWords);
  const answer = useAnswer<AgentView>('/api/agency/projects');
  const queue = useQueue(answer.refresh);
  return (
    <>
      <PageHead title={say('title')} />
      {queue.kept.length > 0 && (
        <p className="kept row" role="status">
          {say('pending', { n: queue.kept.length })}
          <button type="button" className="button" onClick={() => void queue.flush()}>
            {say('send')}
          </button>
        </p>
      )}
      <RecordedNotice seq={queue.recorded} />
      {queue.problem !== undefined && <ProblemNotice problem={queue.problem} />}
      <Answered answer={answer} bars={8}>
        {(view) =>
          view.rows.length === 0 ? (
            <Empty title={say('none')} />
          ) : (
            <ul className="agent-list">
              {view.rows.map((row) => (
                <AgentCard key={row.project} row={row} keep={queue.keep} />
              ))}
            </ul>
          )
        }
      </Answered>
    </>
  );
}

/** Errands on the way: kept on the device first, then sent; what does not arrive waits there for the line, under the account that wrote it. */
function useQueue(refresh: () => void) {
  const { session } = useSession();
  const browser = useBrowser();
  const place = session === undefined ? undefined : `luodi.errands.${session.city.id}.${session.account}`;
  const [kept, setKept] = useState<readonly KeptErrand[]>([]);
  const [recorded, setRecorded] = useState<number>();
  const [problem, setProblem] = useState<ProblemBody>();
  const store = useCallback(
    (list: readonly KeptErrand[]) => {
      setKept(list);
      if (place === undefined) return;
      if (list.length === 0) localStorage.removeItem(place);
      else localStorage.setItem(place, JSON.stringify(list));
    },
    [place],
  );
  const sendAll = useCallback(
    async (list: readonly KeptErrand[]) => {
      let left = list;
      setProblem(undefined);
      for (const one of list) {
        try {
          const done = await ask<Recorded>('/api/commands/approvals/logErrand', {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'idempotency-key': one.key },
            body: JSON.stringify(one.body),
          });
          setRecorded(done.seq[1]);
        } catch (thrown) {
          const refused = problemOf(thrown);
          // What did not arrive is told by what waits; only what was refused is a problem.
          if (staysKept(refused.status)) break;
          setProblem(refused);
        }
        left = left.filter(({ key }) => key !== one.key);
        store(left);
      }
      if (left.length === list.length) return;
      forgetAnswers();
      refresh();
    },
    [refresh, store],
  );
  const flush = useCallback(async () => {
    if (place !== undefined) await sendAll(readKept(localStorage.getItem(place)));
  }, [place, sendAll]);
  useEffect(() => {
    if (place === undefined) return;
    setKept(readKept(localStorage.getItem(place)));
    const online = () => void flush();
    window.addEventListener('online', online);
    return () => window.removeEventListener('online', online);
  }, [place, flush]);
  const keep = (body: KeptErrand['body']) => {
    const list = [...kept, { key: browser.newKey(), body }];
    store(list);
    void sendAll(list);
  };
  return { kept, recorded, problem, keep, flush };
}

function AgentCard({
  row,
  keep,
}: {
  readonly row: AgentProject;
  readonly keep: (body: KeptErrand['body']) => void;
}) {
  const say = useWords(agencyWords);
  const said = useSaid();
  const [act, setAct] = useState<Act>();
  const worst =
    row.lights.find(({ light }) => light === 'red') ?? row.lights.find(({ light }) => light === 'yellow');
  return (
    <li className={row.needsAgent ? 'panel agent-card mine' : 'panel agent-card'}>
      <p className="row">
        <Link className="opens agent-name" to={pathOf('projects', row.project)}>
          {row.name}
        </Link>
        {row.needsAgent && <b className="tag">{say('needs')}</b>}
      </p>
      <p className="row soft">
        <span>{row.unitName}</span>
        <span>{row.stageName}</span>
        {worst !== undefined && <LightBadge light={worst.light} word={said(worst.word)} />}
        <span className="num small">{say('until', { day: row.mandateTo })}</span>
      </p>
      {row.now !== null && <HoldingLine one={row.now} project={row.project} />}
      {row.others > 0 && <p className="soft small">{say('more', { n: row.others })}</p>}
      {row.lastErrand !== null && (
        <p className="soft small">
          {say('last', {
            day: row.lastErrand.occurredOn,
            act: row.lastErrand.act,
            item: row.lastErrand.itemName,
          })}
        </p>
      )}
      {act === undefined ? (
        <div className="agent-acts no-print">
          {ACTS.map((one) => (
            <button key={one} type="button" className="button" onClick={() => setAct(one)}>
              {say(one)}
            </button>
          ))}
        </div>
      ) : (
        <Errand row={row} act={act} keep={keep} onClose={() => setAct(undefined)} />
      )}
    </li>
  );
}

/** The second tap saves: what was done and about what stand there already, and may be changed. A question is written first. */
function Errand({
  row,
  act,
  keep,
  onClose,
}: {
  readonly row: AgentProject;
  readonly act: Act;
  readonly keep: (body: KeptErrand['body']) => void;
  readonly onClose: () => void;
}) {
  const say = useWords(agencyWords);
  // Only what the card waits for is chosen beforehand: an errand about another approval would be a fact that is not so.
  const likely = row.items.length === 1 ? row.items[0] : row.items.find(({ name }) => name === row.now?.what);
  return (
    <Form
      className="form errand"
      onSend={({ item = '', words = '' }) => {
        keep({ project: row.project, act, item, words });
        onClose();
      }}
    >
      <Select
        label={say('item')}
        name="item"
        required
        defaultValue={likely?.id ?? ''}
        choices={[
          ...(likely === undefined ? [{ value: '', label: say('choose') }] : []),
          ...row.items.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <TextArea
        label={say('words')}
        name="words"
        required
        minLength={2}
        maxLength={500}
        // What was asked nobody can know beforehand: a question begins with an empty box.
        placeholder={act === '询问' ? say('askedWhat') : undefined}
        autoFocus={act === '询问'}
        defaultValue={act === '询问' || likely === undefined ? '' : `${act} ${likely.name}`}
      />
      <div className="row">
        <SendButton busy={false}>{say('save')}</SendButton>
        <button type="button" className="button quiet" onClick={onClose}>
          {say('cancel')}
        </button>
      </div>
    </Form>
  );
}
