// Many commands given one by one, each recorded or refused for itself: one refusal stops no other, and is told beside its row.
import { useRef, useState } from 'react';
import {
  ask,
  forgetAnswers,
  type ProblemBody,
  problemOf,
  type Recorded,
  useBrowser,
} from '../../ui/answer.tsx';
import { useWords } from '../../ui/language.tsx';
import { pathOf } from '../../ui/route.ts';
import { Link } from '../../ui/router.tsx';
import { actWords } from './actWords.tsx';
import './matters.css';

/** What a command is of; of a project where nothing else is said. */
export interface Ordered {
  readonly id: string;
  readonly name: string;
  readonly project?: string;
}

/** One command: of one row, or of all the chosen ones at once. */
export interface Order {
  readonly of: readonly Pick<Ordered, 'id'>[];
  readonly command: string;
  readonly body: object;
}
export interface Outcome {
  readonly seq?: number;
  readonly problem?: ProblemBody;
}

/** One after the other; what the line dropped is sent again under its own key, so that nothing is recorded twice. */
export function useOrders() {
  const browser = useBrowser();
  const keys = useRef(new Map<string, string>());
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const [busy, setBusy] = useState(false);
  const give = async (orders: readonly Order[]) => {
    setBusy(true);
    for (const { of, command, body } of orders) {
      const text = JSON.stringify(body);
      const key = keys.current.get(text) ?? browser.newKey();
      keys.current.set(text, key);
      const outcome = await sent(command, text, key);
      if (outcome.problem !== undefined && outcome.problem.status >= 400 && outcome.problem.status < 500)
        keys.current.delete(text);
      setOutcomes((before) => new Map([...before, ...of.map(({ id }) => [id, outcome] as const)]));
    }
    forgetAnswers();
    setBusy(false);
  };
  return { outcomes, busy, give };
}

async function sent(command: string, body: string, key: string): Promise<Outcome> {
  try {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    const recorded = await ask<Recorded>(`/api/commands/projects/${command}`, {
      method: 'POST',
      headers,
      body,
    });
    return { seq: recorded.seq[0] };
  } catch (thrown) {
    return { problem: problemOf(thrown) };
  }
}

export function Outcomes({
  rows,
  outcomes,
  busy,
}: {
  readonly rows: readonly Ordered[];
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly busy: boolean;
}) {
  const say = useWords(actWords);
  const done = rows.filter(({ id }) => outcomes.get(id)?.seq !== undefined).length;
  return (
    <section aria-live="polite">
      <p>
        <b>{say('done', { n: done, of: rows.length })}</b>
        {busy && <span className="soft"> {say('busy')}</span>}
      </p>
      <ul className="plain outcomes">
        {rows.map((row) => {
          const outcome = outcomes.get(row.id);
          return (
            <li key={row.id}>
              <Link to={pathOf('projects', row.project ?? row.id)}>{row.name}</Link>{' '}
              {outcome?.seq !== undefined && (
                <Link className="opens num" to={pathOf('ledger', 'facts', String(outcome.seq))}>
                  {say('recorded', { seq: outcome.seq })}
                </Link>
              )}
              {outcome?.problem !== undefined && (
                <span className="bad">
                  {outcome.problem.detail ?? outcome.problem.title}
                  {outcome.problem.fix !== undefined && <span className="soft"> {outcome.problem.fix}</span>}
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
