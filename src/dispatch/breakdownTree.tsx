// The tree itself: one level is one question, asked when its node is opened. Which nodes are open stands in the address (`open`), so that a tree as it
// stands can be sent to someone. Every node is a button (to open) and a link (to its page); nested lists tell the levels.
import { useAnswer, useMore } from '../ui/answer.tsx';
import { useSaid, useWords } from '../ui/language.tsx';
import { LightBadge } from '../ui/light.tsx';
import { withQuery } from '../ui/route.ts';
import { Link, navigate, useAddress, useStanding } from '../ui/router.tsx';
import { ProblemNotice, Skeleton } from '../ui/states.tsx';
import { BasisTag } from './goalCells.tsx';
import type { TreeNode, TreeView } from './goalViews.tsx';
import { goalWords } from './goalWords.tsx';

/** What a tree is asked with beside the node: the way in and the standpoint. */
export type TreeAsk = Readonly<Record<string, string | null>>;

/** A node quotes as many at a glance; the rest stand on the element's own page. */
const QUOTES_SHOWN = 8;

export function useOpen() {
  const address = useAddress();
  const list = (address.query.get('open') ?? '').split(',').filter((path) => path !== '');
  const open = new Set(list);
  return {
    has: (path: string) => open.has(path),
    toggle: (path: string) => {
      // What lies below a closed node is closed with it.
      const next = open.has(path)
        ? list.filter((one) => one !== path && !one.startsWith(`${path}/`))
        : [...list, path];
      navigate(address.with({ open: next.join(',') || null }), { replace: true });
    },
  };
}

export function Branch({
  ask,
  node,
  label,
}: {
  readonly ask: TreeAsk;
  readonly node: string;
  readonly label: string;
}) {
  const address = `/api/goals/tree${withQuery('', { ...ask, node })}`;
  const answer = useAnswer<TreeView>(address);
  if (answer.problem !== undefined) return <ProblemNotice problem={answer.problem} retry={answer.refresh} />;
  if (answer.data === undefined) return <Skeleton bars={3} />;
  return <Nodes ask={ask} view={answer.data} question={address} label={label} />;
}

const nodesOf = (view: TreeView) => view.nodes;

export function Nodes({
  ask,
  view,
  question,
  label,
}: {
  readonly ask: TreeAsk;
  readonly view: TreeView;
  readonly question: string;
  readonly label: string;
}) {
  const say = useWords(goalWords);
  const more = useMore<TreeNode, TreeView>(question, view, nodesOf);
  return (
    <>
      <ul className="tree" aria-label={label}>
        {more.rows.map((node) => (
          <Node key={node.path} ask={ask} node={node} />
        ))}
      </ul>
      {more.problem !== undefined && <ProblemNotice problem={more.problem} />}
      {more.next !== null && (
        <button type="button" className="button quiet no-print" disabled={more.busy} onClick={more.load}>
          {say('moreNodes', { n: view.total - more.rows.length })}
        </button>
      )}
    </>
  );
}

function Node({ ask, node }: { readonly ask: TreeAsk; readonly node: TreeNode }) {
  const say = useWords(goalWords);
  const said = useSaid();
  const { has, toggle } = useOpen();
  const isOpen = node.children > 0 && has(node.path);
  const title = said(node.title);
  return (
    <li className={`tree-node ${node.kind}`}>
      <div className="tree-line">
        {node.children > 0 ? (
          <button
            type="button"
            className="tree-mark"
            aria-expanded={isOpen}
            aria-label={`${say(isOpen ? 'close' : 'open')} ${title}`}
            onClick={() => toggle(node.path)}
          >
            <i aria-hidden="true" />
          </button>
        ) : (
          <span className="tree-mark" aria-hidden="true" />
        )}
        <div className="tree-text">
          {node.as !== null && <span className="tree-as">{said(node.as)}</span>}
          <NodeTitle node={node} title={title} />
          <BasisTag basis={node.basis} />
          <Quotes quotes={node.quotes} />
          {node.about.map((one) => (
            <span key={one.zh} className="soft small">
              {said(one)}
            </span>
          ))}
          {node.line != null && (
            <span className="goal-line small">
              <LightBadge light={node.line.light} title={said(node.line.cause)} />
              <span className="soft">{said(node.line.sentence)}</span>
            </span>
          )}
          {node.children > 0 && node.kind !== 'holder' && (
            <span className="soft small num" aria-hidden="true">
              {node.kind === 'group' || node.kind === 'gap' ? node.children : ''}
            </span>
          )}
        </div>
      </div>
      {isOpen && <Branch ask={ask} node={node.path} label={title} />}
    </li>
  );
}

function NodeTitle({ node, title }: { readonly node: TreeNode; readonly title: string }) {
  const standing = useStanding();
  const { toggle } = useOpen();
  if (node.to !== null)
    return (
      <Link className="tree-title" to={standing(node.to)}>
        {title}
      </Link>
    );
  if (node.kind === 'gap')
    return node.children > 0 ? (
      <button type="button" className="tree-title plain-button" onClick={() => toggle(node.path)}>
        {title}
      </button>
    ) : (
      <LightBadge light="grey" word={title} />
    );
  if (node.children === 0) return <span className="tree-title">{title}</span>;
  return (
    <button type="button" className="tree-title plain-button" onClick={() => toggle(node.path)}>
      {title}
    </button>
  );
}

function Quotes({ quotes }: { readonly quotes: readonly string[] }) {
  if (quotes.length === 0) return null;
  const rest = quotes.slice(QUOTES_SHOWN);
  return (
    <span className="quotes">
      {quotes.slice(0, QUOTES_SHOWN).map((quote) => (
        <q key={quote}>{quote}</q>
      ))}
      {rest.length > 0 && (
        <span className="soft small" title={rest.join('\n')}>
          +{rest.length}
        </span>
      )}
    </span>
  );
}
