// Named views of the list: filter, order and columns as they stand in the address, kept on the server by account. A view is a link. Those that this machine kept before are
// brought along once.
import { useEffect, useState } from 'react';
import { ask, type ProblemBody, problemOf } from '../../ui/answer.tsx';
import { Form, TextField } from '../../ui/form.tsx';
import { useWords } from '../../ui/language.tsx';
import { withQuery } from '../../ui/route.ts';
import { Link, useAddress } from '../../ui/router.tsx';
import { ProblemNotice } from '../../ui/states.tsx';
import { listWords } from './listWords.tsx';

interface SavedView {
  readonly name: string;
  readonly query: string;
}

const VIEWS_MAX = 30;
const keyOf = (account: string): string => `luodi.projects.views.${account}`;

/** As they were kept before there was a place for them on the server. */
function keptHere(account: string): readonly SavedView[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(account)) ?? '[]');
    return Array.isArray(kept)
      ? kept.filter(
          (one): one is SavedView => typeof one?.name === 'string' && typeof one?.query === 'string',
        )
      : [];
  } catch {
    return [];
  }
}

interface Kept {
  readonly views: readonly SavedView[];
}

function keepOne(view: SavedView): Promise<Kept> {
  return ask('/api/views', {
    method: 'POST',
    // Sent, even when the page is left in the same moment.
    keepalive: true,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ page: 'projects', view }),
  });
}

function dropOne(name: string): Promise<Kept> {
  return ask(`/api/views${withQuery('', { page: 'projects', name })}`, { method: 'DELETE', keepalive: true });
}

/** What is kept; undefined until that is known: nothing is saved over what was not read. */
function useViews(account: string) {
  const [views, setViews] = useState<readonly SavedView[]>();
  const [problem, setProblem] = useState<ProblemBody>();
  useEffect(() => {
    if (account === '') return;
    let current = true;
    const load = async () => {
      const { views: kept } = await ask<{ views: Kept['views'] | null }>('/api/views?page=projects');
      let all = kept ?? [];
      if (kept === null)
        for (const one of keptHere(account).slice(-VIEWS_MAX)) all = (await keepOne(one)).views;
      if (current) setViews(all);
    };
    load().catch((thrown: unknown) => current && setProblem(problemOf(thrown)));
    return () => {
      current = false;
    };
  }, [account]);
  // What could not be kept is not shown as kept: the answer says what is.
  const settle = (change: Promise<Kept>) => {
    setProblem(undefined);
    change.then(
      (kept) => setViews(kept.views),
      (thrown: unknown) => setProblem(problemOf(thrown)),
    );
  };
  return { views, problem, settle };
}

export function SavedViews({ account }: { readonly account: string }) {
  const say = useWords(listWords);
  const address = useAddress();
  const { views: kept, problem, settle } = useViews(account);
  const views = kept ?? [];
  const here = new URLSearchParams(address.query);
  for (const key of ['do', 'asOf', 'known']) here.delete(key);
  const save = (name: string) => {
    if (name !== '') settle(keepOne({ name, query: here.toString() }));
  };
  return (
    <details className="more-filters no-print" open={views.length > 0}>
      <summary>{say('views')}</summary>
      <div className="row">
        {kept?.length === 0 && <span className="soft">{say('noViews')}</span>}
        {views.map(({ name, query }) => (
          <span key={name} className="saved-view">
            <Link className={query === here.toString() ? 'tag chosen' : 'tag'} to={`/projects?${query}`}>
              {name}
            </Link>
            <button
              type="button"
              className="button quiet small"
              aria-label={say('dropView', { name })}
              onClick={() => settle(dropOne(name))}
            >
              ×
            </button>
          </span>
        ))}
      </div>
      <Form className="filters" onSend={(values) => save(values.view ?? '')}>
        <TextField label={say('viewName')} name="view" maxLength={30} hint={say('viewsHint')} />
        <button type="submit" className="button" disabled={kept === undefined}>
          {say('saveView')}
        </button>
      </Form>
      {problem !== undefined && <ProblemNotice problem={problem} />}
    </details>
  );
}
