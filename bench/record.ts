// node bench/record.ts FOLDER… [--rows]: the record of docs/foresight.md for the event logs of these folders that are named below: `luodi backtest` of each milestone at each horizon, seed 1.
// --rows: a row for each run of RECORDED (the first table); else a row for each log (the second one). A log that is not there is left out.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Backtest, backtest } from '../src/foresight/backtest.ts';
import { keepHistories } from '../src/foresight/caseHistory.ts';
import { readEventLog } from '../src/foresight/readEventLog.node.ts';
import { binomialTest } from '../src/foresight/scores.ts';
import { seededRandom } from '../src/kernel/random.ts';

type Runs = readonly (readonly [milestone: string, horizons: readonly number[]])[];

/** The logs that the model was first made on. */
const RECORDED: Readonly<Record<string, Runs>> = {
  'Receipt.xes.gz': [
    ['T10 Determine necessity to stop indication', [30]],
    ['T05 Print and send confirmation of receipt', [60]],
  ],
  'BPIC15_1.xes.gz': [
    ['01_HOOFD_490_2', [30]],
    ['01_HOOFD_510_2', [90]],
    ['01_HOOFD_200', [180]],
  ],
  'BPIC15_2.xes.gz': [
    ['01_HOOFD_490_2', [60]],
    ['01_HOOFD_510_2', [90]],
    ['01_HOOFD_200', [90]],
  ],
  'RTFM.xes.gz': [
    ['Send Fine', [30]],
    ['Payment', [90]],
    ['Add penalty', [90]],
    ['Send for Credit Collection', [180]],
  ],
};
const HORIZONS = [30, 60, 90, 180] as const;
const at = (horizons: readonly number[], ...milestones: string[]): Runs =>
  milestones.map((one) => [one, horizons]);
const PERMITS = ['01_HOOFD_490_2', '01_HOOFD_510_2', '01_HOOFD_200', '01_HOOFD_180'];
/** All logs, at every horizon that gives 24 origins. */
const ALL: Readonly<Record<string, Runs>> = {
  'Receipt.xes.gz': at(HORIZONS, ...RECORDED['Receipt.xes.gz']!.map(([one]) => one)),
  'BPIC15_1.xes.gz': at(HORIZONS, ...PERMITS),
  'BPIC15_2.xes.gz': at(HORIZONS, ...PERMITS),
  'BPIC15_3.xes.gz': at(HORIZONS, ...PERMITS),
  'BPIC15_4.xes.gz': at(HORIZONS, ...PERMITS),
  'BPIC15_5.xes.gz': at(HORIZONS, ...PERMITS),
  'BPI_2020_PermitLog.xes.gz': at(
    HORIZONS,
    'Payment Handled',
    'Permit FINAL_APPROVED by SUPERVISOR',
    'End trip',
  ),
  'BPI_2020_InternationalDeclarations.xes.gz': at(
    HORIZONS,
    'Payment Handled',
    'Declaration SUBMITTED by EMPLOYEE',
  ),
  'BPI_2020_DomesticDeclarations.xes.gz': at(
    HORIZONS,
    'Payment Handled',
    'Declaration FINAL_APPROVED by SUPERVISOR',
  ),
  'BPI_2020_PrepaidTravelCost.xes.gz': at(HORIZONS, 'Payment Handled'),
  'BPI_2020_RequestForPayment.xes.gz': at(HORIZONS, 'Payment Handled'),
  'Helpdesk.xes.gz': at(HORIZONS, 'Closed', 'Wait'),
  'Hospital_log.xes.gz': at(HORIZONS, 'vervolgconsult poliklinisch', '190021 klinische opname a002'),
  'SEPSIS.xes.gz': at(HORIZONS, 'Release A', 'Return ER'),
  'hospital_billing.csv': at(HORIZONS, 'BILLED', 'CODE OK', 'CHANGE DIAGN'),
  'BPI_Challenge_2013_closed_problems.xes.gz': at(HORIZONS, 'Completed-Closed'),
  'bpi_challenge_2013_incidents.xes.gz': at(HORIZONS, 'Completed'),
};
/** Fewer origins are not judged. */
const LEAST_ORIGINS = 24;

interface Run {
  readonly log: string;
  readonly milestone: string;
  readonly told: Backtest;
  /** Windows that do not overlap, and how many of them the 80 % band covered. */
  readonly windows: number;
  readonly covered: number;
}

async function runsOf(log: string, path: string, wanted: Runs): Promise<Run[]> {
  const kept = keepHistories();
  await readEventLog(path, {}, kept.visit);
  const histories = kept.histories();
  const runs: Run[] = [];
  for (const [milestone, horizons] of wanted) {
    const activity = histories.activities.indexOf(milestone);
    if (activity < 0) throw new Error(`${log} has no activity ${milestone}`);
    for (const days of horizons) {
      const began = performance.now();
      const told = backtest(histories, activity, days, seededRandom('1'));
      if (!told || told.origins < LEAST_ORIGINS) continue;
      const windows = Math.round(told.span_days / days);
      runs.push({ log, milestone, told, windows, covered: Math.round(told.coverage80 * windows) });
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      process.stderr.write(`· ${log} ${milestone} ${days}: ${told.skill.toFixed(3)}, ${seconds} s\n`);
    }
  }
  return runs;
}

const mean = (of: readonly number[]) => of.reduce((sum, each) => sum + each, 0) / of.length;
const sum = (of: readonly number[]) => of.reduce((total, each) => total + each, 0);
const isRejected = (run: Run) => binomialTest(run.covered, run.windows, 0.8) < 0.01;
const isWorse = ({ told }: Run) => told.mae.model >= told.mae.pace;

function rowOf({ log, milestone, told, windows, covered }: Run): string {
  const beside = (one: { model: number; pace: number }, digits: number) =>
    `${one.model.toFixed(digits)} / ${one.pace.toFixed(digits)}`;
  const others = Object.values(told.skill_by_pace_window).map((one) => one.toFixed(2));
  return `| ${[
    log,
    milestone,
    told.horizon_days,
    told.origins,
    told.mean_count.toFixed(0),
    beside(told.crps, 1),
    beside(told.mae, 1),
    beside(told.brier, 2),
    `${told.coverage80.toFixed(2)} (${binomialTest(covered, windows, 0.8).toFixed(2)})`,
    `**${told.skill.toFixed(2)}**`,
    others.join(' '),
  ].join(' | ')} |`;
}

function logRow(log: string, runs: readonly Run[]): string {
  const skills = runs.map(({ told }) => told.skill);
  const coverage = sum(runs.map(({ covered }) => covered)) / sum(runs.map(({ windows }) => windows));
  return `| ${[
    log,
    runs.length,
    `**${mean(skills).toFixed(2)}** (${Math.min(...skills).toFixed(2)})`,
    coverage.toFixed(2),
    runs.filter(isRejected).length,
    runs.filter(isWorse).length,
  ].join(' | ')} |`;
}

const folders = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const asRows = process.argv.includes('--rows');
const byLog = new Map<string, Run[]>();
for (const [file, wanted] of Object.entries(asRows ? RECORDED : ALL)) {
  const path = folders.map((folder) => join(folder, file)).find((one) => existsSync(one));
  if (path === undefined) continue;
  const log = file.replace(/\.(xes\.gz|csv)$/, '');
  const runs = await runsOf(log, path, wanted);
  byLog.set(log, runs);
  for (const line of asRows ? runs.map(rowOf) : [logRow(log, runs)]) process.stdout.write(`${line}\n`);
}
const runs = [...byLog.values()].flat();
if (runs.length > 0) {
  const [covered, windows] = [sum(runs.map((one) => one.covered)), sum(runs.map((one) => one.windows))];
  const skills = (of: readonly Run[]) => of.map(({ told }) => told.skill);
  const ofLogs = [...byLog].map(([log, each]) => `${log} ${mean(skills(each)).toFixed(2)}`).join(', ');
  process.stdout.write(
    `mean skill of logs ${mean([...byLog.values()].map((each) => mean(skills(each)))).toFixed(3)} (${ofLogs}), of ${runs.length} runs ${mean(skills(runs)).toFixed(3)}; ` +
      `under 0.20: ${skills(runs).filter((one) => one < 0.2).length}; coverage ${(covered / windows).toFixed(3)} of ${windows}, p = ${binomialTest(covered, windows, 0.8).toFixed(3)}; ` +
      `rejected at 1 %: ${runs.filter(isRejected).length}; MAE not better than pace's: ${runs.filter(isWorse).length}\n`,
  );
}
