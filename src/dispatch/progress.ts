// Whether an element's progress can be seen at all, and who reports what shows it: the last step from text to figures. It says nothing of how far the
// element is; where nobody reports, it says so and makes nothing up. Pure.
import type { FeedRef, PlanElement } from './planElement.ts';
import type { PlanIndex } from './planIndex.ts';
import { engineOf, isReckoned, reportedBelow } from './planParts.ts';

/** reported: somebody owes the figure · reckoned: derived or rolled up · below: by the tasks below it · awaits: its engine is not there yet. */
export type Shown = 'reported' | 'reckoned' | 'below' | 'awaits' | 'nobody';

/** Best first: of several feeds the best known says whether the progress can be seen. */
const ORDER: readonly Shown[] = ['reported', 'reckoned', 'below', 'awaits', 'nobody'];

/** Remembers what it has looked at: over all elements of a plan it is linear. */
export function shownIn(index: PlanIndex): (key: string) => Shown {
  const known = new Map<string, Shown>();
  const ofFeed = (feed: FeedRef): Shown => {
    if (feed.kind === 'element') return look(feed.id);
    return index.dutiesOf(feed.id).length > 0 ? 'reported' : 'nobody';
  };
  const look = (key: string): Shown => {
    const held = known.get(key);
    if (held !== undefined) return held;
    // Elements that show each other's progress show none.
    known.set(key, 'nobody');
    const element = index.elements.get(key);
    const shown = element === undefined ? 'nobody' : shownOf(element);
    known.set(key, shown);
    return shown;
  };
  const shownOf = (element: PlanElement): Shown => {
    const { section, body, feeds, key } = element;
    if (section === 'indicators') return ofIndicator(element);
    if (section === 'reporting') return 'reported';
    const engine = engineOf(section, body);
    const below: readonly Shown[] = index.subtasks.has(key) ? ['below'] : [];
    const own: readonly Shown[] = engine === undefined ? [] : ['awaits'];
    return best([...feeds.map(ofFeed), ...below, ...own]);
  };
  return look;
}

function ofIndicator({ parts, body }: PlanElement): Shown {
  if (parts.some(({ role }) => role === 'reports') || reportedBelow(body) !== undefined) return 'reported';
  return isReckoned(body) ? 'reckoned' : 'nobody';
}

function best(all: readonly Shown[]): Shown {
  return ORDER.find((one) => all.includes(one)) ?? 'nobody';
}
