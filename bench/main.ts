// luodi bench [NAME…]: the measurements, in one run, as the table that docs/bench.md keeps. Names: appends, deadlines, excel, flow, foresight, import, plan, projectList, questions, start.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { machineNow } from '../src/app/clock.ts';
import { LOOPS, SECTIONS } from '../src/app/registry.node.ts';
import { restoreLedger } from '../src/ledger/restore.pg.ts';
import { benchAppends } from './appends.ts';
import { openArena, PACKAGE_ROOT } from './arena.ts';
import { benchDeadlines } from './deadlines.ts';
import { benchExcel } from './excel.ts';
import { benchFlow } from './flow.ts';
import { benchForesight } from './foresight.ts';
import { benchImport } from './importing.ts';
import { benchPlanning } from './planning.ts';
import { benchProjectList } from './projectList.ts';
import { benchQuestions } from './questions.ts';
import { benchStart } from './starting.ts';
import { type Measurement, tableText } from './table.ts';

const INSIDE = {
  questions: benchQuestions,
  appends: benchAppends,
  import: benchImport,
  plan: benchPlanning,
  excel: benchExcel,
  // Last: it fills derived tables with rows that no facts stand behind.
  deadlines: benchDeadlines,
  projectList: benchProjectList,
} as const;
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--') && argument !== 'json');
const asJson = process.argv.includes('json');
const wanted = (name: string) => names.length === 0 || names.includes(name);
const say = (text: string) => process.stderr.write(`· ${text}\n`);

const measurements: Measurement[] = [];
if (Object.keys(INSIDE).some(wanted)) {
  const arena = await openArena(say);
  try {
    await restoreLedger(arena.owner, arena.lines, { loops: LOOPS, sections: SECTIONS, now: machineNow });
    for (const [name, bench] of Object.entries(INSIDE)) {
      if (!wanted(name)) continue;
      say(name);
      measurements.push(...(await bench(arena)));
    }
  } finally {
    await arena.close();
  }
}
if (wanted('flow')) {
  say('flow');
  measurements.push(...benchFlow());
}
if (wanted('foresight')) {
  say('foresight');
  measurements.push(...benchForesight());
}
if (wanted('start')) {
  say('start');
  measurements.push(...(await benchStart()));
}
const table = tableText(measurements);
process.stdout.write(asJson ? `${JSON.stringify(measurements, undefined, 2)}\n` : `${table}\n`);
if (names.length === 0) {
  const text = `# Measurements\n\nOne run of \`npm run bench\` on two shared cores. Read the ratios; absolute times are context of the machine.\n\n${table}\n`;
  writeFileSync(join(PACKAGE_ROOT, 'docs/bench.md'), text);
}
