// GET /api/checks.xlsx: the list of /api/checks as a workbook. It stands here because the writer of workbooks does.
import { type Route, route } from '../access/route.http.ts';
import { ChecksQuery, readChecks } from '../loops/projects/checks.http.ts';
import { checksSheet } from './checksSheet.node.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const WORKBOOK_ROWS_MAX = 20_000;

export const CHECKS_SHEET_ROUTES: readonly Route[] = [
  route<ChecksQuery>({
    method: 'GET',
    path: '/api/checks.xlsx',
    title: { zh: '体检与疑点（Excel）', en: 'Checks, lights and questions, as a workbook' },
    query: ChecksQuery,
    reply: 'A workbook (xlsx)',
    async handler(request) {
      const { name, bytes } = await checksSheet(
        await request.read((view) => readChecks(view, request, WORKBOOK_ROWS_MAX)),
      );
      return { file: { name, type: XLSX, bytes } };
    },
  }),
];
