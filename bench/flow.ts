// luodi flow of the road traffic fines (561,470 events, 185 MB of XES in 3.5 MB of gz) from gz to JSON, against reading the same file and finding its events; each
// in a process of its own, so that peaks of memory are their own. The log stands beside the checkout or where LUODI_DATA_SETS says.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findDataSet } from './dataSets.ts';
import { type Measurement, median, ms } from './table.ts';

const LOG = 'eventlogs/RTFM.xes.gz';
const ROUNDS = 5;
const TIME_GOAL = 6;
const MEMORY_GOAL_MB = 400;

interface Run {
  readonly spentMs: number;
  readonly peakMb: number;
  readonly events: number;
}

export function benchFlow(): Measurement[] {
  const log = findDataSet(LOG);
  if (log === undefined)
    return [
      { what: 'flow of the road traffic fines', context: `skipped: ${LOG} is not here (LUODI_DATA_SETS)` },
    ];
  const runs = { plain: [] as Run[], flow: [] as Run[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    runs.plain.push(run('plain', log));
    runs.flow.push(run('flow', log));
  }
  const spent = (kind: keyof typeof runs) => median(runs[kind].map(({ spentMs }) => spentMs));
  const ratio = spent('flow') / spent('plain');
  const peak = Math.max(...runs.flow.map(({ peakMb }) => peakMb));
  const [plain] = runs.plain;
  const [flow] = runs.flow;
  if (plain?.events !== flow?.events)
    throw new Error(`${plain?.events} events were read, ${flow?.events} flowed`);
  return [
    {
      what: `flow of ${flow?.events} events, gz to JSON`,
      ratio: {
        against: 'unpacking the file and finding its events',
        value: ratio,
        goal: `≤ ${TIME_GOAL}×`,
        met: ratio <= TIME_GOAL,
      },
      context: `${ms(spent('flow'))} against ${ms(spent('plain'))}, medians of ${ROUNDS}, each with its own process`,
    },
    {
      what: 'peak of memory of that process',
      ratio: {
        against: `${MEMORY_GOAL_MB} MB`,
        value: peak / MEMORY_GOAL_MB,
        goal: '≤ 1×',
        met: peak <= MEMORY_GOAL_MB,
      },
      context: `${Math.round(peak)} MB; reading alone ${Math.round(Math.max(...runs.plain.map(({ peakMb }) => peakMb)))} MB`,
    },
  ];
}

function run(kind: 'plain' | 'flow', log: string): Run {
  const here = fileURLToPath(import.meta.url);
  const script = here.replace(/flow\.(ts|js)$/, 'flowRun.$1');
  return JSON.parse(
    execFileSync(process.execPath, [script, kind, log], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
}
