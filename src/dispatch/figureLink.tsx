// A figure that opens. On the cockpit its rows open at the side; elsewhere, and in a new tab, on their own page.
import type { ReactNode } from 'react';
import { pathOf, withQuery } from '../ui/route.ts';
import { Link, useAddress, useStanding } from '../ui/router.tsx';
import type { FigureRef } from './cockpit.view.ts';

export const COCKPIT = '/';
const MARK = '~';

/** One text in the address: `projects.started~2021-01-01~2021-06-30~441284`. */
export function figureText(figure: FigureRef): string {
  return [figure.measure, figure.from, figure.asOf, figure.unit]
    .filter((part) => part !== undefined)
    .join(MARK);
}

export function figureOf(text: string | null): FigureRef | undefined {
  const [measure, from, asOf, unit] = text?.split(MARK) ?? [];
  if (!measure || from === undefined || asOf === undefined) return undefined;
  return unit === undefined ? { measure, from, asOf } : { measure, from, asOf, unit };
}

export function figureQuery(figure: FigureRef, known: string | null): string {
  return withQuery('', {
    from: figure.from,
    asOf: figure.asOf,
    known,
    unit: figure.unit,
    by: figure.by,
    value: figure.value,
  });
}

/** A figure reckoned from others: it opens to how it was reckoned. */
export function ReckonedLink({
  target,
  of,
  asOf,
  label,
  children,
}: {
  readonly target: string;
  readonly of: string;
  readonly asOf: string;
  readonly label?: string;
  readonly children: ReactNode;
}) {
  const standing = useStanding();
  return (
    <Link
      className="opens"
      aria-label={label}
      to={standing(pathOf('targets', target) + withQuery('', { asOf, of }))}
    >
      {children}
    </Link>
  );
}

export function FigureLink({
  figure,
  label,
  children,
}: {
  readonly figure: FigureRef | null;
  readonly label?: string;
  readonly children: ReactNode;
}) {
  const address = useAddress();
  if (figure === null) return <>{children}</>;
  const to =
    address.path === COCKPIT
      ? address.with({ figure: figureText(figure) })
      : pathOf('figures', figure.measure) + figureQuery(figure, address.query.get('known'));
  return (
    <Link to={to} className="opens" aria-label={label}>
      {children}
    </Link>
  );
}
