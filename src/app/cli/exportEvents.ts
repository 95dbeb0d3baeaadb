// luodi export --as xes|ocel: the projects of the ledger as an event log that other programs of process mining read.
import { readEventExport } from '../../outlets/eventLog.pg.ts';
import { ocelLog } from '../../outlets/eventLogOcel.ts';
import { xesText } from '../../outlets/eventLogXes.ts';
import { usageProblem } from './flags.ts';
import { type Invocation, OK } from './verb.ts';
import { withCity } from './withLedger.ts';

const USAGE = { name: 'export', usage: 'export --as xes|ocel' };

export async function exportEvents(invocation: Invocation, form: string): Promise<number> {
  if (form !== 'xes' && form !== 'ocel') throw usageProblem(USAGE, `--as ${form}：xes 或 ocel`);
  return withCity(invocation, async ({ ledger, city, at }) => {
    const log = await ledger.read(city.id, at, readEventExport);
    if (form === 'ocel') invocation.out(`${JSON.stringify(ocelLog(log), undefined, 1)}\n`);
    else for (const piece of inPieces(xesText(log))) invocation.out(piece);
    const events = log.projects.reduce((sum, project) => sum + project.events.length, 0);
    invocation.err(
      `· ${log.projects.length} 个项目，${events} 个事件，截至 ${log.asOf}；留痕头 head ${log.head}${log.city.simulated ? '  模拟' : ''}\n`,
    );
    return OK;
  });
}

/** Few large writes instead of many small ones. */
function* inPieces(texts: Iterable<string>): Generator<string> {
  let piece = '';
  for (const text of texts) {
    piece += text;
    if (piece.length < 1 << 16) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}
