// luodi config: where this program looks and what it runs with. It starts nothing.
import { shownConfig } from '../config.node.ts';
import { OK, type Verb, writeJson } from './verb.ts';

export const configVerb: Verb = {
  name: 'config',
  usage: 'config [--port N] [--plan PLAN]',
  words: '当前配置：数据文件夹、数据库、端口、计划。What this program runs with.',
  flags: {
    plan: { type: 'string', value: 'PLAN', words: '计划 plan' },
    port: { type: 'string', value: 'N', words: '端口 port' },
    host: { type: 'string', value: 'H', words: '监听地址 address to listen on' },
  },
  async run(invocation) {
    const shown = shownConfig(invocation.config);
    if (invocation.format === 'json') writeJson(invocation, shown);
    else
      for (const [name, value] of Object.entries(shown))
        invocation.out(`${name.padEnd(10)} ${value ?? '—'}\n`);
    return OK;
  },
};
