// What PostgreSQL says, as a problem a person can act on. Only what can happen in the field is named; all else is shown as it is.
import { isProblem, Problem } from '../kernel/problem.ts';

interface DatabaseError {
  readonly code?: string;
  readonly message?: string;
  readonly constraint?: string;
  readonly detail?: string;
}

const KEPT = '没有写入任何事实';

/** Codes: `taken`, `lost_the_race`, `text_unusable`, `disk_full`, `database_busy`, `changing_is_refused`, `database_gone`. What is none of them is given back as it is. */
export function problemOfDatabase(error: unknown): unknown {
  if (isProblem(error) || !(error instanceof Error)) return error;
  return refusedByTheDatabase(error) ?? notServed(error) ?? error;
}

/** What was asked for cannot be: codes `taken`, `lost_the_race`, `text_unusable`, `changing_is_refused`. */
function refusedByTheDatabase({ code, constraint }: DatabaseError): Problem | undefined {
  if (code === '23505' && constraint === 'reservation_pkey') {
    return new Problem({
      code: 'taken',
      message: '这个编码已被别的对象占用',
      kept: KEPT,
      fix: '查一查是不是重复登记。',
      status: 409,
    });
  }
  if (code === '23505') {
    return new Problem({
      code: 'lost_the_race',
      message: '同一对象刚被别人写过',
      kept: KEPT,
      fix: '刷新后再提交。',
      status: 409,
    });
  }
  if (code === '22021' || code === '22P05') {
    return new Problem({
      code: 'text_unusable',
      message: '文字里有数据库不能存的字符(U+0000)',
      kept: KEPT,
      fix: '删去不可见的字符后重试。',
      status: 400,
    });
  }
  if (code === 'LD001') {
    return new Problem({
      code: 'changing_is_refused',
      message: '事实不能修改或删除',
      kept: '原样',
      fix: '以一条更正事实来更正。',
      status: 409,
    });
  }
  return undefined;
}

/** The database cannot serve: codes `disk_full`, `database_busy`, `database_gone`. */
function notServed(error: Error & DatabaseError): Problem | undefined {
  const { code } = error;
  if (code === '53100' || /No space left on device/.test(error.message)) {
    return new Problem({
      code: 'disk_full',
      message: '磁盘已满，写不进去',
      kept: KEPT,
      fix: '腾出空间后重试；已提交的事实都在。',
      status: 507,
    });
  }
  if (code === '57014' || code === '55P03') {
    return new Problem({
      code: 'database_busy',
      message: '数据库在限定时间内没有答复',
      kept: KEPT,
      fix: '稍后重试。',
      status: 503,
    });
  }
  if (!isGone(error)) return undefined;
  return new Problem({
    code: 'database_gone',
    message: '与数据库的连接断了',
    kept: '未提交的没有写入；同一个幂等键重发不会重复',
    fix: '稍后用同一个键重试。',
    status: 503,
  });
}

const SOCKET_CODES: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE']);
const GONE_WORDS =
  /terminat|shutting down|starting up|too many|ECONN|ENOENT|EPIPE|not queryable|timeout exceeded/i;

function isGone({ code, message }: Error & DatabaseError): boolean {
  const gone =
    code === undefined ||
    code.startsWith('08') ||
    code.startsWith('57P') ||
    code === '53300' ||
    SOCKET_CODES.has(code);
  return gone && GONE_WORDS.test(message);
}
