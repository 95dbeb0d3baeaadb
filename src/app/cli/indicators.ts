// luodi indicators: list the city's readings, and the commands of the loop.
import { readCityReadings } from '../../dispatch/readings.pg.ts';
import { columns } from '../../dispatch/textTable.ts';
import { giveCommand } from './giveCommand.ts';
import { OK, type Verb, writeJson } from './verb.ts';
import { withCity } from './withLedger.ts';

const SHORT: Readonly<Record<string, string>> = {
  report: 'reportReading',
  correct: 'correctReading',
  check: 'checkReading',
  return: 'returnReading',
};

export const indicatorsVerb: Verb = {
  name: 'indicators',
  usage: 'indicators list | report|correct|check|return|COMMAND --as ACCOUNT --body JSON [--late]',
  words: '指标：列出、填报、更正、审核。Indicators: list, report, correct, check.',
  flags: {
    as: { type: 'string', value: 'ACCOUNT', words: '以哪个账号办理 the account that acts' },
    body: { type: 'string', value: 'JSON', words: '命令的内容 body of the command' },
    key: { type: 'string', value: 'KEY', words: '幂等键 idempotency key' },
    late: { type: 'boolean', words: '补报 of a closed period' },
  },
  async run(invocation) {
    const [what = 'list'] = invocation.positionals;
    if (what !== 'list') {
      return withCity(invocation, (at) =>
        giveCommand(invocation, at, indicatorsVerb, 'indicators', SHORT[what] ?? what),
      );
    }
    return withCity(invocation, async ({ ledger, city, at }) => {
      const readings = await ledger.read(city.id, at, (view) => readCityReadings(view));
      if (invocation.format === 'json')
        writeJson(invocation, { indicators: readings.map(({ exact: _exact, ...reading }) => reading) });
      else {
        const rows = readings.map((one) => [
          one.indicator,
          one.title,
          one.period,
          one.missing !== null
            ? `算不出：${one.missing.zh}`
            : one.value === null
              ? '未公布'
              : `${one.value}${one.unit}`,
        ]);
        invocation.out(columns([['编号', '指标', '报告期', '数值'], ...rows], [3]));
      }
      return OK;
    });
  },
};
