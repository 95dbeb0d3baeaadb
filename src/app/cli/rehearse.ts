// luodi rehearse PLAN: a simulated ledger as JSON lines, the same for the same seed. It needs no database and records nothing.
import { resolve } from 'node:path';
import { hasErrors } from '../../kernel/issue.ts';
import { parseDate } from '../../kernel/plainDate.ts';
import { rehearsalLines } from '../founding.ts';
import { writeLine } from '../lines.ts';
import { checkPlanAt, issuesText } from './check.ts';
import { usageProblem } from './flags.ts';
import { FINDINGS, OK, textFlag, type Verb } from './verb.ts';

export const rehearseVerb: Verb = {
  name: 'rehearse',
  usage: 'rehearse [PLAN] [--seed N] [--until DATE]',
  words: '演练：模拟一份台账，与计划里的公布数逐一相等。A simulated ledger that meets the published totals.',
  flags: {
    seed: { type: 'string', value: 'N', words: '种子 seed (default 1)' },
    until: { type: 'string', value: 'DATE', words: '到哪天 last day (default: the plan’s)' },
  },
  async run(invocation) {
    const seed = textFlag(invocation, 'seed') ?? '1';
    if (!/^\d{1,9}$/.test(seed)) throw usageProblem(rehearseVerb, `--seed 须是非负整数，不是“${seed}”`);
    const until = textFlag(invocation, 'until');
    const { content, issues, files } = checkPlanAt(
      resolve(invocation.positionals[0] ?? invocation.config.plan),
    );
    if (content === undefined || hasErrors(issues)) {
      invocation.err(issuesText(issues));
      return FINDINGS;
    }
    const lines = rehearsalLines(content, {
      seed: Number(seed),
      files,
      ...(until === undefined ? {} : { until: parseDate(until) }),
    });
    for (const line of lines) await writeLine(line);
    return OK;
  },
};
