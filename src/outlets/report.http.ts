// GET /api/reports/{name}: a bulletin as JSON, Markdown or HTML.
import { z } from 'zod';
import { type Route, route } from '../access/route.http.ts';
import { readReport } from './highlights.pg.ts';
import { reportHtml, reportMarkdown } from './reportText.ts';

const ReportQuery = z.object({
  asOf: z.string().optional().describe('时点'),
  known: z.string().optional().describe('按当时已报'),
  format: z.enum(['json', 'md', 'html']).default('json').describe('格式'),
});
type ReportQuery = z.infer<typeof ReportQuery>;

export const REPORT_ROUTES: readonly Route[] = [
  route<ReportQuery>({
    method: 'GET',
    path: '/api/reports/{name}',
    title: { zh: '通报', en: 'Bulletin' },
    query: ReportQuery,
    reply: '{figures: [{id, label, value, unit, status, source}], head, at}',
    async handler(request) {
      const { format } = request.query;
      const report = await request.read((view) =>
        readReport(view, request.ledger.catalog, request.params.name ?? ''),
      );
      if (format === 'json') return report;
      const text = format === 'md' ? reportMarkdown(report) : reportHtml(report);
      const name = `${report.title}-${report.asOf}${report.at.city.simulated ? '-模拟' : ''}.${format}`;
      const type = format === 'md' ? 'text/markdown; charset=utf-8' : 'text/html; charset=utf-8';
      return { file: { name, type, bytes: new TextEncoder().encode(text) } };
    },
  }),
];
