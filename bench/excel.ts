// A project list of 100,000 rows and 20 columns as exceljs writes it: read, against exceljs's stream reader; and read, checked row by row and recorded through the
// writer, against exceljs reading alone. Each runs in a process of its own, so that peaks of memory are their own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { type Arena, runApart } from './arena.ts';
import type { Recorded } from './excelRecordRun.ts';
import { type Measurement, median, ms, perSecond } from './table.ts';

const ROWS = 100_000;
const ROUNDS = 5;
const READ_GOAL = 2;
const RECORD_GOAL = 0.8;
const MEMORY_GOAL_MB = 200;
const HEADS =
  '序号 项目编号 项目名称 县区 投资主体 统一社会信用代码 项目代码 产业集群 行业 园区 计划投资（万元） 用地（亩） 登记日期 签约时间 开工时间 竣工时间 联系部门 建设内容 备注 进度'.split(
    ' ',
  );

interface Run {
  readonly spentMs: number;
  readonly grownMb: number;
  readonly rows: number;
  readonly cells: number;
}

export async function benchExcel(arena: Arena): Promise<Measurement[]> {
  const dir = mkdtempSync(join(tmpdir(), 'luodi-bench-excel-'));
  try {
    const path = join(dir, 'list.xlsx');
    await writeList(path);
    const runs = { ours: [] as Run[], exceljs: [] as Run[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      runs.exceljs.push(runApart<Run>('excelRun', 'exceljs', path));
      runs.ours.push(runApart<Run>('excelRun', 'ours', path));
    }
    const [ours, theirs] = [runs.ours[0]!, runs.exceljs[0]!];
    if (ours.rows !== ROWS + 1 || theirs.rows !== ROWS + 1 || ours.cells !== theirs.cells)
      throw new Error(`${ours.rows} rows of ${ours.cells} cells, against ${theirs.rows} of ${theirs.cells}`);
    const spent = (kind: keyof typeof runs) => median(runs[kind].map(({ spentMs }) => spentMs));
    const grown = Math.max(...runs.ours.map(({ grownMb }) => grownMb));
    const ratio = spent('exceljs') / spent('ours');
    return [
      {
        what: `reading ${ROWS} Excel rows of ${HEADS.length} columns`,
        ratio: {
          against: 'exceljs’s stream reader',
          value: ratio,
          goal: `≥ ${READ_GOAL}×`,
          met: ratio >= READ_GOAL,
        },
        context: `${ms(spent('ours'))} against ${ms(spent('exceljs'))}, medians of ${ROUNDS}`,
      },
      {
        what: 'growth of memory of that process at its peak',
        ratio: {
          against: `${MEMORY_GOAL_MB} MB`,
          value: grown / MEMORY_GOAL_MB,
          goal: '≤ 1×',
          met: grown <= MEMORY_GOAL_MB,
        },
        context: `${Math.round(grown)} MB; exceljs ${Math.round(Math.max(...runs.exceljs.map(({ grownMb }) => grownMb)))} MB`,
      },
      ...recorded(arena, path, spent('exceljs')),
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function recorded({ appUrl, city }: Arena, path: string, alone: number): Measurement[] {
  const { checking, recording, grownMb, rows } = runApart<Recorded>('excelRecordRun', appUrl, city, path);
  if (rows !== ROWS) throw new Error(`recorded ${rows}`);
  // The recording takes what the check planned, so that only both together are the whole way.
  const whole = checking + recording;
  const ratio = alone / whole;
  return [
    {
      what: `reading, checking and recording ${ROWS} Excel rows`,
      ratio: {
        against: 'exceljs reading alone',
        value: ratio,
        goal: `≥ ${RECORD_GOAL}×`,
        met: ratio >= RECORD_GOAL,
      },
      context: `${ms(whole)} in a process of its own: reading and checking ${ms(checking)}, recording ${ms(recording)}, ${perSecond((ROWS * 1000) / recording)}`,
    },
    {
      what: 'growth of memory of that process at its peak, the thread and the ledger’s writer included',
      ratio: {
        against: `${MEMORY_GOAL_MB} MB`,
        value: grownMb / MEMORY_GOAL_MB,
        goal: '≤ 1×',
        met: grownMb <= MEMORY_GOAL_MB,
      },
      context: `${Math.round(grownMb)} MB over what the process held before the list came`,
    },
  ];
}

async function writeList(path: string): Promise<void> {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: path, useStyles: true });
  const sheet = book.addWorksheet('项目');
  sheet.addRow(HEADS).commit();
  for (let n = 0; n < ROWS; n += 1) {
    const day = new Date(Date.UTC(2021, n % 6, 1 + (n % 28)));
    const row = sheet.addRow([
      n + 1,
      `XL-${n}`,
      `批量项目${n}`,
      '端州区',
      `某某公司${n}`,
      '',
      '',
      '',
      '',
      '',
      1000 + n / 100,
      12.5,
      day,
      '',
      '',
      '',
      '投资促进局',
      '建设厂房若干',
      '无',
      0.5,
    ]);
    row.getCell(13).numFmt = 'yyyy/m/d';
    row.commit();
  }
  await book.commit();
}
