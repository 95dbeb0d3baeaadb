// GET /api/flow/log: the projects in an account's reach as an event log, for other programs of process mining.
import { z } from 'zod';
import { type Route, route } from '../access/route.http.ts';
import { readEventExport } from './eventLog.pg.ts';
import { ocelLog } from './eventLogOcel.ts';
import { xesText } from './eventLogXes.ts';

const LogQuery = z.object({
  asOf: z.string().optional().describe('时点'),
  known: z.string().optional().describe('按当时已报'),
  as: z.enum(['xes', 'ocel']).describe('xes：IEEE 1849；ocel：OCEL 2.0（JSON）'),
});
type LogQuery = z.infer<typeof LogQuery>;

export const EVENT_LOG_ROUTES: readonly Route[] = [
  route<LogQuery>({
    method: 'GET',
    path: '/api/flow/log',
    title: { zh: '事件日志（XES、OCEL 2.0）', en: 'The projects as an event log' },
    query: LogQuery,
    reply: 'XES or OCEL 2.0 (JSON)',
    async handler(request) {
      const { as } = request.query;
      const log = await request.read((view) => readEventExport(view, request.scope));
      const name = `${log.city.name}项目事件日志-${log.asOf}${log.city.simulated ? '-模拟' : ''}`;
      const [text, ending, type] =
        as === 'xes'
          ? [[...xesText(log)].join(''), 'xes', 'application/xml; charset=utf-8']
          : [JSON.stringify(ocelLog(log), undefined, 1), 'jsonocel', 'application/json; charset=utf-8'];
      return { file: { name: `${name}.${ending}`, type, bytes: new TextEncoder().encode(text) } };
    },
  }),
];
