// luodi report NAME: a bulletin of the plan, computed from the ledger.

import { asOfText } from '../../access/standing.ts';
import { columns } from '../../dispatch/textTable.ts';
import { readReport } from '../../outlets/highlights.pg.ts';
import { figureWords, reportHtml, reportMarkdown } from '../../outlets/reportText.ts';
import { usageProblem } from './flags.ts';
import { OK, type Verb, writeJson } from './verb.ts';
import { withCity } from './withLedger.ts';

export const reportVerb: Verb = {
  name: 'report',
  usage: 'report NAME --as-of DATE [--known SEQ|DATE] [--format json|text|md|html]',
  words: '通报：每个数由台账算出，印有留痕头。A bulletin, each figure computed from the ledger.',
  async run(invocation) {
    const name = invocation.positionals[0];
    if (!name) throw usageProblem(reportVerb, '缺少 NAME，例如 highlights');
    return withCity(invocation, async ({ ledger, city, at }) => {
      const report = await ledger.read(city.id, at, (view) => readReport(view, ledger.catalog, name));
      if (invocation.format === 'json') writeJson(invocation, report);
      else if (invocation.format === 'md') invocation.out(reportMarkdown(report));
      else if (invocation.format === 'html') invocation.out(reportHtml(report));
      else {
        const rows = report.figures.map((figure) => [
          figure.label,
          figureWords(figure),
          figure.note ?? '',
          figure.source,
        ]);
        invocation.out(
          `${report.at.city.name} · ${report.title}${report.at.city.simulated ? '（模拟）' : ''}  ${asOfText(report.at)}\n\n`,
        );
        invocation.out(`${columns(rows, [1])}\n留痕头 ${report.head}\n`);
      }
      return OK;
    });
  },
};
