// luodi cockpit: the cockpit in the terminal, or its view as JSON.
import { readCockpit } from '../../dispatch/cockpit.pg.ts';
import { cockpitText } from '../../dispatch/cockpit.text.ts';
import { OK, type Verb, writeJson } from './verb.ts';
import { withCity } from './withLedger.ts';

export const cockpitVerb: Verb = {
  name: 'cockpit',
  usage: 'cockpit [--as-of DATE] [--known SEQ|DATE]',
  words: '驾驶舱：主要指标、异常、漏斗、晾晒。Where every headline target stands.',
  async run(invocation) {
    return withCity(invocation, async ({ ledger, city, at }) => {
      const view = await ledger.read(city.id, at, (open) => readCockpit(open, ledger.catalog));
      if (invocation.format === 'json') writeJson(invocation, view);
      else invocation.out(cockpitText(view));
      return OK;
    });
  },
};
