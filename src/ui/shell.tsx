// The page's frame: who and where at the top, the ways to go at the side (at the thumb on a phone), the page in between.
import { Fragment, type ReactNode, useEffect, useRef } from 'react';
import { useLanguage, useWords } from './language.tsx';
import { Link, useAddress, useStanding } from './router.tsx';
import { Simulated } from './standpoint.tsx';
import './form.css';
import './shell.css';

export const shellWords = {
  skip: { zh: '跳到正文', en: 'Skip to content' },
  navigation: { zh: '导航', en: 'Navigation' },
  other: { zh: 'English', en: '中文' },
  more: { zh: '更多', en: 'More' },
  signOut: { zh: '退出', en: 'Sign out' },
};

export interface NavigationItem {
  readonly to: string;
  readonly label: string;
  /** What a phone's foot has room for; the label without it. */
  readonly short?: string;
  /** Also current on addresses that begin with these. */
  readonly covers?: readonly string[];
}

export interface NavigationGroup {
  readonly title?: string;
  readonly items: readonly NavigationItem[];
}

interface ShellProps {
  readonly product: string;
  readonly city: string;
  readonly simulated: boolean;
  readonly who: string;
  readonly groups: readonly NavigationGroup[];
  readonly onSignOut: () => void;
  readonly children: ReactNode;
}

/** How many ways fit at the foot of a phone, beside 更多. */
const AT_HAND = 4;

export function Shell({ product, city, simulated, who, groups, onSignOut, children }: ShellProps) {
  const say = useWords(shellWords);
  const { path } = useAddress();
  const main = useRef<HTMLElement>(null);
  const more = useRef<HTMLDetailsElement>(null);
  const shown = useRef(path);
  useEffect(() => {
    // A new page is announced by moving the focus to it, as a browser does for a document.
    if (shown.current !== path) {
      shown.current = path;
      main.current?.focus({ preventScroll: true });
      if (more.current !== null) more.current.open = false;
    }
  }, [path]);
  const items = groups.flatMap((group) => group.items);
  const isUnderMore = items.slice(AT_HAND).some((item) => isCurrent(item, path));
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {say('skip')}
      </a>
      <header className="shell-top no-print">
        <Link to="/" className="shell-brand">
          {product}
        </Link>
        <span className="shell-city">{city}</span>
        {simulated && <Simulated />}
        <span className="shell-who">{who}</span>
        <span className="shell-wide row">
          <LanguageSwitch />
          <button type="button" className="button quiet" onClick={onSignOut}>
            {say('signOut')}
          </button>
        </span>
      </header>
      <nav className="shell-side no-print" aria-label={say('navigation')}>
        {groups.map((group, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: groups do not move
          <div key={index} className="shell-group">
            {group.title !== undefined && <p>{group.title}</p>}
            {group.items.map((item) => (
              <Way key={item.to} item={item} />
            ))}
          </div>
        ))}
      </nav>
      <p className="print-only">
        {city} {simulated && <Simulated />}
      </p>
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      <nav className="shell-foot no-print" aria-label={say('navigation')}>
        {items.slice(0, AT_HAND).map((item) => (
          <Way key={item.to} item={item} short />
        ))}
        <details ref={more}>
          <summary aria-current={isUnderMore ? 'true' : undefined}>{say('more')}</summary>
          <div className="shell-more">
            {groups.map((group) => {
              const rest = group.items.filter((item) => items.indexOf(item) >= AT_HAND);
              return (
                <Fragment key={group.title ?? ''}>
                  {rest.length > 0 && group.title !== undefined && (
                    <p className="shell-more-of">{group.title}</p>
                  )}
                  {rest.map((item) => (
                    <Way key={item.to} item={item} />
                  ))}
                </Fragment>
              );
            })}
            <LanguageSwitch />
            <button type="button" className="button quiet" onClick={onSignOut}>
              {say('signOut')}
            </button>
          </div>
        </details>
      </nav>
    </div>
  );
}

function isCurrent({ to, covers = [] }: NavigationItem, path: string): boolean {
  return path === to || covers.some((start) => path.startsWith(start));
}

function Way({ item, short = false }: { readonly item: NavigationItem; readonly short?: boolean }) {
  const { path } = useAddress();
  const standing = useStanding();
  return (
    <Link to={standing(item.to)} aria-current={isCurrent(item, path) ? 'page' : undefined}>
      {short ? (item.short ?? item.label) : item.label}
    </Link>
  );
}

export function LanguageSwitch() {
  const say = useWords(shellWords);
  const { language, choose } = useLanguage();
  const other = language === 'zh' ? 'en' : 'zh';
  return (
    <button
      type="button"
      className="button quiet"
      lang={other === 'zh' ? 'zh-CN' : 'en'}
      onClick={() => choose(other)}
    >
      {say('other')}
    </button>
  );
}

/** The head of a page: what it is, a line about it, and what stands beside it. */
export function PageHead({
  title,
  lead,
  children,
}: {
  readonly title: string;
  readonly lead?: string;
  readonly children?: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Luodi 落地`;
  }, [title]);
  return (
    <div className="page-head">
      <div className="page-title">
        <h1>{title}</h1>
        {lead !== undefined && <p className="soft small">{lead}</p>}
      </div>
      {children}
    </div>
  );
}
