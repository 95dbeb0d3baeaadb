// 组织与人员: who has which post and roles; an administrator opens, moves and closes accounts by the same commands as everywhere. Nothing is removed.
import { useState } from 'react';
import { CAPABILITY_WORDS, findRole, ROLES } from '../../../access/roles.ts';
import { ask, type ProblemBody, problemOf, useAnswer, useCommand } from '../../../ui/answer.tsx';
import { Check, Form, type FormText, Select, SendButton, TextArea, TextField } from '../../../ui/form.tsx';
import { markWords, useSaid, useWords } from '../../../ui/language.tsx';
import { withQuery } from '../../../ui/route.ts';
import { Link, navigate, useAddress } from '../../../ui/router.tsx';
import { Sheet } from '../../../ui/sheet.tsx';
import { PageHead } from '../../../ui/shell.tsx';
import { Answered, Done, Empty, ProblemNotice } from '../../../ui/states.tsx';
import { type Column, Table } from '../../../ui/table.tsx';
import { accountWords } from './accountsWords.tsx';

interface AccountLine {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly unitName: string;
  readonly post: string;
  readonly roles: readonly string[];
  readonly closedOn: string | null;
  readonly hasPassword: boolean;
}

interface AccountsView {
  readonly accounts: readonly AccountLine[];
  readonly units: readonly { readonly id: string; readonly name: string }[];
  readonly posts: readonly { readonly id: string; readonly title: string; readonly unit: string }[];
}

export default function AccountsPage() {
  const say = useWords(accountWords);
  const address = useAddress();
  const answer = useAnswer<AccountsView>('/api/accounts');
  const [saved, setSaved] = useState(false);
  const doing = address.query.get('do');
  const chosen = answer.data?.accounts.find((one) => one.id === address.query.get('account'));
  const close = () => navigate(address.with({ do: null, account: null }));
  const sheet = {
    onClose: close,
    onDone: () => {
      setSaved(true);
      close();
      answer.refresh();
    },
  };
  return (
    <>
      <PageHead title={say('title')} lead={say('lead')}>
        <Link className="button" to={address.with({ do: 'open', account: null })}>
          {say('open')}
        </Link>
      </PageHead>
      {saved && <Done>{say('saved')}</Done>}
      <Answered answer={answer} bars={12}>
        {(view) => (
          <section className="panel" aria-label={say('title')}>
            {view.accounts.length === 0 ? <Empty title={say('none')} /> : <Accounts view={view} />}
          </section>
        )}
      </Answered>
      {answer.data !== undefined && (doing === 'open' || (doing === 'move' && chosen !== undefined)) && (
        <PlaceSheet
          key={doing}
          view={answer.data}
          account={doing === 'move' ? chosen : undefined}
          {...sheet}
        />
      )}
      {doing === 'close' && chosen !== undefined && <CloseSheet account={chosen} {...sheet} />}
      {doing === 'password' && chosen !== undefined && <PasswordSheet account={chosen} {...sheet} />}
    </>
  );
}

function Accounts({ view }: { readonly view: AccountsView }) {
  const say = useWords(accountWords);
  const said = useSaid();
  const mark = useWords(markWords);
  const address = useAddress();
  const postOf = (id: string) => view.posts.find((post) => post.id === id)?.title ?? id;
  const roleOf = (id: string) => said(findRole(id)?.title ?? { zh: id, en: id });
  const mayOf = (ids: readonly string[]) => {
    const list = [...new Set(ids.flatMap((id) => findRole(id)?.may ?? []))];
    return say('may', { list: list.map((one) => said(CAPABILITY_WORDS[one])).join(mark('list')) });
  };
  const columns: Column<AccountLine>[] = [
    {
      id: 'name',
      head: say('name'),
      phone: 'title',
      cell: (line) => line.title,
      sort: (line) => line.title,
    },
    { id: 'account', head: say('account'), cell: (line) => <span className="mono">{line.id}</span> },
    { id: 'unit', head: say('unit'), cell: (line) => line.unitName, sort: (line) => line.unitName },
    { id: 'post', head: say('post'), cell: (line) => postOf(line.post), sort: (line) => line.post },
    {
      id: 'roles',
      head: say('roles'),
      cell: (line) => <span title={mayOf(line.roles)}>{line.roles.map(roleOf).join(mark('list'))}</span>,
    },
    {
      id: 'state',
      head: say('state'),
      cell: (line) =>
        line.closedOn !== null
          ? say('closed', { day: line.closedOn })
          : say(line.hasPassword ? 'inUse' : 'noPassword'),
      sort: (line) => line.closedOn ?? '',
    },
    {
      id: 'act',
      head: '',
      align: 'right',
      phone: 'whole',
      cell: (line) => (
        <span className="row nowrap no-print">
          {line.closedOn === null &&
            (['move', 'password', 'close'] as const).map((what) => (
              <Link key={what} className="button quiet" to={address.with({ do: what, account: line.id })}>
                {say(what)}
              </Link>
            ))}
          <Link className="small" to={`/ledger${withQuery('', { loop: 'access', subject: line.id })}`}>
            {say('facts')}
          </Link>
        </span>
      ),
    },
  ];
  return (
    <Table
      name="accounts"
      caption={say('title')}
      columns={columns}
      rows={view.accounts}
      keyOf={(line) => line.id}
      rowClass={(line) => (line.closedOn === null ? undefined : 'soft')}
      tall
    />
  );
}

interface SheetProps {
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const ROLE = 'role:';

/** An account opened, with its first password, or moved to another unit, post or roles. */
function PlaceSheet({
  view,
  account,
  onClose,
  onDone,
}: SheetProps & { readonly view: AccountsView; readonly account: AccountLine | undefined }) {
  const say = useWords(accountWords);
  const said = useSaid();
  const open = useCommand('access/openAccount');
  const move = useCommand('access/moveAccount');
  const command = account === undefined ? open : move;
  const [problem, setProblem] = useState<ProblemBody>();
  const [wanted, setWanted] = useState(false);
  // A unit further down the tree is no choice of the list, but an account there keeps it.
  const known = view.units.some(({ id }) => id === account?.unit);
  const units =
    known || account === undefined
      ? view.units
      : [...view.units, { id: account.unit, name: account.unitName }];
  const send = async (values: FormText) => {
    const roles = ROLES.map(({ id }) => id).filter((id) => values[ROLE + id] === 'on');
    setWanted(roles.length === 0);
    if (roles.length === 0) return;
    const id = account?.id ?? values.account ?? '';
    const { unit, post, title } = values;
    if ((await command.send({ account: id, unit, post, roles, title })) === undefined) return;
    const failed = account === undefined ? await givePassword(id, values.password ?? '') : undefined;
    setProblem(failed);
    if (failed === undefined) onDone();
  };
  return (
    <Sheet
      title={account === undefined ? say('open') : `${say('move')} · ${account.title}`}
      onClose={onClose}
    >
      <Form onSend={(values) => void send(values)}>
        {account === undefined && (
          <TextField
            label={say('account')}
            name="account"
            required
            pattern="[a-z][a-z0-9._\-]{1,39}"
            title={say('accountHint')}
            hint={say('accountHint')}
            autoComplete="off"
          />
        )}
        <TextField
          label={say('name')}
          name="title"
          required
          maxLength={80}
          hint={say('nameHint')}
          defaultValue={account?.title}
        />
        <Select
          label={say('unit')}
          name="unit"
          defaultValue={account?.unit}
          choices={units.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <TextField
          label={say('post')}
          name="post"
          required
          maxLength={64}
          list="posts"
          defaultValue={account?.post}
        />
        <datalist id="posts">
          {view.posts.map((post) => (
            <option key={post.id} value={post.id}>
              {post.title}
            </option>
          ))}
        </datalist>
        <fieldset>
          <legend>{say('roles')}</legend>
          {ROLES.map((role) => (
            <Check
              key={role.id}
              label={said(role.title)}
              name={ROLE + role.id}
              defaultChecked={account?.roles.includes(role.id)}
            />
          ))}
        </fieldset>
        {account === undefined && <PasswordField />}
        {wanted && <p className="notice bad">{say('rolesWanted')}</p>}
        <Notice problem={command.problem ?? problem} />
        <SendButton busy={command.busy}>{say(account === undefined ? 'open' : 'move')}</SendButton>
      </Form>
    </Sheet>
  );
}

function CloseSheet({ account, onClose, onDone }: SheetProps & { readonly account: AccountLine }) {
  const say = useWords(accountWords);
  const command = useCommand('access/closeAccount');
  const send = async ({ reason }: FormText) => {
    if ((await command.send({ account: account.id, reason })) !== undefined) onDone();
  };
  return (
    <Sheet title={`${say('close')} · ${account.title}`} onClose={onClose}>
      <Form onSend={(values) => void send(values)}>
        <TextArea label={say('reason')} name="reason" required minLength={2} maxLength={200} />
        <Notice problem={command.problem} />
        <SendButton busy={command.busy}>{say('close')}</SendButton>
      </Form>
    </Sheet>
  );
}

function PasswordSheet({ account, onClose, onDone }: SheetProps & { readonly account: AccountLine }) {
  const say = useWords(accountWords);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemBody>();
  const send = async (values: FormText) => {
    setBusy(true);
    const failed = await givePassword(account.id, values.password ?? '');
    setBusy(false);
    setProblem(failed);
    if (failed === undefined) onDone();
  };
  return (
    <Sheet title={`${say('password')} · ${account.title}`} onClose={onClose}>
      <Form onSend={(values) => void send(values)}>
        <PasswordField />
        <Notice problem={problem} />
        <SendButton busy={busy}>{say('password')}</SendButton>
      </Form>
    </Sheet>
  );
}

function PasswordField() {
  const say = useWords(accountWords);
  return (
    <TextField
      label={say('newPassword')}
      name="password"
      type="password"
      required
      minLength={8}
      maxLength={200}
      autoComplete="new-password"
    />
  );
}

function Notice({ problem }: { readonly problem: ProblemBody | undefined }) {
  return problem === undefined ? null : <ProblemNotice problem={problem} />;
}

/** What went wrong, if anything. */
async function givePassword(account: string, password: string): Promise<ProblemBody | undefined> {
  try {
    await ask(`/api/accounts/${encodeURIComponent(account)}/password`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ password }),
    });
    return undefined;
  } catch (thrown) {
    return problemOf(thrown);
  }
}
