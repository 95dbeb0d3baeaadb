// A problem as RFC 9457 JSON and as lines for a terminal. What is no Problem is a defect of ours: its words stay in the log, the reader gets an id.
import { isProblem, Problem } from '../kernel/problem.ts';

export interface ProblemReply {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly kept: string | null;
  readonly fix: string | null;
  readonly data?: Readonly<Record<string, unknown>>;
}

const TITLES: Readonly<Record<number, string>> = {
  400: '请求有误 Bad request',
  401: '请先登录 Not signed in',
  403: '没有权限 Not permitted',
  404: '没有找到 Not found',
  409: '与现状不符 Conflict',
  413: '内容太大 Too large',
  422: '不能接受 Refused',
  428: '缺少前提 Precondition required',
  429: '尝试过多 Too many attempts',
  500: '程序出错 Program error',
  503: '暂不可用 Unavailable',
};

export function problemReply(problem: Problem): ProblemReply {
  return {
    type: `urn:luodi:problem:${problem.code}`,
    title: TITLES[problem.status] ?? '不能办理 Refused',
    status: problem.status,
    code: problem.code,
    detail: problem.detail,
    kept: problem.kept ?? null,
    fix: problem.fix ?? null,
    ...(problem.data ? { data: problem.data } : {}),
  };
}

/** Any thrown thing as a Problem; `reference` leads to the log. */
export function asProblem(thrown: unknown, reference: string): Problem {
  if (isProblem(thrown)) return thrown;
  const full = diskFull(thrown);
  if (full) return full;
  return new Problem({
    code: 'program_error',
    status: 500,
    message: `程序出错，编号 ${reference}。The program failed, reference ${reference}.`,
    kept: '没有写完的事务已全部撤回。Unfinished transactions were rolled back.',
    fix: '重试一次；再出错请把编号交给管理员。Try again; if it fails again, give the reference to the administrator.',
  });
}

/** PostgreSQL 53100 disk_full, and ENOSPC of the machine. */
function diskFull(thrown: unknown): Problem | undefined {
  const code = (thrown as { code?: unknown } | null)?.code;
  if (code !== '53100' && code !== 'ENOSPC') return undefined;
  return new Problem({
    code: 'disk_full',
    status: 503,
    message: '磁盘已满。The disk is full.',
    kept: '已入账的都在，这一笔没有写入。What was recorded is kept; this was not written.',
    fix: '腾出空间后再试。Free some space and try again.',
  });
}

export function problemText(problem: Problem): string {
  const lines = [`✗ ${problem.detail}  [${problem.code}]`];
  if (problem.kept) lines.push(`  保留 kept: ${problem.kept}`);
  if (problem.fix) lines.push(`  办法 do:   ${problem.fix}`);
  return `${lines.join('\n')}\n`;
}
