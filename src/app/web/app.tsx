// The routes and the frame around them. Pages are loaded when first gone to; the one asked for starts loading at once.
import {
  Component,
  type ComponentType,
  lazy,
  type ReactNode,
  Suspense,
  useEffect,
  useMemo,
  useState,
} from 'react';
import { ask, forgetAnswers, useBrowser } from '../../ui/answer.tsx';
import { tellTimeIn } from '../../ui/figures.ts';
import { useWords } from '../../ui/language.tsx';
import { matchPath } from '../../ui/route.ts';
import { Link, navigate, useAddress } from '../../ui/router.tsx';
import { type Session, SessionContext } from '../../ui/session.tsx';
import { PageHead, Shell } from '../../ui/shell.tsx';
import { Empty, Skeleton } from '../../ui/states.tsx';
import { useNavigation } from './navigation.tsx';
import { appWords } from './words.tsx';

type Params = Readonly<Record<string, string>>;
type PageModule = { readonly default: ComponentType<{ readonly params: Params }> };

const loaders: readonly (readonly [pattern: string, load: () => Promise<PageModule>])[] = [
  ['/', () => import('../../dispatch/cockpit.tsx')],
  ['/figures/:measure', () => import('../../dispatch/figure.tsx')],
  ['/targets/:id', () => import('../../dispatch/target.tsx')],
  ['/targets/:id/forecast', () => import('../../dispatch/forecastPage.tsx')],
  ['/outlook', () => import('../../dispatch/outlookPage.tsx')],
  ['/pushes', () => import('../../dispatch/pushesPage.tsx')],
  ['/goals', () => import('../../dispatch/goalTargets.tsx')],
  ['/goals/breakdown', () => import('../../dispatch/breakdown.tsx')],
  ['/goals/tasks', () => import('../../dispatch/goalTasks.tsx')],
  ['/goals/themes', () => import('../../dispatch/goalThemes.tsx')],
  ['/goals/themes/:id', () => import('../../dispatch/goalTheme.tsx')],
  ['/goals/livelihood', () => import('../../dispatch/goalLivelihood.tsx')],
  ['/goals/gaps', () => import('../../dispatch/goalGaps.tsx')],
  ['/goals/units/:id', () => import('../../dispatch/goalUnit.tsx')],
  ['/goals/elements/:section/:id', () => import('../../dispatch/goalElement.tsx')],
  ['/flow', () => import('../../dispatch/flow.tsx')],
  ['/flow/passages', () => import('../../dispatch/flowPassages.tsx')],
  ['/reporting', () => import('../../dispatch/reporting.tsx')],
  ['/inbox', () => import('../../dispatch/inbox.tsx')],
  ['/reports/highlights', () => import('../../dispatch/highlights.tsx')],
  ['/board', () => import('../../dispatch/board.tsx')],
  ['/urges', () => import('../../dispatch/urgesPage.tsx')],
  ['/agency', () => import('../../dispatch/agency.tsx')],
  ['/projects', () => import('../../loops/projects/projectsPage.tsx')],
  ['/projects/import', () => import('../../loops/projects/importPage.tsx')],
  ['/projects/:id', () => import('../../dispatch/projectStory.tsx')],
  ['/leads', () => import('../../loops/projects/mattersPages.tsx')],
  ['/inspections', () => import('../../loops/projects/mattersPages.tsx')],
  ['/batches', () => import('../../loops/projects/mattersPages.tsx')],
  ['/checks', () => import('../../loops/projects/checksPage.tsx')],
  ['/approvals', () => import('../../loops/approvals/approvalsPage.tsx')],
  ['/acceptances', () => import('../../loops/approvals/acceptancesPage.tsx')],
  ['/approvals/import', () => import('../../loops/approvals/importPage.tsx')],
  ['/approvals/calendar', () => import('../../loops/approvals/reprojectionPage.tsx')],
  ['/approvals/:id', () => import('../../loops/approvals/approvalPage.tsx')],
  ['/approvals/:id/notices/:fact', () => import('../../loops/approvals/deferralNotice.tsx')],
  ['/promises', () => import('../../loops/approvals/promisesPage.tsx')],
  ['/firm-links/:id', () => import('../../loops/approvals/firmLinkPage.tsx')],
  ['/promises/:id', () => import('../../loops/approvals/promisePage.tsx')],
  ['/indicators', () => import('../../loops/indicators/indicatorsPage.tsx')],
  ['/ledger', () => import('./pages/ledger.tsx')],
  ['/ledger/facts/:id', () => import('./pages/fact.tsx')],
  ['/plan', () => import('../../loops/drafts/plansPage.tsx')],
  ['/plan/contents', () => import('../../loops/drafts/contentsPage.tsx')],
  ['/plan/drafts/:id', () => import('../../loops/drafts/draftPage.tsx')],
  ['/plan/trace', () => import('./pages/trace.tsx')],
  ['/plan/trace/draft', () => import('./pages/traceDraft.tsx')],
  ['/accounts', () => import('./pages/accounts.tsx')],
  ['/login', () => import('./pages/login.tsx')],
];

/** One promise a page, so that what main.tsx's first look started is what React.lazy waits for. */
const routes = loaders.map(([pattern, load]) => {
  let loading: Promise<PageModule> | undefined;
  const once = () => {
    loading ??= load();
    return loading;
  };
  if (matchPath(pattern, window.location.pathname) !== undefined) void once().catch(() => undefined);
  return { pattern, Page: lazy(once) };
});

export function App() {
  const { path } = useAddress();
  const [session, setSession] = useState<Session>();
  if (session) tellTimeIn(session.city.zone);
  const signingIn = path === '/login';
  const { signedOut } = useBrowser();
  // Who was here before is most likely still: the page asks for what it shows at once. A stranger is asked who they are first, and led to the login by no error.
  const [known, setKnown] = useState(wasHere);
  useEffect(() => {
    if (session !== undefined || signingIn) return;
    ask<Session | null>('/api/session').then(
      (here) => {
        keepHere(here !== null);
        if (here === null) return signedOut();
        setKnown(true);
        setSession(here);
      },
      // A server that cannot be reached is told by the page's own question.
      () => setKnown(true),
    );
  }, [session, signingIn, signedOut]);
  const state = useMemo(
    () => ({
      session,
      enter: (entered: Session) => {
        forgetAnswers();
        keepHere(true);
        setKnown(true);
        setSession(entered);
      },
    }),
    [session],
  );
  const leave = () => {
    void ask('/api/session', { method: 'DELETE' })
      .catch(() => undefined)
      .then(() => {
        forgetAnswers();
        keepHere(false);
        setKnown(false);
        setSession(undefined);
        navigate('/login');
      });
  };
  return (
    <SessionContext value={state}>
      {signingIn ? <Route /> : <Frame session={session} known={known} leave={leave} />}
    </SessionContext>
  );
}

const HERE = 'luodi.here';

/** Whether somebody was signed in here: a hint for speed, no right. A browser that keeps nothing is asked each time. */
function wasHere(): boolean {
  try {
    return localStorage.getItem(HERE) === 'yes';
  } catch {
    return false;
  }
}

function keepHere(here: boolean): void {
  try {
    if (here) localStorage.setItem(HERE, 'yes');
    else localStorage.removeItem(HERE);
  } catch {
    // Then the next visit asks first.
  }
}

function Frame({
  session,
  known,
  leave,
}: {
  readonly session: Session | undefined;
  readonly known: boolean;
  readonly leave: () => void;
}) {
  const say = useWords(appWords);
  const groups = useNavigation(session);
  return (
    <Shell
      product={say('product')}
      city={session?.city.name ?? ''}
      simulated={session?.city.simulated ?? false}
      who={whoOf(session)}
      groups={groups}
      onSignOut={leave}
    >
      {known ? <Route /> : <Skeleton bars={10} />}
    </Shell>
  );
}

/** 四会市 · 填报员; a title that begins with the unit's name stands for both. */
function whoOf(session: Session | undefined): string {
  if (session === undefined) return '';
  const { unit, title } = session;
  return title.startsWith(unit.name) ? title : `${unit.name} · ${title}`;
}

function Route() {
  const say = useWords(appWords);
  const { path } = useAddress();
  for (const { pattern, Page } of routes) {
    const params = matchPath(pattern, path);
    if (params !== undefined) {
      return (
        <Newer key={pattern} words={[say('newer'), say('reload')]}>
          <Suspense fallback={<Skeleton bars={14} />}>
            <Page key={path} params={params} />
          </Suspense>
        </Newer>
      );
    }
  }
  return (
    <>
      <PageHead title={say('notFound')} />
      <Empty title={path}>
        <Link to="/">{say('notFoundFix')}</Link>
      </Empty>
    </>
  );
}

/** A page whose file is gone belongs to an older version of the server; any other failure says so with its message. */
class Newer extends Component<
  { readonly words: readonly [string, string]; readonly children: ReactNode },
  { readonly failed: string | undefined }
> {
  override state = { failed: undefined };
  static getDerivedStateFromError(error: unknown) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
  override render() {
    const [newer, reload] = this.props.words;
    if (this.state.failed === undefined) return this.props.children;
    return (
      <div className="notice bad" role="alert">
        <p>{newer}</p>
        <p className="mono soft">{this.state.failed}</p>
        <p>
          <button type="button" className="button" onClick={() => window.location.reload()}>
            {reload}
          </button>
        </p>
      </div>
    );
  }
}
