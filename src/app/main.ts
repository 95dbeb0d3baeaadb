// The command line: `luodi <verb> …`. Finds the verb, reads its flags, runs it, and turns whatever goes wrong into words and an exit code:
// 0 ok, 1 findings or refused, 2 usage, 3 cannot run. bin/luodi.js is the only caller.
import { isProblem } from '../kernel/problem.ts';
import { approvalsVerb } from './cli/approvals.ts';
import { backtestVerb } from './cli/backtest.ts';
import { benchVerb } from './cli/bench.ts';
import { checkVerb } from './cli/check.ts';
import { cockpitVerb } from './cli/cockpit.ts';
import { configVerb } from './cli/config.ts';
import { draftVerb } from './cli/draft.ts';
import { exportVerb, importVerb, verifyVerb } from './cli/exchange.ts';
import { parseFlags, usageProblem, usageText } from './cli/flags.ts';
import { flowVerb } from './cli/flow.ts';
import { forecastVerb } from './cli/forecast.ts';
import { indicatorsVerb } from './cli/indicators.ts';
import { planVerb } from './cli/plan.ts';
import { projectsVerb } from './cli/projects.ts';
import { wasRefused } from './cli/refused.ts';
import { rehearseVerb } from './cli/rehearse.ts';
import { reportVerb } from './cli/report.ts';
import { startVerb } from './cli/start.ts';
import { userVerb } from './cli/user.ts';
import { CANNOT_RUN, FINDINGS, type Invocation, OK, textFlag, USAGE, type Verb } from './cli/verb.ts';
import { type Config, readConfig } from './config.node.ts';
import { asProblem, problemReply, problemText } from './problemReply.ts';

export const VERBS: readonly Verb[] = [
  startVerb,
  checkVerb,
  planVerb,
  draftVerb,
  rehearseVerb,
  importVerb,
  exportVerb,
  verifyVerb,
  cockpitVerb,
  reportVerb,
  flowVerb,
  forecastVerb,
  backtestVerb,
  projectsVerb,
  approvalsVerb,
  indicatorsVerb,
  userVerb,
  configVerb,
  benchVerb,
];

const FORMATS = ['json', 'text', 'md', 'html'] as const;

export async function main(
  argv: readonly string[],
  streams: Pick<Invocation, 'out' | 'err'> = processStreams,
): Promise<number> {
  const [name, ...args] = argv;
  if (name === '--version' || name === '-v') {
    streams.out(`${readConfig({}).version}\n`);
    return OK;
  }
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    (name === undefined ? streams.err : streams.out)(overview());
    return name === undefined ? USAGE : OK;
  }
  const verb = VERBS.find((one) => one.name === name);
  if (!verb) {
    streams.err(
      problemText(
        usageProblem({ name: 'help', usage: 'help' }, `没有命令“${name}”。There is no verb ${name}.`),
      ),
    );
    streams.err(overview());
    return USAGE;
  }
  return runVerb(verb, args, streams);
}

async function runVerb(
  verb: Verb,
  args: readonly string[],
  streams: Pick<Invocation, 'out' | 'err'>,
): Promise<number> {
  let wantsJson = false;
  try {
    const parsed = parseFlags(verb, args);
    if (parsed.values.help === true) {
      streams.out(usageText(verb));
      return OK;
    }
    const invocation: Invocation = {
      ...streams,
      positionals: parsed.positionals,
      flags: parsed.values,
      format: formatOf(verb, parsed.values.format),
      config: configOf(parsed.values),
    };
    wantsJson = invocation.format === 'json';
    return await verb.run(invocation);
  } catch (thrown) {
    const problem = asProblem(thrown, 'stderr');
    // A defect of ours shows where it happened; a Problem is for the reader.
    if (!isProblem(thrown)) streams.err(`${(thrown as Error)?.stack ?? String(thrown)}\n`);
    streams.err(problemText(problem));
    if (wantsJson) streams.out(`${JSON.stringify({ problem: problemReply(problem) }, null, 2)}\n`);
    if (wasRefused(thrown)) return FINDINGS;
    return USAGE_CODES.has(problem.code) ? USAGE : CANNOT_RUN;
  }
}

/** What was typed is at fault, and nothing was tried. */
const USAGE_CODES: ReadonlySet<string> = new Set([
  'usage',
  'port_invalid',
  'date_invalid',
  'known_invalid',
  'city_needed',
  'log_column_unknown',
  'log_time_format',
]);

function configOf(values: Readonly<Record<string, string | boolean | undefined>>): Config {
  const text = (name: string) => textFlag({ flags: values } as Invocation, name);
  return readConfig({ data: text('data'), port: text('port'), host: text('host'), plan: text('plan') });
}

function formatOf(verb: Verb, given: string | boolean | undefined): Invocation['format'] {
  if (given === undefined) return 'text';
  const format = FORMATS.find((one) => one === given);
  if (format) return format;
  throw usageProblem(verb, `--format ${String(given)}：json 或 text`);
}

function overview(): string {
  const rows = VERBS.map((verb) => `  ${verb.usage}\n      ${verb.words}`);
  return `luodi 落地\n\n${rows.join('\n')}\n\n退出码 exit codes: 0 正常 ok · 1 有发现或被拒 findings, refused · 2 用法 usage · 3 不能运行 cannot run\n`;
}

const processStreams: Pick<Invocation, 'out' | 'err'> = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};
