// luodi bench: runs the built measurements (bench/main.ts) in a process of their own, so that nothing of this one is measured with them.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../kernel/problem.ts';
import { CANNOT_RUN, type Verb } from './verb.ts';

export const benchVerb: Verb = {
  name: 'bench',
  usage: 'bench [NAME…]',
  words: '测量：写入、导入、重建、驾驶舱。The measurements of docs/bench.md.',
  async run(invocation) {
    const script = join(invocation.config.root, 'dist', 'bench', 'main.js');
    if (!existsSync(script)) {
      throw new Problem({
        code: 'bench_not_built',
        message: `没有构建测量程序：${script}。The measurements are not built.`,
        fix: 'npm run prepare',
      });
    }
    const args = [
      script,
      ...invocation.positionals,
      ...(invocation.format === 'json' ? ['--format', 'json'] : []),
    ];
    const child = spawn(process.execPath, args, { stdio: 'inherit' });
    return new Promise((resolve) => {
      child.on('error', () => resolve(CANNOT_RUN));
      child.on('exit', (code) => resolve(code ?? CANNOT_RUN));
    });
  },
};
