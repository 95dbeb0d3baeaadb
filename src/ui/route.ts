// Addresses: patterns matched to a path, and queries changed without losing what others put there. Pure.

/** '/projects/:id' against '/projects/01H' → { id: '01H' }; undefined when it does not match. */
export function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = segments(pattern);
  const given = segments(path);
  if (wanted.length !== given.length) return undefined;
  const found: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const part = given[index]!;
    if (segment.startsWith(':')) {
      const value = decoded(part);
      if (value === undefined) return undefined;
      found[segment.slice(1)] = value;
    } else if (segment !== part) return undefined;
  }
  return found;
}

export type QueryChanges = Readonly<Record<string, string | null | undefined>>;

/** The query with some keys set, or removed when null, undefined or ''. Keys keep their order; '' when nothing is left. */
export function withQuery(query: string | URLSearchParams, changes: QueryChanges): string {
  // An address in its place would become a key of the query, and the page would ask itself.
  if (typeof query === 'string' && query.startsWith('/')) throw new Error(`not a query: ${query}`);
  const params = new URLSearchParams(query);
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === '') params.delete(key);
    else params.set(key, value);
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

/** Only these keys of the query: what a link to another page carries along. */
export function onlyQuery(query: URLSearchParams, keys: readonly string[]): string {
  return withQuery('', Object.fromEntries(keys.map((key) => [key, query.get(key)])));
}

/** A path from its segments, each encoded. */
export function pathOf(...parts: readonly string[]): string {
  return `/${parts.map(encodeURIComponent).join('/')}`;
}

/** Only addresses of this site may be gone to after signing in. */
export function safeNext(next: string | null): string {
  return next?.startsWith('/') && !/^\/[/\\]/.test(next) ? next : '/';
}

function segments(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
