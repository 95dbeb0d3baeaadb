// 已记入台账: what every page says once an act is recorded, in one place. A page that an act opens says it of the act that opened it.
import { type ReactNode, useEffect, useState } from 'react';
import type { Recorded } from './answer.tsx';
import { useWords } from './language.tsx';
import { navigate, useAddress } from './router.tsx';
import { Done } from './states.tsx';

export const recordedWords = {
  recorded: { zh: '已记入台账，第 {seq} 条。', en: 'Recorded as fact {seq}.' },
};

/** `seq` is the last fact of the act; nothing is shown while there is none. `children` is what comes next. */
export function RecordedNotice({
  seq,
  children,
}: {
  readonly seq: number | undefined;
  readonly children?: ReactNode;
}) {
  const say = useWords(recordedWords);
  if (seq === undefined) return null;
  return (
    <Done>
      {say('recorded', { seq })} {children}
    </Done>
  );
}

type Told = Pick<Recorded, 'seq'>;

/** On its way from the sheet that recorded it to the page that it opens. */
let carried: Told | undefined;

/** To the page of what was recorded; that page says so (useRecorded). */
export function goToRecorded(to: string, done: Told): void {
  carried = done;
  navigate(to);
}

/** The last fact that was recorded on this page, or that led to it; forgotten when the page is left for another of its kind. */
export function useRecorded(): { readonly seq: number | undefined; readonly tell: (done: Told) => void } {
  const { path } = useAddress();
  const [last, setLast] = useState(() => (carried === undefined ? undefined : { path, seq: carried.seq[1] }));
  useEffect(() => {
    carried = undefined;
  }, []);
  return {
    seq: last?.path === path ? last.seq : undefined,
    tell: ({ seq }) => setLast({ path, seq: seq[1] }),
  };
}
