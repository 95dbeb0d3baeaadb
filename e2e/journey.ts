// What a journey is: steps in order, told one by one, each with a name that says what must hold. A failed step ends its journey, a failed check
// does not. Pages opened in it are watched: an error on the console, a failed request or an answer of 400 and more is a complaint.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { PASSWORD, type Running } from './product.ts';

export const DESK = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

export interface Tally {
  passed: number;
  failed: number;
}

/** The product of a lane. Journeys that end it put another in its place. */
export interface Stage {
  readonly dataDir: string;
  readonly port: number;
  running: Running;
}

export type JourneyFile = {
  readonly title: string;
  readonly journey: (journey: Journey) => Promise<void>;
};

/** The text as a reader sees it: what is hidden is not in it. */
export function seen(locator: Locator): Promise<string> {
  return locator.innerText();
}

/** Ends a journey whose step failed; it has been counted and told. */
export class Stopped extends Error {}

export class Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** When it last asked the server for something. */
  movedAt = 0;
  #complaints: string[] = [];

  constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
    page.on('request', () => {
      this.movedAt = performance.now();
    });
    page.on('console', (message) => {
      if (message.type() === 'error') this.#complaints.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.#complaints.push(`error: ${error.message}`));
    page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? '';
      // A page left before its question was answered.
      if (why !== 'net::ERR_ABORTED') this.#complaints.push(`request: ${request.url()} ${why}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) this.#complaints.push(`${response.status()}: ${response.url()}`);
    });
  }

  /** What went wrong since this was last asked. */
  takeComplaints(): string[] {
    return this.#complaints.splice(0);
  }

  /** By the form, as a person does. */
  async signIn(account: string, password = PASSWORD): Promise<void> {
    await this.page.getByLabel('账号', { exact: true }).fill(account);
    await this.page.getByLabel('密码', { exact: true }).fill(password);
    await this.page.getByRole('button', { name: '登录', exact: true }).click();
  }

  /** By the session's address: where signing in is not what is looked at. */
  async enterAs(account: string): Promise<void> {
    const reply = await this.context.request.post('/api/session', { data: { account, password: PASSWORD } });
    if (!reply.ok()) throw new Error(`sign-in of ${account}: ${reply.status()}`);
  }

  /** Until nothing on the page is being read any more. */
  async settled(): Promise<void> {
    await this.page.locator('h1').first().waitFor();
    await this.page.locator('.skeleton, [aria-busy="true"]').first().waitFor({ state: 'detached' });
  }
}

export class Journey {
  readonly stage: Stage;
  readonly shots: string;
  readonly #name: string;
  readonly #browser: () => Promise<Browser>;
  readonly #tally: Tally;
  readonly #tell: (text: string) => void;
  readonly #visitors: Visitor[] = [];

  constructor(parts: {
    name: string;
    stage: Stage;
    shots: string;
    browser: () => Promise<Browser>;
    tally: Tally;
    /** Takes a line of what is told. */
    tell: (text: string) => void;
  }) {
    this.#name = parts.name;
    this.stage = parts.stage;
    this.shots = parts.shots;
    this.#browser = parts.browser;
    this.#tally = parts.tally;
    this.#tell = parts.tell;
  }

  get address(): string {
    return this.stage.running.address;
  }

  /** Fails the journey: what comes after needs it. */
  async step<T>(words: string, act: () => T | Promise<T>): Promise<T> {
    const answer = await this.#told(words, act);
    if (answer === undefined) throw new Stopped(words);
    return answer.value;
  }

  /** Fails alone. */
  async check(words: string, act: () => unknown): Promise<void> {
    await this.#told(words, act);
  }

  async visitor(viewport: { width: number; height: number } = DESK): Promise<Visitor> {
    const browser = await this.#browser();
    const context = await browser.newContext({
      baseURL: this.address,
      viewport,
      locale: 'zh-CN',
      // Offices sit in China; a page that drew dates by the machine's zone would show it here.
      timezoneId: 'America/New_York',
      hasTouch: viewport.width < 600,
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(15_000);
    const visitor = new Visitor(context, await context.newPage());
    this.#visitors.push(visitor);
    return visitor;
  }

  async shoot(page: Page, name: string, fullPage = true): Promise<string> {
    mkdirSync(this.shots, { recursive: true });
    const path = join(this.shots, `${name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80)}.png`);
    await page.screenshot({ path, fullPage });
    return path;
  }

  async close(): Promise<void> {
    for (const visitor of this.#visitors.splice(0)) await visitor.context.close().catch(() => undefined);
  }

  async #told<T>(words: string, act: () => T | Promise<T>): Promise<{ value: T } | undefined> {
    const since = performance.now();
    try {
      const value = await act();
      this.#tally.passed++;
      const ms = performance.now() - since;
      this.#tell(`  ✓ ${words}${ms > 1500 ? ` (${(ms / 1000).toFixed(1)} s)` : ''}`);
      return { value };
    } catch (thrown) {
      this.#tally.failed++;
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      this.#tell(`  ✗ ${words}\n${why.replaceAll(/^/gm, '      ')}`);
      const [latest] = this.#visitors.toSorted((a, b) => b.movedAt - a.movedAt);
      if (latest !== undefined && latest.movedAt > since) {
        const { page } = latest;
        const path = await this.shoot(page, `failed-${this.#name}-${this.#tally.failed}`).catch(() => '');
        if (path !== '') this.#tell(`      ${page.url()} ${path}`);
      }
      return undefined;
    }
  }
}
