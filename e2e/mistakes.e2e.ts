// What goes wrong at a desk: a wrong password, a day that cannot be, a closed month, a button pressed twice, a line that drops, a session that ends
// over a half-written form, an address that leads nowhere. Each is told in words, and what was typed stays.
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { type Journey, seen, type Visitor } from './journey.ts';
import { Caller } from './product.ts';

export const title = 'Mistakes are told, and nothing is lost or doubled';

const COUNTY = 'gaoyao';
const EVIDENCE = '建字第 441204-2021-007 号';

interface Project {
  readonly project: { readonly id: string; readonly name: string };
  readonly claimable: readonly { readonly milestone: string }[];
  readonly milestones: readonly {
    readonly milestone: string;
    readonly occurredOn: string;
    readonly state: string;
    readonly late: boolean;
  }[];
}

/** Projects whose start may be claimed; those for a day of May, which is closed, first. */
async function readyProjects(caller: Caller): Promise<readonly Project[]> {
  const { rows } = await caller.get<{ rows: readonly { id: string }[] }>('/api/projects?stage=landSupplied');
  const all = await Promise.all(rows.map(({ id }) => caller.get<Project>(`/api/projects/${id}`)));
  const ready = all.filter(
    (one) =>
      one.claimable[0]?.milestone === 'started' &&
      one.milestones.some(
        (line) =>
          line.milestone === 'introduced' && line.state === 'recognised' && line.occurredOn < '2021-05-01',
      ) &&
      lastDay(one) <= '2021-06-22',
  );
  return ready.sort((a, b) => (lastDay(a) < lastDay(b) ? -1 : 1));
}

/** The last day that anything was told of the project. */
function lastDay({ milestones }: Project): string {
  return (
    milestones
      .map((line) => line.occurredOn)
      .sort()
      .at(-1) ?? ''
  );
}

async function headOf(caller: Caller): Promise<number> {
  return (await caller.get<{ at: { knownSeq: number } }>('/api/cockpit')).at.knownSeq;
}

async function openClaim(visitor: Visitor, project: Project): Promise<Locator> {
  await visitor.page.goto(`/projects/${project.project.id}?do=claim&milestone=started`);
  await visitor.settled();
  const sheet = visitor.page.getByRole('dialog');
  await sheet.getByLabel(/施工许可证（/).fill(EVIDENCE);
  return sheet;
}

const send = (sheet: Locator) => sheet.getByRole('button', { name: '申报', exact: true });
/** The permits that the plan names before a start are asked for: looked at, and said yes to. */
async function saidYes(sheet: Locator): Promise<void> {
  await send(sheet).click();
  await sheet.getByLabel(CHECKED).check();
}
const CHECKED = '已核对，确认无误';
const recorded = (page: Page) => page.getByText(/已记入台账，第 \d+ 条/);

export async function journey(at: Journey): Promise<void> {
  await wrongPassword(at);
  const caller = await Caller.signIn(at.address, COUNTY);
  const projects = await at.step('projects to make mistakes with', async () => {
    const ready = await readyProjects(caller);
    assert.ok(ready.length >= 4, `${ready.length} of 4`);
    return ready;
  });
  const visitor = await at.visitor();
  await visitor.enterAs(COUNTY);
  await impossibleDays(at, visitor, caller, projects[0]!);
  await pressedTwice(at, visitor, caller, projects[1]!);
  await droppedLine(at, visitor, caller, projects[2]!);
  await endedSession(at, visitor, caller, projects[3]!);
  await doubtfulDay(at, visitor, caller);
  await addressesThatLeadNowhere(at, visitor);
}

async function wrongPassword(at: Journey): Promise<void> {
  const visitor = await at.visitor();
  const { page } = visitor;
  await at.check(
    'a wrong password is told; the account stays in its field, and the right one gets in',
    async () => {
      await page.goto('/login?next=%2Fplan');
      await visitor.signIn(COUNTY, 'luodi-2020');
      const alert = page.getByRole('alert');
      assert.match(await seen(alert), /账号或口令不对/);
      assert.match(await seen(alert), /没有登录/);
      assert.equal(await page.getByLabel('账号', { exact: true }).inputValue(), COUNTY);
      await at.shoot(page, 'login-wrong-password-1440');
      await visitor.signIn(COUNTY);
      await page.waitForURL('**/plan');
    },
  );
}

async function impossibleDays(
  at: Journey,
  visitor: Visitor,
  caller: Caller,
  project: Project,
): Promise<void> {
  const { page } = visitor;
  const before = await headOf(caller);
  let sheet: Locator | undefined;
  await at.step('a claim for a day to come is refused in words; the form keeps what was typed', async () => {
    sheet = await openClaim(visitor, project);
    await sheet.getByLabel('发生日期').fill('2021-12-01');
    await send(sheet).click();
    const alert = sheet.getByRole('alert');
    // In words; the code is for who is asked for help.
    assert.match(await seen(alert), /2021-12-01 晚于今天/);
    assert.doesNotMatch(await seen(alert), /occurred_in_future/);
    await alert.getByText('详情').click();
    assert.match(await seen(alert), /occurred_in_future/);
    assert.equal(await sheet.getByLabel(/施工许可证（/).inputValue(), EVIDENCE);
    assert.equal(await sheet.getByLabel('发生日期').inputValue(), '2021-12-01');
    assert.equal(await headOf(caller), before);
    await at.shoot(page, 'claim-in-future-1440', false);
  });
  const form = sheet!;
  await at.step(
    'a day in a closed month shows the mark 补报 at once; without it the claim is refused',
    async () => {
      await form.getByLabel('发生日期').fill('2021-05-20');
      await form.getByText(/2021-05已经封账/).waitFor();
      await form.getByLabel(/这是补报/).waitFor();
      await saidYes(form);
      await send(form).click();
      await form.getByRole('alert').getByText(/封账/).first().waitFor();
      assert.equal(await form.getByLabel(/这是补报/).isChecked(), false);
      assert.equal(await headOf(caller), before);
      await at.shoot(page, 'claim-in-closed-month-1440', false);
    },
  );
  await at.step('with the mark it is recorded, and shown as 补报', async () => {
    await form.getByLabel(/这是补报/).check();
    // What is typed after the yes takes it back.
    await form.getByLabel(CHECKED).check();
    await send(form).click();
    await recorded(page).waitFor();
    await visitor.settled();
    const row = page.locator('table[data-table="milestones"] tbody tr').filter({ hasText: '新开工' });
    assert.match(await seen(row), /2021-05-20\s*补报/);
    assert.equal(await headOf(caller), before + 1);
    const { milestones } = await caller.get<Project>(`/api/projects/${project.project.id}`);
    assert.equal(milestones.find((line) => line.milestone === 'started')?.late, true);
  });
  visitor.takeComplaints();
}

/** A start before the land was supplied: it may be so, and most often is a slip of the day. */
async function doubtfulDay(at: Journey, visitor: Visitor, caller: Caller): Promise<void> {
  const { page } = visitor;
  await at.check(
    'a start dated before the land is asked about, and recorded once it is confirmed',
    async () => {
      const { rows } = await caller.get<{ rows: readonly { id: string }[] }>(
        '/api/projects?stage=landSupplied',
      );
      const all = await Promise.all(rows.map(({ id }) => caller.get<Project>(`/api/projects/${id}`)));
      const project = all.find((one) => {
        const day = (id: string) =>
          one.milestones.find((line) => line.milestone === id && line.state !== 'superseded')?.occurredOn ??
          '';
        return (
          one.claimable[0]?.milestone === 'started' &&
          day('introduced') < '2021-06-01' &&
          lastDay(one) > '2021-06-02'
        );
      });
      assert.ok(project, 'no project had its land in June');
      const before = await headOf(caller);
      const sheet = await openClaim(visitor, project);
      await sheet.getByLabel('发生日期').fill('2021-06-01');
      await send(sheet).click();
      assert.match(await seen(sheet.getByRole('alert')), /请核对：[\s\S]*早于前一阶段/);
      assert.equal(await headOf(caller), before);
      await at.shoot(page, 'claim-doubtful-1440', false);
      await sheet.getByLabel(CHECKED).check();
      await send(sheet).click();
      await recorded(page).waitFor();
      assert.equal(await headOf(caller), before + 1);
      visitor.takeComplaints();
    },
  );
}

async function pressedTwice(at: Journey, visitor: Visitor, caller: Caller, project: Project): Promise<void> {
  await at.check('the same form pressed twice, and Enter on top of it, records one fact', async () => {
    const before = await headOf(caller);
    const sheet = await openClaim(visitor, project);
    const day = sheet.getByLabel('发生日期');
    await day.fill('2021-06-28');
    await saidYes(sheet);
    visitor.takeComplaints();
    const answers: number[] = [];
    visitor.page.on('response', (response) => {
      if (response.url().includes('/api/commands/')) answers.push(response.status());
    });
    // All within one turn of the page, before it could draw the button as busy.
    await send(sheet).evaluate((button: HTMLButtonElement) => {
      button.click();
      button.click();
      button.form?.requestSubmit();
    });
    await recorded(visitor.page).waitFor();
    await visitor.settled();
    assert.equal(await headOf(caller), before + 1);
    assert.ok(
      answers.every((status) => status === 200),
      `answers ${answers.join(' ')}`,
    );
    assert.deepEqual(visitor.takeComplaints(), []);
  });
}

async function droppedLine(at: Journey, visitor: Visitor, caller: Caller, project: Project): Promise<void> {
  await at.check(
    'a line that drops after the server has recorded: pressed again, it is still one fact',
    async () => {
      const before = await headOf(caller);
      const sheet = await openClaim(visitor, project);
      await sheet.getByLabel('发生日期').fill('2021-06-25');
      await saidYes(sheet);
      await visitor.page.route('**/api/commands/**', async (route) => {
        await route.fetch();
        await route.abort('connectionreset');
      });
      await send(sheet).click();
      assert.match(await seen(sheet.getByRole('alert')), /连不上服务器[\s\S]*填写的内容还在/);
      assert.equal(await headOf(caller), before + 1);
      await visitor.page.unroute('**/api/commands/**');
      await send(sheet).click();
      await recorded(visitor.page).waitFor();
      assert.equal(await headOf(caller), before + 1);
      visitor.takeComplaints();
    },
  );
}

async function endedSession(at: Journey, visitor: Visitor, caller: Caller, project: Project): Promise<void> {
  await at.check(
    'a session that ends over a half-written form: told, kept, and sent after signing in again',
    async () => {
      const before = await headOf(caller);
      const sheet = await openClaim(visitor, project);
      await sheet.getByLabel('发生日期').fill('2021-06-22');
      await saidYes(sheet);
      await visitor.context.clearCookies();
      await send(sheet).click();
      await notice(sheet, 'not_signed_in').waitFor();
      assert.equal(await sheet.getByLabel(/施工许可证（/).inputValue(), EVIDENCE);
      assert.equal(await headOf(caller), before);
      await at.shoot(visitor.page, 'session-ended-1440', false);
      await visitor.enterAs(COUNTY);
      await send(sheet).click();
      await recorded(visitor.page).waitFor();
      assert.equal(await headOf(caller), before + 1);
      visitor.takeComplaints();
    },
  );
}

/** The notice of one code, which it carries for programs and shows behind 详情. */
function notice(within: Pick<Locator, 'locator'>, code: string): Locator {
  return within.locator(`.notice[data-code="${code}"]`);
}

const NOWHERE: readonly (readonly [what: string, path: string, words: RegExp, code?: string])[] = [
  [
    'a figure nobody measures',
    '/figures/projects.nonsense?from=2021-01-01&asOf=2021-06-30',
    /没有这个数字/,
    'measure_unknown',
  ],
  [
    'a figure over the cockpit that is none',
    '/?figure=projects.nonsense~2021-01-01~2021-06-30',
    /没有这个数字/,
    'measure_unknown',
  ],
  ['a day that is none', '/?asOf=2021-02-30', /asOf 不是日期/, 'date_invalid'],
  ['a known that is none', '/?known=yesterday', /\p{Script=Han}/u, 'known_invalid'],
  ['a known that is to come', '/?known=2091-01-01', /\p{Script=Han}/u, 'known_in_future'],
  ['a known before there was a plan', '/?known=2018-01-01', /\p{Script=Han}/u, 'plan_not_adopted'],
  ['a project that is none', '/projects/P999999', /没有项目/, 'project_unknown'],
  ['a fact that is none', '/ledger/facts/01ARZ3NDEKTSV4RRFFQ69G5FAV', /\p{Script=Han}/u, 'fact_unknown'],
  ['a page that is none', '/nowhere', /没有这个地址[\s\S]*回驾驶舱/],
];

/** Each tells what is wrong within the frame, so that the next thing is one press away. */
async function addressesThatLeadNowhere(at: Journey, visitor: Visitor): Promise<void> {
  for (const [what, path, words, code] of NOWHERE) {
    await at.check(`${what}: ${path}`, async () => {
      await visitor.page.goto(path);
      const told = code === undefined ? visitor.page.locator('main') : notice(visitor.page, code);
      await told.first().waitFor();
      await visitor.page.getByText(words).first().waitFor();
      const text = await seen(visitor.page.locator('body'));
      // The sentence is in words; the code lies behind 详情.
      if (code !== undefined) assert.doesNotMatch(text, new RegExp(code));
      assert.doesNotMatch(text, /(已保留|怎么办)：\s*(\n|$)/, 'a line of the notice is empty');
      await visitor.page.locator('nav.shell-side').getByRole('link', { name: '产业项目' }).waitFor();
      // A day that nobody can stand on must not keep the reader.
      if (/[?]known=/.test(path)) {
        await visitor.page.getByRole('link', { name: '回到当前' }).click();
        await visitor.page.getByText('新引进项目').first().waitFor();
      }
      await at.shoot(visitor.page, `nowhere-${what}`);
      const complaints = visitor.takeComplaints();
      assert.deepEqual(
        complaints.filter((one) => one.startsWith('error:') || /^5\d\d/.test(one)),
        [],
      );
    });
  }
}
