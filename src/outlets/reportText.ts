// A report as text, Markdown and HTML, to be read and printed. 模拟 stands on everything of a simulated city, and the head of the ledger under it.

import type { Standing } from '../access/standing.ts';
import { asOfText } from '../access/standing.ts';
import type { ReportedFigure } from './highlights.ts';

export interface Report {
  readonly name: string;
  readonly title: string;
  readonly at: Standing;
  readonly asOf: string;
  readonly figures: readonly ReportedFigure[];
  /** 达标把握 in words, of the targets that the bulletin chose; not there where it chose none. */
  readonly assurances?: readonly ReportedAssurance[];
  /** `SEQ:HASH` of the last fact looked at. */
  readonly head: string;
}

export interface ReportedAssurance {
  readonly target: string;
  readonly title: string;
  readonly words: string;
}

const STATUS: Readonly<Record<ReportedFigure['status'], string>> = {
  published: '',
  not_published: '未公布',
  no_data: '台账中没有',
};

/** 第4（并列，全省）; 16.2%; 未公布. */
export function figureWords(figure: ReportedFigure): string {
  if (figure.value === null) return STATUS[figure.status];
  if (!figure.rank) return `${figure.value}${figure.unit === '位' ? '' : figure.unit}`;
  const { group, of, tied } = figure.rank;
  return `${group}${tied ? '并列' : ''}第${figure.value}${of === null || group.includes(String(of)) ? '' : `（共${of}）`}`;
}

export function reportMarkdown(report: Report): string {
  const rows = report.figures.map(
    (figure) =>
      `| ${cell(figure.label)} | ${cell(figureWords(figure))} | ${cell(figure.source)} | ${cell(figure.note ?? '')} |`,
  );
  return [
    `# ${report.at.city.name} · ${report.title}${simulated(report)}`,
    '',
    `时点 ${asOfText(report.at)} · 按 ${report.at.knownOn} 已报`,
    '',
    '| 指标 | 数值 | 来源 | 说明 |',
    '| --- | ---: | --- | --- |',
    ...rows,
    ...(report.assurances ?? []).flatMap(({ title, words }, at) => [
      ...(at === 0 ? ['', '## 达标把握', ''] : []),
      `- ${cell(title)}：${cell(words)}`,
    ]),
    '',
    `留痕头 ${report.head}`,
    '',
  ].join('\n');
}

export function reportHtml(report: Report): string {
  const rows = report.figures
    .map(
      (figure) =>
        `<tr><td>${html(figure.label)}</td><td class="n">${html(figureWords(figure))}</td><td>${html(figure.source)}</td><td>${html(figure.note ?? '')}</td></tr>`,
    )
    .join('\n');
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>${html(report.title)}</title>
<style>body{font:14px/1.6 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ccc;padding:.3em .6em;text-align:left}.n{text-align:right;font-variant-numeric:tabular-nums}footer{color:#555;font-size:12px;word-break:break-all}</style></head>
<body><h1>${html(report.at.city.name)} · ${html(report.title)}${simulated(report)}</h1>
<p>时点 ${asOfText(report.at)} · 按 ${report.at.knownOn} 已报</p>
<table><thead><tr><th>指标</th><th class="n">数值</th><th>来源</th><th>说明</th></tr></thead><tbody>
${rows}
</tbody></table>${assurancesHtml(report)}<footer>留痕头 ${report.head}</footer></body></html>
`;
}

function assurancesHtml({ assurances = [] }: Report): string {
  if (assurances.length === 0) return '';
  const lines = assurances.map(({ title, words }) => `<li>${html(title)}：${html(words)}</li>`);
  return `<h2>达标把握</h2><ul>${lines.join('')}</ul>`;
}

function simulated(report: Report): string {
  return report.at.city.simulated ? '（模拟）' : '';
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function html(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
