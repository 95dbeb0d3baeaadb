// What the checker asks of the path that a promise declares (先建后验): that applications which go this way have a letter to go under, and that the order of its
// steps contradicts neither what an item requires nor what a node requires. Sources: domain.md §1.1.
import type { PlanRule, RuleFinding } from '../../kernel/loop.ts';
import type { ServicePromise } from './servicePromises.plan.ts';

type Rule = PlanRule<ServicePromise[]>;

interface ItemLike {
  readonly id: string;
  readonly name: string;
  readonly kinds?: readonly string[];
  readonly requires?: readonly string[];
}
interface LifecycleLike {
  readonly id: string;
  readonly milestones: readonly { readonly id: string; readonly requires?: readonly string[] }[];
}

/** A path without a letter, or two paths for the same applications. */
const withoutLetter: Rule = {
  code: 'path_without_letter',
  severity: 'error',
  phase: 'rules',
  check: (promises) =>
    promises.flatMap((promise, i): readonly RuleFinding[] => {
      const { filedAs, mechanism, steps, title } = promise;
      if (filedAs === undefined || (mechanism === '双向承诺' && steps.some(({ letter }) => letter)))
        return [];
      const message = `按“${filedAs}”收件的走“${title}”的路径，路径里却没有签承诺书的一步`;
      return [
        {
          path: [i, 'filedAs'],
          message,
          fix: '只有双向承诺有承诺书：在 steps 里写明 letter: true 的一步，或删去 filedAs',
        },
      ];
    }),
};

const declaredTwice: Rule = {
  code: 'path_declared_twice',
  severity: 'error',
  phase: 'rules',
  check: (promises) =>
    promises.flatMap((promise, i): readonly RuleFinding[] => {
      const { filedAs, lifecycles, title } = promise;
      const other =
        filedAs &&
        promises
          .slice(0, i)
          .find((each) => each.filedAs === filedAs && sameProjects(each.lifecycles, lifecycles));
      if (!other) return [];
      const message = `按“${filedAs}”收件的既走“${other.title}”又走“${title}”的路径`;
      return [{ path: [i, 'filedAs'], message, fix: '同一种项目、同一种办理方式只走一条路径' }];
    }),
};

function sameProjects(one: readonly string[], two: readonly string[]): boolean {
  return one.length === 0 || two.length === 0 || one.some((id) => two.includes(id));
}

/** An item, or a node, that requires another one which the path puts after it. */
const againstOrder: Rule = {
  code: 'path_against_order',
  severity: 'error',
  phase: 'rules',
  check: (promises, whole) => {
    const items = (whole.section('approvalItems') ?? []) as readonly ItemLike[];
    const lifecycles = (whole.section('lifecycles') ?? []) as readonly LifecycleLike[];
    return promises.flatMap(({ steps, lifecycles: named }, i) => {
      const nodes = lifecycles
        .filter(({ id }) => named.length === 0 || named.includes(id))
        .flatMap(({ milestones }) => milestones);
      return steps.flatMap((step, k) =>
        steps.slice(k + 1).flatMap((later, n): readonly RuleFinding[] => {
          const required =
            requires(items, step.approvalItem, later.approvalItem) ||
            requires(nodes, step.milestone, later.milestone);
          if (!required) return [];
          const message = `“${step.title}”以“${later.title}”为先，路径却把它排在后面`;
          return [
            { path: [i, 'steps', k + 1 + n], message, fix: `把“${later.title}”移到“${step.title}”前面` },
          ];
        }),
      );
    });
  },
};

function requires(
  all: readonly { readonly id: string; readonly requires?: readonly string[] }[],
  of: string | undefined,
  what: string | undefined,
): boolean {
  if (of === undefined || what === undefined) return false;
  const seen = new Set<string>();
  const reach = (id: string): boolean =>
    all
      .filter((each) => each.id === id)
      .some((each) =>
        (each.requires ?? []).some((next) => {
          if (next === what) return true;
          if (seen.has(next)) return false;
          seen.add(next);
          return reach(next);
        }),
      );
  return reach(of);
}

/** Applications can be filed as 双容双承诺, and nothing is asked of them before. */
const undeclared: Rule = {
  code: 'path_undeclared',
  severity: 'warning',
  phase: 'rules',
  check: (promises, whole) => {
    const items = (whole.section('approvalItems') ?? []) as readonly ItemLike[];
    const kind = '双容双承诺';
    const item = items.find(({ kinds }) => kinds?.includes(kind));
    const at = promises.findIndex(({ mechanism }) => mechanism === '双向承诺');
    if (item === undefined || at < 0 || promises.some(({ filedAs }) => filedAs === kind)) return [];
    const message = `“${item.name}”可以按“${kind}”收件，收件之前却没有写先要走到哪一步`;
    return [{ path: [at], message, fix: `在“${promises[at]?.title}”里写 filedAs: ${kind}，并列出 steps` }];
  },
};

export const pathRules: readonly Rule[] = [withoutLetter, declaredTwice, againstOrder, undeclared];
