// 登录. In a simulated city the demo accounts are one press away.
import { useEffect, useState } from 'react';
import { ask, type ProblemBody, problemOf } from '../../../ui/answer.tsx';
import { Form, SendButton, TextField } from '../../../ui/form.tsx';
import { useWords } from '../../../ui/language.tsx';
import { navigate, useAddress } from '../../../ui/router.tsx';
import { type Session, useSession } from '../../../ui/session.tsx';
import { LanguageSwitch, PageHead } from '../../../ui/shell.tsx';
import { ProblemNotice } from '../../../ui/states.tsx';
import { firstPage } from '../firstPage.ts';
import { appWords, loginWords } from '../words.tsx';
import './login.css';

/** One of GET /api/demo-accounts → { accounts }. A city that is not simulated gives none. */
export interface DemoAccount {
  readonly account: string;
  readonly password: string;
  readonly title: string;
  readonly unitName: string;
}

export default function LoginPage() {
  const say = useWords(loginWords);
  const app = useWords(appWords);
  const { query } = useAddress();
  const { enter } = useSession();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemBody>();
  const demo = useDemoAccounts();
  const signIn = async (account: string, password: string) => {
    setBusy(true);
    setProblem(undefined);
    try {
      const session = await ask<Session>('/api/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ account, password }),
      });
      enter(session);
      navigate(firstPage(session, query.get('next')), { replace: true });
    } catch (thrown) {
      setProblem(problemOf(thrown));
      setBusy(false);
    }
  };
  return (
    <main className="login" id="main">
      <div className="login-brand">
        <strong>{app('product')}</strong>
        <span className="soft">{say('lead')}</span>
        <LanguageSwitch />
      </div>
      <div className="panel">
        <div className="body stack">
          <PageHead title={say('title')} />
          {problem !== undefined && <ProblemNotice problem={problem} />}
          <Form onSend={(values) => void signIn(values.account ?? '', values.password ?? '')}>
            <TextField
              label={say('account')}
              name="account"
              autoComplete="username"
              autoCapitalize="none"
              required
            />
            <TextField
              label={say('password')}
              name="password"
              type="password"
              autoComplete="current-password"
              required
            />
            <SendButton busy={busy}>{say('enter')}</SendButton>
          </Form>
        </div>
      </div>
      {demo.length > 0 && (
        <section className="panel" aria-labelledby="demo">
          <header>
            <h2 id="demo">{say('demo')}</h2>
            <span className="soft small">{say('demoHint')}</span>
          </header>
          <ul className="login-demo">
            {demo.map((one) => (
              <li key={one.account}>
                <button type="button" disabled={busy} onClick={() => void signIn(one.account, one.password)}>
                  <span lang="zh-CN">{roleOf(one)}</span>
                  <span className="mono soft">{one.account}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </main>
  );
}

/** 四会市填报员: the head of the list has said that all are for show. */
function roleOf({ title }: DemoAccount): string {
  return title.replace(/[（(]演示[)）]$/, '').trim() || title;
}

function useDemoAccounts(): readonly DemoAccount[] {
  const [accounts, setAccounts] = useState<readonly DemoAccount[]>([]);
  useEffect(() => {
    ask<{ readonly accounts: readonly DemoAccount[] }>('/api/demo-accounts').then(
      (answer) => setAccounts(answer.accounts),
      // A real city answers that there are none.
      () => undefined,
    );
  }, []);
  return accounts;
}
