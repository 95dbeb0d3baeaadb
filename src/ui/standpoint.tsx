// Where the page stands in time: the day looked at, what was known, the proof head; the mark 模拟 and the band 时点数据.
// Both dates live in the address, so the page as it stands can be sent to someone.
import { useId, useState } from 'react';
import { isDate } from '../kernel/plainDate.ts';
import { DateInput } from './dateField.tsx';
import { dayText } from './figures.ts';
import { useLanguage, useWords } from './language.tsx';
import { Link, navigate, useAddress } from './router.tsx';
import './standpoint.css';

export interface Standing {
  readonly city: { readonly id: string; readonly name: string; readonly simulated: boolean };
  readonly planTitle: string;
  readonly asOf: string;
  readonly knownSeq: number;
  readonly knownOn: string;
  readonly asKnownThen: boolean;
  readonly head: string;
}

export const standingWords = {
  asOf: { zh: '时点', en: 'As of' },
  known: { zh: '按此日已报', en: 'As known on' },
  knownSeq: { zh: '第 {seq} 条为止', en: 'up to fact {seq}' },
  simulated: { zh: '模拟数据', en: 'Simulated data' },
  head: { zh: '留痕', en: 'Ledger head' },
  copied: { zh: '已复制', en: 'Copied' },
  copy: { zh: '复制留痕头', en: 'Copy the ledger head' },
  band: {
    zh: '时点数据：按 {day} 已报，不含之后补报和更正。',
    en: 'As known then: what was recorded by {day}, without later reports and corrections.',
  },
  ahead: {
    zh: '{day}还没有到（已报到 {known}）：之后的还没有发生，完成率、与序时差和灯按那一天判。',
    en: '{day} has not come yet (recorded up to {known}): what comes after is not in it; completion, pace and lights are judged as of that day.',
  },
  now: { zh: '回到当前', en: 'Back to now' },
  printed: { zh: '时点 {asOf}　按 {known} 已报', en: 'As of {asOf}, as known on {known}' },
};

export function StandingBar({ at }: { readonly at: Standing }) {
  const say = useWords(standingWords);
  const address = useAddress();
  const set = (key: string, value: string) =>
    navigate(address.with({ [key]: value, figure: null, cursor: null }));
  return (
    <div className="standing">
      <DatePick label={say('asOf')} value={at.asOf} onPick={(value) => set('asOf', value)} />
      <DatePick
        label={say('known')}
        value={at.knownOn}
        marked={at.asKnownThen}
        onPick={(value) => set('known', value)}
      />
      <p className="print-only">{say('printed', { asOf: at.asOf, known: at.knownOn })}</p>
      <Head head={at.head} />
    </div>
  );
}

/** On a phone the proof head stands at the foot of the page. */
export function StandingFoot({ at }: { readonly at: Pick<Standing, 'head'> }) {
  return (
    <p className="standing-foot">
      <Head head={at.head} />
    </p>
  );
}

export function Simulated() {
  const say = useWords(standingWords);
  return <strong className="simulated">{say('simulated')}</strong>;
}

/** Shown across the page whenever it does not tell what is known now, or stands on a day that has not come. */
export function KnownThenBand({ at }: { readonly at: Standing }) {
  const say = useWords(standingWords);
  const { language } = useLanguage();
  const address = useAddress();
  const isAhead = at.asOf > at.knownOn;
  if (!at.asKnownThen && !isAhead) return null;
  return (
    <p className="known-then" role="status">
      {at.asKnownThen && (
        <span>
          {say('band', { day: dayText(at.knownOn, language, at.asOf) })}{' '}
          {say('knownSeq', { seq: at.knownSeq })}
        </span>
      )}
      {isAhead && <span>{say('ahead', { day: at.asOf, known: at.knownOn })}</span>}
      <Link
        className="no-print"
        to={address.with({ known: null, figure: null, ...(isAhead ? { asOf: null } : {}) })}
      >
        {say('now')}
      </Link>
    </p>
  );
}

/** A whole day is taken at once, typed or chosen; what is left half typed falls back to the day that stands. */
function DatePick({
  label,
  value,
  marked = false,
  onPick,
}: {
  readonly label: string;
  readonly value: string;
  readonly marked?: boolean;
  readonly onPick: (value: string) => void;
}) {
  const [draft, setDraft] = useState<string>();
  const id = useId();
  return (
    <span className={marked ? 'date-pick marked no-print' : 'date-pick no-print'}>
      <label htmlFor={id}>{label}</label>
      <DateInput
        id={id}
        value={draft ?? value}
        onText={(text) => {
          const isTaken = isDate(text);
          setDraft(isTaken ? undefined : text);
          if (isTaken && text !== value) onPick(text);
        }}
        onBlur={() => setDraft(undefined)}
      />
    </span>
  );
}

/** `#18,402:9f3c…`: pressed, the whole head is on the clipboard. */
export function Head({ head }: { readonly head: string }) {
  const say = useWords(standingWords);
  const [copied, setCopied] = useState(false);
  const [seq = '', hash = ''] = head.split(':');
  const copy = () => {
    navigator.clipboard?.writeText(head).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <button type="button" className="head-chip" onClick={copy} title={`${say('copy')} ${head}`}>
      {say('head')} <span className="mono">#{`${seq}:${hash.slice(0, 8)}`}</span>
      <span aria-live="polite">{copied ? ` ${say('copied')}` : ''}</span>
    </button>
  );
}
