// luodi config: where this program looks and what it runs with. It starts nothing.
import { shownConfig } from '../config.node.ts';
import { OK, type Verb, writeJson } from './verb.ts';

export const configVerb: Verb = {
  name: 'config',
  usage: 'config',
  words: '当前配置：数据文件夹、数据库、端口、计划。What this program runs with.',
  async run(invocation) {
    const shown = shownConfig(invocation.config);
    if (invocation.format === 'json') writeJson(invocation, shown);
    else
      for (const [name, value] of Object.entries(shown))
        invocation.out(`${name.padEnd(10)} ${value ?? '—'}\n`);
    return OK;
  },
};
