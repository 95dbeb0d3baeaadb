// What a leader looks for first, above the list whatever it is narrowed to: how many open projects have a red light or an approval overdue, each a link; and beside a list
// of red lights those that it leaves out.
import { useAnswer } from '../../ui/answer.tsx';
import { useWords } from '../../ui/language.tsx';
import { withQuery } from '../../ui/route.ts';
import { Link, useAddress } from '../../ui/router.tsx';
import { listWords } from './listWords.tsx';
import { LIST_FILTERS } from './projectFilters.tsx';

interface Alarms {
  readonly found: number;
  readonly overdue: number;
  readonly notRed: number;
}

const NONE_SET = Object.fromEntries(LIST_FILTERS.map((key) => [key, null]));

/** Asked for by itself: the list stands before it is answered. */
export function AlarmStrip() {
  const list = useWords(listWords);
  const address = useAddress();
  const told = (keys: readonly string[]) =>
    Object.fromEntries(keys.map((key) => [key, address.query.get(key)] as const));
  const at = told(['asOf', 'known']);
  const open = useAnswer<Alarms>(`/api/alarm${withQuery('', { standing: 'open', ...at })}`).data;
  const isRed = address.query.get('light') === 'red';
  const beside = useAnswer<Alarms>(
    isRed ? `/api/alarm${withQuery('', { ...told(LIST_FILTERS), ...at })}` : null,
  ).data;
  const all = open?.found ?? 0;
  const late = open?.overdue ?? 0;
  const left = isRed ? (beside?.notRed ?? 0) : 0;
  if (all === 0 && left === 0) return null;
  const only = (values: Readonly<Record<string, string>>) =>
    address.with({ ...NONE_SET, sort: null, standing: 'open', ...values });
  return (
    <p className="row body alarm-strip">
      {left > 0 && (
        <Link className="opens late-word" to={address.with({ light: 'alarm' })}>
          {list('notRedOf', { n: left })}
        </Link>
      )}
      {all > 0 && (
        <Link className="opens" to={only({ light: 'alarm', sort: 'light' })}>
          {list('alarmOf', { n: all })}
        </Link>
      )}
      {late > 0 && (
        <Link className="opens" to={only({ overdue: 'yes', sort: 'overdue' })}>
          {list('overdueOf', { n: late })}
        </Link>
      )}
    </p>
  );
}
