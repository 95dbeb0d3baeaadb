// Runs the work of a one-shot verb with an open ledger and closes it whatever happens; Ctrl-C waits for the closing, so that a database that was
// started for the verb is stopped again.
import { readAt } from '../../access/route.http.ts';
import { cityOf, type Opened, openAll } from '../open.ts';
import { type Invocation, textFlag } from './verb.ts';

export interface AtCity extends Opened {
  readonly city: { readonly id: string; readonly name: string; readonly simulated: boolean };
  readonly at: ReturnType<typeof readAt>;
}

export async function withLedger<T>(
  invocation: Invocation,
  work: (opened: Opened) => Promise<T>,
  { makes = false }: { readonly makes?: boolean } = {},
): Promise<T> {
  const progress = (text: string) => invocation.err(`· ${text}\n`);
  const opened = await openAll({ config: invocation.config, progress, readersMax: 4, makes });
  const stop = () => void opened.close().finally(() => process.exit(130));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    return await work(opened);
  } finally {
    process.removeListener('SIGINT', stop);
    process.removeListener('SIGTERM', stop);
    await opened.close();
  }
}

/** The same, at the city and standpoint that the flags name. */
export async function withCity<T>(invocation: Invocation, work: (at: AtCity) => Promise<T>): Promise<T> {
  const at = readAt({ asOf: textFlag(invocation, 'as-of'), known: textFlag(invocation, 'known') });
  return withLedger(invocation, async (opened) =>
    work({ ...opened, city: await cityOf(opened.ledger, textFlag(invocation, 'city')), at }),
  );
}
