// Named views of the list: filter, order and columns as they stand in the address, kept on this machine by account. A view is a link.
import { useState } from 'react';
import { Form, TextField } from '../../ui/form.tsx';
import { useWords } from '../../ui/language.tsx';
import { Link, useAddress } from '../../ui/router.tsx';
import { listWords } from './listWords.tsx';

interface SavedView {
  readonly name: string;
  readonly query: string;
}

const VIEWS_MAX = 30;
const keyOf = (account: string): string => `luodi.projects.views.${account}`;

function savedViews(account: string): readonly SavedView[] {
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

export function SavedViews({ account }: { readonly account: string }) {
  const say = useWords(listWords);
  const address = useAddress();
  const [views, setViews] = useState(() => savedViews(account));
  const keep = (next: readonly SavedView[]) => {
    setViews(next);
    try {
      localStorage.setItem(keyOf(account), JSON.stringify(next));
    } catch {
      // A machine that keeps nothing: the address still holds the view.
    }
  };
  const here = new URLSearchParams(address.query);
  for (const key of ['do', 'asOf', 'known']) here.delete(key);
  const save = (name: string) => {
    if (name === '') return;
    keep([...views.filter((one) => one.name !== name), { name, query: here.toString() }].slice(-VIEWS_MAX));
  };
  return (
    <details className="more-filters no-print" open={views.length > 0}>
      <summary>{say('views')}</summary>
      <div className="row">
        {views.length === 0 && <span className="soft">{say('noViews')}</span>}
        {views.map(({ name, query }) => (
          <span key={name} className="saved-view">
            <Link className={query === here.toString() ? 'tag chosen' : 'tag'} to={`/projects?${query}`}>
              {name}
            </Link>
            <button
              type="button"
              className="button quiet small"
              aria-label={say('dropView', { name })}
              onClick={() => keep(views.filter((one) => one.name !== name))}
            >
              ×
            </button>
          </span>
        ))}
      </div>
      <Form className="filters" onSend={(values) => save(values.view ?? '')}>
        <TextField label={say('viewName')} name="view" maxLength={30} hint={say('viewsHint')} />
        <button type="submit" className="button">
          {say('saveView')}
        </button>
      </Form>
    </details>
  );
}
