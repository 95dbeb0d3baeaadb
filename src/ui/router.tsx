// History-API routing: the address is the state. Pages read it with useAddress and change it with navigate or a Link.
import { type AnchorHTMLAttributes, type MouseEvent, useEffect, useMemo, useSyncExternalStore } from 'react';
import { onlyQuery, type QueryChanges, withQuery } from './route.ts';

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

const current = () => window.location.pathname + window.location.search;

export function navigate(to: string, options: { readonly replace?: boolean } = {}): void {
  if (to === current()) return;
  const [address = '', part] = to.split('#');
  const samePage = address.split('?')[0] === window.location.pathname;
  if (options.replace) window.history.replaceState(null, '', to);
  else window.history.pushState(null, '', to);
  if (!samePage) window.scrollTo(0, 0);
  for (const listener of [...listeners]) listener();
  if (samePage && part !== undefined) document.getElementById(part)?.scrollIntoView();
}

export interface Address {
  readonly path: string;
  readonly query: URLSearchParams;
  /** This page with some of its query changed. */
  with(changes: QueryChanges): string;
}

export function useAddress(): Address {
  const address = useSyncExternalStore(subscribe, current);
  return useMemo(() => {
    const [path = '/', query = ''] = address.split('?');
    return {
      path,
      query: new URLSearchParams(query),
      with: (changes) => path + withQuery(query, changes),
    };
  }, [address]);
}

/** The keys that say where in time one stands: every link within the site keeps them. */
const STANDPOINT = ['asOf', 'known'];

/** An address of the site that keeps the standpoint of the page it is linked from. */
export function useStanding(): (to: string) => string {
  const { query } = useAddress();
  return (to) => {
    const [address = '', part] = to.split('#');
    const [path, own = ''] = address.split('?');
    const kept = new URLSearchParams(onlyQuery(query, STANDPOINT));
    const there = path + withQuery(kept, Object.fromEntries(new URLSearchParams(own)));
    return part === undefined ? there : `${there}#${part}`;
  };
}

/** Where the address names a part of the page (#…), the page goes there as soon as what it shows is there. */
export function useArrival(shown: unknown): void {
  useEffect(() => {
    const part = window.location.hash.slice(1);
    if (shown !== undefined && part !== '') document.getElementById(part)?.scrollIntoView();
  }, [shown]);
}

export interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  readonly to: string;
}

export function Link({ to, onClick, ...rest }: LinkProps) {
  const go = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || rest.target !== undefined) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(to);
  };
  return <a href={to} onClick={go} {...rest} />;
}
