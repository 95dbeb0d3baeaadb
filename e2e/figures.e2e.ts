// Every number opens (design §2, invariant 7): each number that a page shows in a table, a tile or an exception is a link to an address of its own, and what
// opens there are the rows it was made from: as many as it says.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { DESK, type Journey, seen } from './journey.ts';
import { Caller } from './product.ts';

export const title = 'Every number opens';

/** What holds digits and is no figure: a day, a period, an hour, a place in a list, a code. */
const NO_FIGURE = [
  /^(\d{4}-)?\d{2}-\d{2}$/,
  /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/,
  /^\d{4}(-\d{2}|年.*)?$/,
  /^至 \d{4}-\d{2}-\d{2}$/,
];

const PAGES = [
  '/',
  '/indicators',
  '/projects',
  '/projects?stage=signed&standing=open&sort=stay',
  '/reports/highlights',
  '/reporting',
  '/figures/projects.started?from=2021-01-01&asOf=2021-06-30',
  '/figures/projects.builtYuan?from=2021-01-01&asOf=2021-06-30',
  '/figures/projects.late?from=2021-01-01&asOf=2021-06-30',
  '/targets/introduced-2021',
  '/targets/introduced-2021/forecast',
  '/pushes',
  '/flow',
  '/flow?by=cluster&stay=going',
  '/flow?by=recogniser',
  '/flow/passages?part=step&from=filed&to=landSupplied',
  '/flow/passages?part=wait&is=beyond',
  '/flow/passages?part=recognition&to=started',
];

/** Steps of a reckoning are told with the sum that gave them, and there is nothing behind a sum but its parts, which open. */
const OWN_WORDS = '.narrow.soft, .note, .mono, th, caption';

/** Numbers in tables, tiles and exceptions that lead nowhere. */
function closedNumbers(page: Page): Promise<readonly string[]> {
  return page.evaluate(
    ({ own, noFigure }) => {
      const patterns = noFigure.map((source) => new RegExp(source));
      const found: string[] = [];
      for (const place of document.querySelectorAll('main td, main dl.stocks dd, main .exception-figures')) {
        const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
          const element = node.parentElement;
          const text = (node.textContent ?? '').trim();
          if (element === null || !/\d/.test(text) || element.getClientRects().length === 0) continue;
          if (element.closest(`a, button, ${own}`) !== null) continue;
          const table = element.closest('table')?.dataset.table ?? '';
          // How a target was reckoned is this table, as is how often words came true of forecasts made for it alone and kept nowhere; where a promise
          // stands in its text is a place, no figure.
          if (table === 'steps' || table === 'said' || table === 'provenance') continue;
          // Names and titles may hold digits; a figure stands alone or with its unit.
          if (!/^[-+−(（]?[\d,]+(\.\d+)?\s*\S{0,3}$/.test(text)) continue;
          if (patterns.some((pattern) => pattern.test(text))) continue;
          found.push(`${table}: ${text}`);
        }
      }
      return found;
    },
    { own: OWN_WORDS, noFigure: NO_FIGURE.map((one) => one.source) },
  );
}

interface Cockpit {
  readonly at: { readonly asOf: string };
  readonly told: readonly { readonly measure: string; readonly value: string; readonly figure: Figure }[];
  readonly funnel: readonly {
    readonly stage: string;
    readonly count: number;
    readonly medianDays: number | null;
    readonly stuck: number;
  }[];
  readonly targets: readonly {
    readonly title: string;
    readonly value: string | null;
    readonly simulatedValue: string | null;
    readonly figure: Figure | null;
    readonly reporting: {
      readonly expected: number;
      readonly reported: number;
      readonly duty: string;
    } | null;
  }[];
}

interface Figure {
  readonly measure: string;
  readonly from: string;
  readonly asOf: string;
}

interface List {
  readonly rows: readonly { readonly daysInStage: number }[];
  readonly total: { readonly count: number };
  readonly stay: { readonly medianDays: number | null; readonly stuck: number } | null;
}

export async function journey(at: Journey): Promise<void> {
  const visitor = await at.visitor(DESK);
  await visitor.enterAs('zhuanban');
  const { page } = visitor;
  for (const path of PAGES) {
    await at.check(`${path}: no number leads nowhere`, async () => {
      await page.goto(path);
      await visitor.settled();
      assert.deepEqual(await closedNumbers(page), []);
    });
  }
  await at.check('a project’s months of investment lead to their facts', async () => {
    const caller = await Caller.signIn(at.address, 'zhuanban');
    const { rows } = await caller.get<{ rows: { id: string }[] }>('/api/projects?stage=construction');
    await page.goto(`/projects/${rows[0]!.id}`);
    await visitor.settled();
    assert.deepEqual(await closedNumbers(page), []);
  });
  await at.check('taken out of their links, they are all found: the check sees', async () => {
    await page.goto('/');
    await visitor.settled();
    await page.evaluate(() => {
      for (const link of document.querySelectorAll('main a')) link.replaceWith(...link.childNodes);
    });
    const found = await closedNumbers(page);
    assert.ok(found.length > 80, `${found.length} found`);
  });
  await at.check('one number of every column is pressed, and leads to an address with something to see', () =>
    pressAll(at),
  );
  const caller = await Caller.signIn(at.address, 'zhuanban');
  const cockpit = await caller.get<Cockpit>('/api/cockpit');
  await at.check('补报 and 更正 are as many as their rows', async () => {
    assert.ok(cockpit.told.length > 0);
    for (const { measure, value, figure } of cockpit.told) {
      const opened = await caller.get<{ total: number; value: string }>(rowsOf(figure));
      assert.deepEqual([opened.total, opened.value], [Number(value), value], measure);
    }
  });
  await at.check(
    'the simulated count opens to as many rows, and says that it was not published',
    async () => {
      const line = cockpit.targets.find((one) => one.title === '新投产项目');
      const opened = await caller.get<{ total: number; measure: { published: boolean } }>(
        rowsOf(line!.figure!),
      );
      assert.deepEqual([opened.total, opened.measure.published], [Number(line?.simulatedValue), false]);
    },
  );
  await at.check('count, median stay and 卡住 of each stage are those of the list they open', async () => {
    for (const { stage, count, medianDays, stuck } of cockpit.funnel) {
      const list = `/api/projects?stage=${stage}&standing=open&sort=stay&asOf=${cockpit.at.asOf}&limit=200`;
      const { total, stay } = await caller.get<List>(list);
      assert.deepEqual([total.count, stay], [count, { medianDays, stuck }], stage);
      const stuckOnes = await caller.get<List>(`${list}&stuck=yes`);
      assert.deepEqual([stuckOnes.total.count, stuckOnes.rows.length], [stuck, stuck], stage);
    }
  });
  await at.check('报送率 opens to who was due, who reported and when', async () => {
    const line = cockpit.targets.find((one) => one.reporting !== null);
    const { expected, reported, duty } = line!.reporting!;
    await page.goto('/');
    await visitor.settled();
    await page.locator(`table[data-table="targets"] a[href*="/reporting"]`).first().click();
    await page.waitForURL((url) => url.pathname === '/reporting' && url.searchParams.get('duty') === duty);
    await visitor.settled();
    const rows = page.locator(`table[data-table="duty-${duty}"] tbody tr`);
    assert.equal(await rows.count(), expected);
    const texts = await rows.allInnerTexts();
    assert.equal(
      texts.filter((text) => text.includes('已报') && /\d{4}-\d\d-\d\d/.test(text)).length,
      reported,
    );
  });
  await at.check(
    'a reading nobody has reported waits in the inbox of who owes it, and nowhere else',
    async () => {
      const school = await at.visitor(DESK);
      await school.enterAs('jiaoyu');
      await school.page.goto('/inbox');
      await school.settled();
      const owed = school.page
        .locator('.inbox > li')
        .filter({ has: school.page.getByRole('link', { name: '填报' }) });
      assert.ok((await owed.count()) > 0, 'nothing to report');
      const name = await seen(owed.first().locator('.inbox-title'));
      await owed.first().getByRole('link', { name: '填报' }).click();
      await school.page.getByRole('dialog').getByText(name).first().waitFor();
      const office = await caller.get<{ groups: { key: string; items: { title: string }[] }[] }>(
        '/api/inbox',
      );
      assert.ok(!office.groups.some((group) => group.key === 'toReport' && group.items.length > 0));
    },
  );
  await at.check(
    'what the map and the tables of the flow count is as long as the lists they open',
    async () => {
      await page.goto('/flow');
      await visitor.settled();
      const counts = await countsOfFlow(page);
      assert.ok(counts.length > 60, `${counts.length} counts`);
      for (const { text, address } of counts) {
        const { total } = await caller.get<{ total: number }>(`/api${address}`);
        assert.equal(total, Number(text.replaceAll(',', '')), address);
      }
    },
  );
  await at.check('no page complained', () => {
    assert.deepEqual(visitor.takeComplaints(), []);
  });
}

/** Counts that the flow page shows: on the map, in its tiles, and in the columns of its tables that count. */
function countsOfFlow(page: Page): Promise<readonly { readonly text: string; readonly address: string }[]> {
  return page.evaluate(() => {
    const heads = ['次数', '在等', '超过通常', '等认定'];
    const cells = [...document.querySelectorAll<HTMLElement>('main td')].filter((cell) =>
      heads.includes(cell.dataset.label ?? ''),
    );
    const places = [
      ...document.querySelectorAll('main svg .flow-count, main svg .flow-reached, main .flow-facts b'),
      ...cells,
    ];
    return places.flatMap((place) => {
      const link = place.closest('a') ?? place.querySelector('a');
      return link === null
        ? []
        : [{ text: (place.textContent ?? '').trim(), address: link.getAttribute('href') ?? '' }];
    });
  });
}

function rowsOf({ measure, from, asOf }: Figure): string {
  return `/api/measures/${measure}/rows?from=${from}&asOf=${asOf}`;
}

/** The first link of every column of every table of the cockpit, and every tile and exception. */
async function pressAll(at: Journey): Promise<void> {
  const visitor = await at.visitor(DESK);
  await visitor.enterAs('zhuanban');
  const { page } = visitor;
  await page.goto('/');
  await visitor.settled();
  const addresses = await page.evaluate(() => {
    const found = new Map<string, string>();
    for (const link of document.querySelectorAll<HTMLAnchorElement>(
      'main td a, main dl.stocks a, main .exception a, main #targets ~ * a',
    )) {
      const cell = link.closest('td');
      const key =
        cell === null
          ? link.getAttribute('href')
          : `${cell.closest('table')?.dataset.table} ${cell.cellIndex} ${link.pathname}`;
      if (key !== null && !found.has(key)) found.set(key, link.getAttribute('href') ?? '');
    }
    return [...found.values()];
  });
  assert.ok(addresses.length > 30, `${addresses.length} addresses`);
  for (const address of addresses) {
    await page.goto(address);
    await visitor.settled();
    const place = address.includes('figure=') ? page.getByRole('dialog') : page.locator('main');
    await place.locator('table tbody tr, dialog').first().waitFor();
  }
  assert.deepEqual(visitor.takeComplaints(), []);
}
