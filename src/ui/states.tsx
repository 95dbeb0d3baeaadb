// The states every page has: waiting, nothing there yet, something went wrong, something was recorded.
import type { ReactNode } from 'react';
import { type Answer, type ProblemBody, UNREACHABLE } from './answer.tsx';
import { markWords, useHalf, useWords } from './language.tsx';
import { Link, useAddress } from './router.tsx';
import './states.css';

export const stateWords = {
  details: { zh: '详情', en: 'Details' },
  code: { zh: '代码（求助时报给管理员）', en: 'Code (tell it to who helps you)' },
  loading: { zh: '正在读取', en: 'Loading' },
  kept: { zh: '已保留', en: 'Kept' },
  fix: { zh: '怎么办', en: 'What to do' },
  again: { zh: '再试一次', en: 'Try again' },
  unreachable: { zh: '连不上服务器', en: 'The server cannot be reached' },
  unreachableKept: { zh: '您在本页填写的内容还在。', en: 'What you typed on this page is still here.' },
  unreachableFix: {
    zh: '网络恢复后再按一次；重复提交只会记录一次。',
    en: 'Press again when the line is back; pressing twice records once.',
  },
  forbidden: { zh: '您的账号没有这一页的权限', en: 'Your account may not see this' },
  forbiddenFix: {
    zh: '请联系本单位的系统管理员开通权限。',
    en: 'Ask the administrator of your unit for access.',
  },
  signInAgain: { zh: '重新登录', en: 'Sign in again' },
  signInKept: { zh: '您在本页填写的内容还在。', en: 'What you typed on this page is still here.' },
  signInFix: {
    zh: '在新开的页面登录后，回到这里再按一次。',
    en: 'Sign in on the page that opens, come back and press again.',
  },
  figureUnknown: { zh: '没有这个数字', en: 'There is no such figure' },
  toCockpit: { zh: '回驾驶舱', en: 'Back to the cockpit' },
  toNow: { zh: '回到当前', en: 'Back to now' },
  defect: { zh: '页面出了差错', en: 'The page failed' },
  defectFix: {
    zh: '刷新本页；仍不行请把这段话告诉系统管理员。',
    en: 'Reload; if it stays, tell the administrator what it says here.',
  },
};

/** `bars` lines of the height of a table's rows, so that nothing jumps when the answer arrives. */
export function Skeleton({ bars = 6 }: { readonly bars?: number }) {
  const say = useWords(stateWords);
  return (
    <div className="skeleton" role="status">
      <span className="unseen">{say('loading')}</span>
      {Array.from({ length: bars }, (_, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars are alike
        <i key={n} aria-hidden="true" style={{ width: `${94 - ((n * 17) % 40)}%` }} />
      ))}
    </div>
  );
}

/** What this list is, and what starts it. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <p>{title}</p>
      {children}
    </div>
  );
}

/** What happened, what was kept, what to do. */
export function ProblemNotice({
  problem,
  retry,
}: {
  readonly problem: ProblemBody;
  readonly retry?: () => void;
}) {
  const say = useWords(stateWords);
  const mark = useWords(markWords);
  const halfOf = useHalf();
  const words = wordsOf(problem, say, halfOf);
  const isOver = problem.code === NOT_SIGNED_IN;
  const address = useAddress();
  return (
    <div className="notice bad" role="alert" data-code={problem.code}>
      <p>
        <strong>{words.title}</strong>
      </p>
      {words.detail !== undefined && words.detail !== words.title && <p>{words.detail}</p>}
      {words.kept && (
        <p>
          <span className="soft">{mark('term', { term: say('kept') })}</span>
          {words.kept}
        </p>
      )}
      {words.fix && (
        <p>
          <span className="soft">{mark('term', { term: say('fix') })}</span>
          {words.fix}
        </p>
      )}
      <p className="row">
        {isOver && (
          <a className="button main" href="/login" target="_blank" rel="noopener">
            {say('signInAgain')}
          </a>
        )}
        {problem.code === FIGURE_UNKNOWN && (
          <Link className="button" to="/">
            {say('toCockpit')}
          </Link>
        )}
        {STANDPOINT_FAULTS.includes(problem.code ?? '') && (
          <Link className="button" to={address.with({ asOf: null, known: null })}>
            {say('toNow')}
          </Link>
        )}
        {retry !== undefined && problem.code !== FIGURE_UNKNOWN && (
          <button type="button" className="button" onClick={retry}>
            {say('again')}
          </button>
        )}
      </p>
      {problem.code !== undefined && (
        // For who is asked for help: never a part of the sentence.
        <details className="problem-code">
          <summary className="soft small">{say('details')}</summary>
          <span className="soft small">
            {mark('term', { term: say('code') })}
            <span className="mono">{problem.code}</span>
          </span>
        </details>
      )}
    </div>
  );
}

const NOT_SIGNED_IN = 'not_signed_in';
/** Days that cannot be stood on: without a way back the reader would be caught there. */
const STANDPOINT_FAULTS = [
  'known_in_future',
  'known_unknown',
  'known_invalid',
  'date_invalid',
  'plan_not_adopted',
];
/** Its words list the ids of all measures: for who writes programs, not for who reads a page. */
const FIGURE_UNKNOWN = 'measure_unknown';

function wordsOf(
  problem: ProblemBody,
  say: (key: keyof typeof stateWords) => string,
  halfOf: (text: string) => string,
): Partial<ProblemBody> {
  if (problem.code === FIGURE_UNKNOWN) return { title: say('figureUnknown') };
  if (problem.code === UNREACHABLE) {
    return { title: say('unreachable'), kept: say('unreachableKept'), fix: say('unreachableFix') };
  }
  if (problem.code === 'page_defect') {
    return { title: say('defect'), detail: problem.title, fix: say('defectFix') };
  }
  if (problem.status === 403 && !problem.fix) {
    return { title: halfOf(problem.detail ?? say('forbidden')), fix: say('forbiddenFix') };
  }
  const { title, detail, kept, fix } = problem;
  const words = {
    title: halfOf(title),
    ...(detail ? { detail: halfOf(detail) } : {}),
    ...(kept ? { kept: halfOf(kept) } : {}),
    ...(fix ? { fix: halfOf(fix) } : {}),
  };
  return problem.code === NOT_SIGNED_IN
    ? { ...words, kept: say('signInKept'), fix: say('signInFix') }
    : words;
}

/** Something was done; told aloud. */
export function Done({ children }: { readonly children: ReactNode }) {
  return (
    <div className="notice good" role="status">
      {children}
    </div>
  );
}

/** The answer when it is there; before that the skeleton, or why there is none. */
export function Answered<T>({
  answer,
  bars,
  children,
}: {
  readonly answer: Answer<T>;
  readonly bars?: number;
  readonly children: (data: T) => ReactNode;
}) {
  return (
    <>
      {answer.problem !== undefined && <ProblemNotice problem={answer.problem} retry={answer.refresh} />}
      {answer.data !== undefined && (
        <div className={answer.busy ? 'stack busy' : 'stack'} aria-busy={answer.busy}>
          {children(answer.data)}
        </div>
      )}
      {answer.data === undefined && answer.problem === undefined && <Skeleton bars={bars ?? 8} />}
    </>
  );
}
