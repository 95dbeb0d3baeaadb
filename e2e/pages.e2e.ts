// Every page at a desk and on a phone: it loads without complaint, has one heading, never scrolls sideways, says that the city is simulated, can be
// walked by keyboard, and in English shows no Chinese but what the city's own data says.
import assert from 'node:assert/strict';
import { DESK, type Journey, PHONE, seen, type Visitor } from './journey.ts';
import { Caller } from './product.ts';

export const title = 'Every page at 1440 and at 390';

interface PageUnderTest {
  readonly name: string;
  readonly path: string;
  /** Signed in as the county for what the city's office cannot do. */
  readonly county?: true;
  /** A sheet lies over the page. */
  readonly sheet?: true;
}

const FIGURE = 'projects.started~2021-01-01~2021-06-30';

async function pagesUnderTest(address: string): Promise<readonly PageUnderTest[]> {
  const city = await Caller.signIn(address, 'zhuanban');
  const county = await Caller.signIn(address, 'sihui');
  const { rows } = await city.get<{ rows: { id: string }[] }>('/api/projects?stage=production');
  const ready = await county.get<{ rows: { id: string }[] }>('/api/projects?stage=landSupplied');
  const { facts } = await city.get<{ facts: { id: string; kind: string }[] }>(
    '/api/ledger/facts?loop=projects',
  );
  const project = rows[0]!.id;
  return [
    { name: 'cockpit', path: '/' },
    { name: 'figure-sheet', path: `/?figure=${FIGURE}`, sheet: true },
    { name: 'figure', path: '/figures/projects.started?from=2021-01-01&asOf=2021-06-30' },
    { name: 'inbox', path: '/inbox' },
    { name: 'inbox-county', path: '/inbox', county: true },
    { name: 'projects', path: '/projects' },
    { name: 'board', path: '/board' },
    { name: 'projects-none', path: '/projects?text=nothing-of-that-name' },
    { name: 'register', path: '/projects?do=register', county: true, sheet: true },
    { name: 'project', path: `/projects/${project}` },
    { name: 'project-county', path: `/projects/${ready.rows.at(-1)!.id}`, county: true },
    { name: 'claim', path: `/projects/${ready.rows.at(-1)!.id}?do=claim`, county: true, sheet: true },
    {
      name: 'investment',
      path: `/projects/${ready.rows.at(-1)!.id}?do=investment`,
      county: true,
      sheet: true,
    },
    { name: 'import', path: '/projects/import', county: true },
    { name: 'leads', path: '/leads' },
    { name: 'leads-county', path: '/leads', county: true },
    { name: 'inspections', path: '/inspections' },
    { name: 'batches', path: '/batches' },
    { name: 'checks', path: '/checks' },
    { name: 'checks-county', path: '/checks?kind=question', county: true },
    { name: 'approvals', path: '/approvals' },
    { name: 'approvals-none', path: '/approvals?text=nothing-of-that-name' },
    { name: 'approvals-import', path: '/approvals/import' },
    { name: 'acceptances', path: '/acceptances' },
    { name: 'urges', path: '/urges' },
    { name: 'promises', path: '/promises' },
    { name: 'indicators', path: '/indicators' },
    { name: 'target', path: '/targets/introduced-2021?of=gapPoints' },
    { name: 'forecast', path: '/targets/started-2021/forecast' },
    { name: 'forecast-county', path: '/targets/in-production-2021/forecast', county: true },
    { name: 'outlook', path: '/outlook' },
    { name: 'pushes', path: '/pushes' },
    { name: 'pushes-target', path: '/pushes?target=introduced-2021&top=30' },
    { name: 'pushes-county', path: '/pushes', county: true },
    { name: 'reporting', path: '/reporting' },
    { name: 'goals', path: '/goals' },
    { name: 'breakdown', path: '/goals/breakdown' },
    { name: 'tasks', path: '/goals/tasks' },
    { name: 'themes', path: '/goals/themes' },
    { name: 'livelihood', path: '/goals/livelihood' },
    { name: 'gaps', path: '/goals/gaps' },
    { name: 'late', path: '/figures/projects.late?from=2021-01-01&asOf=2021-06-30' },
    { name: 'stuck', path: '/projects?stage=signed&standing=open&stuck=yes&sort=stay' },
    { name: 'flow', path: '/flow' },
    { name: 'flow-cluster-going', path: '/flow?by=cluster&stay=going&share=50' },
    { name: 'flow-county', path: '/flow?by=recogniser', county: true },
    { name: 'flow-steps', path: '/flow/passages?part=step&from=filed&to=landSupplied' },
    { name: 'flow-waits', path: '/flow/passages?part=wait&is=beyond' },
    { name: 'highlights', path: '/reports/highlights' },
    { name: 'plan', path: '/plan' },
    { name: 'plan-new-draft', path: '/plan?do=new', sheet: true },
    { name: 'plan-contents', path: '/plan/contents?section=posts' },
    { name: 'plan-element', path: '/plan/contents?section=targets&element=introduced-2021', sheet: true },
    { name: 'plan-element-whole', path: '/plan/contents?section=reporting&element=*', sheet: true },
    { name: 'trace', path: '/plan/trace' },
    { name: 'trace-draft', path: '/plan/trace/draft' },
    { name: 'ledger', path: '/ledger' },
    { name: 'fact', path: `/ledger/facts/${facts[0]!.id}` },
    { name: 'known-then', path: '/?known=15000' },
  ];
}

export async function journey(at: Journey): Promise<void> {
  const pages = await pagesUnderTest(at.address);
  await login(at);
  await navigation(at, pages);
  // A page takes turns with another of the other width: the machine has two cores.
  await Promise.all([walk(at, pages, DESK), walk(at, pages, PHONE)]);
  await keyboard(at);
}

async function walk(at: Journey, pages: readonly PageUnderTest[], size: typeof DESK): Promise<void> {
  const city = await signedIn(at, 'zhuanban', size);
  const county = await signedIn(at, 'sihui', size);
  for (const one of pages) {
    const { visitor, data } = one.county ? county : city;
    const { page } = visitor;
    await at.check(`${one.name} at ${size.width}, in both languages`, async () => {
      await page.goto(one.path);
      // A page that failed while it was English must not fail those after it.
      if ((await page.locator('html[lang="en"]').count()) > 0)
        await page.locator('button[lang="zh-CN"]').first().dispatchEvent('click');
      await visitor.settled();
      if (one.sheet) await page.getByRole('dialog').waitFor();
      await at.shoot(page, `${one.name}-${size.width}`, one.sheet !== true);
      await looksRight(visitor, one);
      // On a phone, and behind a sheet, the switch is out of sight; the page turns over all the same.
      await page.locator('button[lang="en"]').first().dispatchEvent('click');
      await page.locator('html[lang="en"]').waitFor();
      await looksRight(visitor, one);
      assert.deepEqual(await chineseLeft(visitor, await data()), []);
      await page.locator('button[lang="zh-CN"]').first().dispatchEvent('click');
      await page.locator('html[lang="zh-CN"]').waitFor();
      assert.deepEqual(visitor.takeComplaints(), []);
    });
  }
}

async function signedIn(at: Journey, account: string, size: typeof DESK) {
  const visitor = await at.visitor(size);
  await visitor.enterAs(account);
  return { visitor, data: dataSeenBy(visitor) };
}

async function looksRight(visitor: Visitor, { sheet }: Pick<PageUnderTest, 'sheet'>): Promise<void> {
  const { page } = visitor;
  const found = await page.evaluate(() => {
    const shown = (element: Element) => element.getClientRects().length > 0;
    const simulated = [...document.querySelectorAll('.simulated')].filter(shown);
    /** Pressed by a pointer but out of the keyboard's reach. */
    const reach = 'a[href], button, input, select, textarea, label, summary, dialog, option, [tabindex]';
    const unreachable = [...document.querySelectorAll('body *')].filter(
      (element) =>
        shown(element) && getComputedStyle(element).cursor === 'pointer' && element.closest(reach) === null,
    );
    const nameless = [...document.querySelectorAll('a[href], button, input, select, textarea')].filter(
      (element) =>
        shown(element) &&
        // The browser's own date picker beside a date field is for the mouse: who listens types the date.
        element.closest('[aria-hidden="true"]') === null &&
        (element.textContent ?? '').trim() === '' &&
        !element.getAttribute('aria-label') &&
        !element.getAttribute('title') &&
        ((element as HTMLInputElement).labels?.length ?? 0) === 0,
    );
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    return {
      headings: document.querySelectorAll('h1').length,
      mains: document.querySelectorAll('main').length,
      sideways: document.documentElement.scrollWidth - window.innerWidth,
      simulated: simulated.length,
      unreachable: unreachable.map((element) => element.outerHTML.slice(0, 120)),
      nameless: nameless.map((element) => element.outerHTML.slice(0, 120)),
      sameIds: ids.filter((id, index) => ids.indexOf(id) !== index),
      language: document.documentElement.lang,
      title: document.title,
    };
  });
  assert.equal(found.headings, 1, `${found.headings} headings h1`);
  assert.equal(found.mains, 1, `${found.mains} elements main`);
  assert.ok(found.sideways <= 0, `the page scrolls sideways by ${found.sideways} px`);
  assert.ok(found.simulated > 0, '模拟 is not said');
  assert.deepEqual(found.unreachable, [], 'out of reach of the keyboard');
  assert.deepEqual(found.nameless, [], 'without a name');
  assert.deepEqual(found.sameIds, [], 'ids given twice');
  assert.match(found.title, /\S+ · Luodi/);
  if (sheet) {
    const box = await page.getByRole('dialog').boundingBox();
    assert.ok(box !== null && box.x >= 0 && box.width <= page.viewportSize()!.width, 'the sheet is cut off');
  }
}

/** Every text of two and more characters in the answers a page drew: the city's data. The Chinese half of words in both languages is not. */
function dataOf(answer: unknown, into: Set<string>): void {
  if (typeof answer === 'string') {
    if (HAN.test(answer)) into.add(answer);
  } else if (Array.isArray(answer)) {
    for (const one of answer) dataOf(one, into);
  } else if (typeof answer === 'object' && answer !== null) {
    const isWords = 'zh' in answer && 'en' in answer;
    for (const [key, value] of Object.entries(answer)) if (!isWords || key !== 'zh') dataOf(value, into);
  }
}

const HAN = /\p{Script=Han}/u;

/** Keeps what the server answers to the visitor's pages. */
function dataSeenBy(visitor: Visitor): () => Promise<readonly string[]> {
  const answers: Promise<unknown>[] = [];
  visitor.page.on('response', (response) => {
    if (response.url().includes('/api/')) answers.push(response.json().catch(() => undefined));
  });
  return async () => {
    const data = new Set<string>();
    for (const answer of await Promise.all(answers)) dataOf(answer, data);
    return [...data].sort((a, b) => b.length - a.length);
  };
}

/** Chinese that the program itself says on a page in English: all of its texts, less the city's data and the way back to Chinese. */
async function chineseLeft(visitor: Visitor, data: readonly string[]): Promise<readonly string[]> {
  const texts = await visitor.page.evaluate(() => {
    const found = new Set<string>();
    const isOurs = (element: Element | null) =>
      element !== null && element.closest('[lang="zh-CN"], script, noscript, style, pre') === null;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (isOurs(node.parentElement)) found.add(node.textContent ?? '');
    }
    for (const element of document.querySelectorAll('[aria-label], [placeholder], [title]')) {
      if (!isOurs(element)) continue;
      for (const name of ['aria-label', 'placeholder', 'title']) found.add(element.getAttribute(name) ?? '');
    }
    return [...found];
  });
  // A name of one character is the city's where it stands by itself; within a word it says nothing.
  const long = data.filter((one) => one.length > 1);
  const short = new Set(data.filter((one) => one.length === 1));
  const left = texts.filter((text) =>
    long
      .reduce((rest, one) => rest.replaceAll(one, ''), text)
      .split(/[\s,、·]+/)
      .some((word) => HAN.test(word) && !short.has(word)),
  );
  // The form that lists them is long: a few tell enough.
  return left.slice(0, 12);
}

async function login(at: Journey): Promise<void> {
  for (const size of [DESK, PHONE]) {
    await at.check(`login at ${size.width}, in both languages`, async () => {
      const visitor = await at.visitor(size);
      const { page } = visitor;
      const data = dataSeenBy(visitor);
      await page.goto('/login');
      await page.getByText('四会市填报员').waitFor();
      await at.shoot(page, `login-${size.width}`);
      const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok((await sideways()) <= 0);
      assert.equal(await page.locator('h1').count(), 1);
      assert.match(await seen(page.locator('main')), /模拟/);
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
      assert.ok((await sideways()) <= 0);
      assert.deepEqual(await chineseLeft(visitor, await data()), []);
      await at.shoot(page, `login-${size.width}-en`);
      assert.deepEqual(visitor.takeComplaints(), []);
    });
  }
}

/** By pressing, as people do: each way of the frame leads to its page and is marked as the current one. */
async function navigation(at: Journey, pages: readonly PageUnderTest[]): Promise<void> {
  await at.check(
    'every way of the navigation leads to a page that is looked at, at both widths',
    async () => {
      for (const size of [DESK, PHONE]) {
        const visitor = await at.visitor(size);
        await visitor.enterAs('zhuanban');
        await visitor.page.goto('/');
        await visitor.settled();
        const nav = visitor.page.locator(size === DESK ? 'nav.shell-side' : 'nav.shell-foot');
        const ways = await nav
          .locator('a')
          .evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
        assert.ok(ways.length >= 6, ways.join(' '));
        for (const way of ways) {
          assert.ok(
            pages.some((one) => one.path === way),
            `${way} is not looked at`,
          );
          const link = nav.locator(`a[href="${way}"]`);
          if (!(await link.isVisible())) await nav.locator('summary').click();
          await link.click();
          await visitor.page.waitForURL(`**${way}`);
          await visitor.settled();
          assert.equal(await link.getAttribute('aria-current'), 'page');
        }
        assert.deepEqual(visitor.takeComplaints(), []);
      }
    },
  );
}

async function keyboard(at: Journey): Promise<void> {
  const visitor = await at.visitor(DESK);
  await visitor.enterAs('zhuanban');
  const { page } = visitor;
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      return {
        text: `${element.tagName} ${element.className} ${(element.textContent ?? '').trim().slice(0, 40)}`,
        // The calendar button inside a date field is marked by the browser, where no page can see it.
        isMarked:
          (outlineStyle !== 'none' && outlineWidth !== '0px') ||
          boxShadow !== 'none' ||
          element.matches('input[type="date"]'),
        isInSight: box.width > 0 && box.top < window.innerHeight && box.bottom > 0,
        isInMain: element.closest('main') !== null,
        isMain: element.tagName === 'MAIN',
      };
    });
  await at.check(
    'the first Tab offers to skip to the content, and what is focused is marked and in sight',
    async () => {
      await page.goto('/');
      await visitor.settled();
      await page.keyboard.press('Tab');
      assert.match((await focused()).text, /跳到正文/);
      await page.keyboard.press('Enter');
      for (let press = 0; press < 12; press++) {
        await page.keyboard.press('Tab');
        const now = await focused();
        assert.ok(now.isInMain, `left the content at “${now.text}”`);
        assert.ok(now.isMarked, `“${now.text}” is focused and not marked`);
        assert.ok(now.isInSight, `“${now.text}” is focused and out of sight`);
      }
    },
  );
  await at.check(
    'a figure opens by Enter, Tab stays in its sheet, Esc closes it and the focus is back',
    async () => {
      await page.goto('/');
      await visitor.settled();
      const figure = page.locator('table[data-table="targets"] tbody .value').getByRole('link').first();
      await figure.focus();
      await page.keyboard.press('Enter');
      const sheet = page.getByRole('dialog');
      await sheet.locator('table').waitFor();
      for (let press = 0; press < 6; press++) await page.keyboard.press('Tab');
      assert.ok(
        await page.evaluate(() => {
          const { activeElement } = document;
          return activeElement === document.body || activeElement?.closest('dialog') !== null;
        }),
        'the focus left the sheet',
      );
      await page.keyboard.press('Escape');
      await sheet.waitFor({ state: 'detached' });
      assert.ok(
        await figure.evaluate((element) => element === document.activeElement),
        'the focus is not back',
      );
    },
  );
}
