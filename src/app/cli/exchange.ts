// luodi import, export, verify. Import has two doors here: new facts (decided like any command, the line's id is the key) and --restore (an export comes
// back whole, verified link by link). The third, a rehearsal, is `luodi start`.

import { gatesOfLines } from '../../dispatch/gateLines.pg.ts';
import { exportLedger } from '../../ledger/exportLedger.pg.ts';
import { findHead } from '../../ledger/fact.ts';
import { importCommands } from '../../ledger/importCommands.pg.ts';
import { restoreLedger } from '../../ledger/restore.pg.ts';
import { machineNow } from '../clock.ts';
import { filesHere, refuseBare } from '../commands.http.ts';
import { readLines, readTexts, refuseUnreadable, writeLine } from '../lines.ts';
import { LOOPS, SECTIONS } from '../registry.node.ts';
import { actorNamed } from './actor.ts';
import { exportEvents } from './exportEvents.ts';
import { usageProblem } from './flags.ts';
import { FINDINGS, type Invocation, OK, textFlag, type Verb, writeJson } from './verb.ts';
import { withCity, withLedger } from './withLedger.ts';

export const exportVerb: Verb = {
  name: 'export',
  usage: 'export [--with-vault] | --as xes|ocel [--as-of DATE] [--known SEQ|DATE]',
  words:
    '导出台账：不可推导的全部内容，逐行 JSON；印有留痕头。--as 导出项目的事件日志。Everything of a city that is not derivable, as JSON lines; --as: its projects as an event log.',
  flags: {
    'with-vault': { type: 'boolean', words: '连同保管值与凭据 with vault values and credentials' },
    as: { type: 'string', value: 'xes|ocel', words: '事件日志：XES，或 OCEL 2.0（JSON）an event log' },
  },
  async run(invocation) {
    const form = textFlag(invocation, 'as');
    if (form !== undefined) return exportEvents(invocation, form);
    return withCity(invocation, async ({ ledger, city }) => {
      const head = await exportLedger(ledger, city.id, {
        withVault: invocation.flags['with-vault'] === true,
        write: writeLine,
        progress: (done, of) => invocation.err(`\r· ${done}/${of}`),
      });
      invocation.err(`\n· 留痕头 head ${head}${city.simulated ? '  模拟' : ''}\n`);
      return OK;
    });
  },
};

export const importVerb: Verb = {
  name: 'import',
  usage: 'import FILE… [--restore] [--as ACCOUNT]',
  words:
    '导入：新事实逐行办理；--restore 把导出的台账整本放回。New facts line by line; --restore brings an export back whole.',
  flags: {
    restore: { type: 'boolean', words: '恢复整本台账 restore a whole ledger' },
    as: { type: 'string', value: 'ACCOUNT', words: '以哪个账号办理 the account that records' },
  },
  async run(invocation) {
    if (invocation.positionals.length === 0) throw usageProblem(importVerb, '缺少 FILE');
    return invocation.flags.restore === true ? restore(invocation) : importNew(invocation);
  },
};

async function restore(invocation: Invocation): Promise<number> {
  // Looked at before a database is made for it.
  for (const path of invocation.positionals) if (path !== '-') await refuseUnreadable(path);
  return withLedger(
    invocation,
    async ({ owner }) => {
      const client = await owner();
      try {
        const restored = await restoreLedger(client, readLines(invocation.positionals), {
          loops: LOOPS,
          sections: SECTIONS,
          now: machineNow,
          progress: (facts) => invocation.err(`\r· ${facts} 条事实 facts`),
        });
        invocation.err('\n');
        if (invocation.format === 'json') writeJson(invocation, restored);
        else
          invocation.out(
            `已恢复 ${restored.city}：新写 ${restored.facts} 条，原有 ${restored.standing} 条，留痕头 ${restored.head}\n`,
          );
        return OK;
      } finally {
        await client.end();
      }
    },
    { makes: true },
  );
}

async function importNew(invocation: Invocation): Promise<number> {
  return withCity(invocation, async ({ ledger, city }) => {
    const actor = await actorNamed(ledger, city.id, textFlag(invocation, 'as'));
    const progress = (lines: number) => invocation.err(`\r· ${lines}`);
    const report = await importCommands(
      ledger,
      {
        city: city.id,
        actor,
        progress,
        refuse: refuseBare,
        composing: gatesOfLines(ledger, { city: city.id, actor }),
        permit: filesHere(ledger, { city: city.id, actor }),
      },
      readTexts(invocation.positionals),
    );
    invocation.err('\n');
    if (invocation.format === 'json') writeJson(invocation, report);
    else {
      for (const refusal of report.refused)
        invocation.out(`第 ${refusal.line} 行  ${refusal.code}  ${refusal.message}\n`);
      if (report.torn) invocation.out('最后一行不完整：文件没有传完，补全后整份重发，已记录的不会重复。\n');
      invocation.out(
        `${report.lines} 行：新办理 ${report.recorded}，先前已办 ${report.repeated}，不能办理 ${report.refused.length}。\n`,
      );
    }
    return report.refused.length > 0 || report.torn ? FINDINGS : OK;
  });
}

export const verifyVerb: Verb = {
  name: 'verify',
  usage: 'verify [--head SEQ:HASH]',
  words: '核验留痕：重算每一环，重折每一行；给出保存在外的留痕头才能证明尾部完整。Re-hash, re-fold, compare.',
  flags: { head: { type: 'string', value: 'SEQ:HASH', words: '保存在外的留痕头 a head kept outside' } },
  async run(invocation) {
    const text = textFlag(invocation, 'head');
    const head = text === undefined ? undefined : findHead(text);
    if (text !== undefined && !head) throw usageProblem(verifyVerb, `--head 须是 SEQ:HASH，不是“${text}”`);
    return withCity(invocation, async ({ ledger, city }) => {
      const verdict = await ledger.verify(city.id, head ? { head } : {});
      if (invocation.format === 'json') writeJson(invocation, verdict);
      else {
        for (const finding of verdict.findings)
          invocation.out(`✗ ${finding.code}  ${finding.where}  ${finding.message}\n`);
        invocation.out(
          `${verdict.ok ? '✓ 核验通过' : '✗ 有发现'}：${verdict.checked.facts} 条事实，${verdict.checked.tables.length} 张表  留痕头 ${verdict.head}\n`,
        );
        if (!verdict.tailProven)
          invocation.out(
            '尾部未经证明：没有给出保存在外的留痕头（--head）。The tail is unproven without --head.\n',
          );
      }
      return verdict.ok ? OK : FINDINGS;
    });
  },
};
