// Where an account begins that asked for no page: who looks for one minute gets the whole city, who works gets the work. Pure.
import { safeNext } from '../../ui/route.ts';
import type { Session } from '../../ui/session.tsx';

/** In this order: of two roles the one that came for more. An administrator, and whoever is not listed, begins at the cockpit, as a leader does. */
const FIRST_PAGES: readonly (readonly [role: string, page: string])[] = [
  ['leader', '/'],
  ['office', '/inbox'],
  ['bureau', '/inbox'],
  ['county', '/inbox'],
  ['township', '/inbox'],
  ['reviewer', '/inbox'],
  ['signer', '/inbox'],
  ['agent', '/agency'],
  ['auditor', '/ledger'],
];

/** A link to a page leads to that page, whoever signs in for it; `next` is the page asked for, null or / where none was. */
export function firstPage({ roles }: Pick<Session, 'roles'>, next: string | null): string {
  const asked = safeNext(next);
  if (asked !== '/') return asked;
  return FIRST_PAGES.find(([role]) => roles.includes(role))?.[1] ?? '/';
}
