// 对照原文 and 由原文起草 on the real server and the real PostgreSQL, with the plan of the rehearsed city and texts made up here.
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPlan } from '../plan/check.ts';
import type { TracedView } from '../plan/tracedView.ts';
import { type RehearsedServer, rehearsedServer } from '../testing/rehearsed.ts';
import { checkPlanAt } from './cli/check.ts';
import { packageRoot } from './config.node.ts';
import { PLAN_REGISTRY } from './registry.node.ts';

const given = checkPlanAt(`${packageRoot()}/plans/zhaoqing-2021`);
let at: RehearsedServer;
let server: FastifyInstance;
let cookie = '';

beforeAll(async () => {
  at = await rehearsedServer('trace', ['ducha'], 2);
  server = at.server;
  cookie = await at.cookieOf('ducha');
}, 240_000);
afterAll(() => at?.close());

async function post(url: string, payload: object, headers: Record<string, string> = {}) {
  const answer = await server.inject({ method: 'POST', url, payload, headers: { cookie, ...headers } });
  return { status: answer.statusCode, ...answer.json() };
}

interface Quote {
  readonly basis: string;
  readonly source?: string;
  readonly paragraph?: number;
  readonly figures?: readonly string[];
}

/** A figure that a target quotes of its paragraph n: put there, it must be found carried by it. */
function quotedByTarget(): { target: string; title: string; n: number; figure: string; source: string } {
  const targets = given.content?.sections.targets as unknown as readonly {
    id: string;
    title: string;
    provenance?: Record<string, Quote>;
  }[];
  for (const { id, title, provenance = {} } of targets) {
    for (const { basis, source, paragraph, figures } of Object.values(provenance)) {
      if (basis === '原文' && paragraph && source && figures?.[0])
        return { target: id, title, n: paragraph, figure: figures[0], source };
    }
  }
  throw new Error('no target quotes a figure');
}

const quoted = quotedByTarget();
/** Paragraph n says the quoted figure; all others are a line without anything. */
const madeUp = [
  ...Array.from({ length: quoted.n - 1 }, () => '各位好。'),
  `我们要完成${quoted.figure}，另建设73所“云山学堂”。`,
].join('\n\n');

describe('POST /api/plan/trace', () => {
  test('a figure that the plan quotes is carried by its target, with a page to go to; what is new is open', async () => {
    const reply: TracedView & {
      status: number;
      carriers: { name: string; titles: string[]; address: string }[];
      source: string;
    } = await post('/api/plan/trace', { text: madeUp });
    expect(reply.status).toBe(200);
    expect(reply.source).toBe(quoted.source);
    const line = reply.paragraphs[quoted.n - 1]!;
    const carried = line.tokens.find((token) => token.kind === 'figure' && token.state === 'carried')!;
    expect(carried.by.map((index) => reply.carriers[index])).toContainEqual(
      expect.objectContaining({
        name: `targets.${quoted.target}`,
        titles: [quoted.title],
        address: `/goals/elements/targets/${quoted.target}`,
      }),
    );
    expect(line.text.slice(carried.start, carried.end)).toContain(quoted.figure.replace(/[^\d.]/g, ''));
    const open = line.tokens.filter((token) => token.state === 'open').map((token) => token.text);
    expect(open).toEqual(expect.arrayContaining(['73', '云山学堂']));
    expect(reply.counts).toMatchObject({ paragraphs: quoted.n, uncovered: 1 });
    expect(reply.counts.figures.open).toBe(1);
    expect(reply.unfounded.length).toBeGreaterThan(100);
    // Every page that is linked to is there: what the text does not hold is quoted by elements of nearly every section.
    const addresses = new Set(
      reply.carriers.map((carrier) => (carrier as { address?: string }).address ?? ''),
    );
    const bySection = new Map(
      [...addresses].filter((each) => each.startsWith('/goals/')).map((each) => [each.split('/')[3], each]),
    );
    expect(bySection.size).toBeGreaterThan(10);
    for (const address of bySection.values()) {
      const found = await server.inject({ url: `/api${address}`, headers: { cookie } });
      expect(found.statusCode, address).toBe(200);
    }
  });

  test('the same bytes in GB18030 and as Markdown say the same; nothing was recorded', async () => {
    const before = await at.ledger.read('zhaoqing', {}, async (view) => view.head.seq);
    // 云山 in GB18030.
    const gb = Buffer.concat([
      Buffer.from('C4EACFC8CDEAB3C9', 'hex'),
      Buffer.from('30'),
      Buffer.from([0xcb, 0xf9]),
    ]);
    const fromFile = await post('/api/plan/trace', {
      file: { name: '要点.txt', base64: gb.toString('base64') },
    });
    expect(fromFile.paragraphs[0].text).toBe(new TextDecoder('gb18030').decode(gb));
    const markdown = Buffer.from('# 标题\n\n**建设**30所学校\n').toString('base64');
    const fromMarkdown = await post('/api/plan/trace', { file: { name: 'a.MD', base64: markdown } });
    expect(fromMarkdown.paragraphs.map((each: { text: string }) => each.text)).toEqual([
      '标题',
      '建设30所学校',
    ]);
    expect(await at.ledger.read('zhaoqing', {}, async (view) => view.head.seq)).toBe(before);
  });

  test('refuses in words what is empty, no text, too long, or of a source or time that the plan has not', async () => {
    const code = async (url: string, body: object) => {
      const { status, code: found, fix } = await post(url, body);
      expect(fix, found).toBeTruthy();
      return [status, found];
    };
    expect(await code('/api/plan/trace', { text: ' \n ' })).toEqual([400, 'source_missing']);
    expect(await code('/api/plan/trace', {})).toEqual([400, 'source_missing']);
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0xff, 0xff]).toString('base64');
    expect(await code('/api/plan/trace', { file: { name: 'a.png', base64: png } })).toEqual([
      422,
      'source_encoding',
    ]);
    expect(await code('/api/plan/trace', { text: '字'.repeat(2_000_001) })).toEqual([
      413,
      'source_too_large',
    ]);
    expect(await code('/api/plan/trace', { text: '字'.repeat(5_000_000) })).toEqual([413, 'body_too_large']);
    expect(await code('/api/plan/trace?source=nowhere', { text: '30所' })).toEqual([404, 'source_unknown']);
    expect(await code('/api/plan/trace?draft=nothing', { text: '30所' })).toEqual([404, 'draft_unknown']);
    expect(await code('/api/plan/trace?known=0', { text: '30所' })).toEqual([
      expect.any(Number),
      'plan_not_adopted',
    ]);
    const stranger = await server.inject({
      method: 'POST',
      url: '/api/plan/trace',
      payload: { text: '30所' },
    });
    expect(stranger.statusCode).toBe(401);
  });

  test('a draft is traced as it stands: what it adds carries', async () => {
    const opened = await post('/api/plan/drafts', { title: '补一项' }, { 'idempotency-key': 'trace-open' });
    expect(opened.status).toBe(200);
    const value = {
      id: 'cloud-schools',
      title: '云山学堂',
      listed: '重点工作',
      kind: '限期完成',
      to: '2021-12-31',
      provenance: {
        title: {
          basis: '原文',
          source: quoted.source,
          paragraph: quoted.n,
          figures: ['73'],
          terms: ['云山学堂'],
        },
      },
    };
    const put = await post(
      `/api/plan/drafts/${opened.draft}/elements`,
      { edits: [{ op: 'put', section: 'tasks', element: value.id, value, basedOn: null }] },
      { 'idempotency-key': 'trace-put' },
    );
    expect(put.status).toBe(200);
    const [plan, draft] = [
      await post('/api/plan/trace', { text: madeUp }),
      await post(`/api/plan/trace?draft=${opened.draft}`, { text: madeUp }),
    ];
    expect(plan.counts.uncovered).toBe(1);
    expect(draft.counts.uncovered).toBe(0);
    expect(draft.plan.draft).toMatchObject({ id: opened.draft, title: '补一项' });
  });

  test('several thousand paragraphs within a second', async () => {
    const text = Array.from(
      { length: 5000 },
      (_, n) =>
        `第二部分，努力建设${n + 40}所学校、${n + 7}个“村级${n}号站点”，推进道路硬化、河道清淤、管网改造等工程。`,
    ).join('\n');
    await post('/api/plan/trace', { text });
    const since = performance.now();
    const reply = await post('/api/plan/trace', { text });
    const ms = performance.now() - since;
    expect(reply.counts.paragraphs).toBe(5000);
    // Twice the second that is promised: tests share their cores.
    expect(ms).toBeLessThan(2000);
  });
});

test('POST /api/plan/draft-from-text proposes by rule, with what is open, and a file that the checker reads', async () => {
  const text = '2026年云山市重点工作计划\n努力新建30所学校。\n推进“云山学堂”建设。\n';
  const reply = await post('/api/plan/draft-from-text', { text, title: '云山计划' });
  expect(reply).toMatchObject({ status: 200, title: '云山计划', year: 2026 });
  expect(reply.proposals).toContainEqual(
    expect.objectContaining({ section: 'targets', paragraph: 2, open: expect.arrayContaining(['owner']) }),
  );
  expect(reply.yaml.name).toBe('云山计划.yaml');
  const checked = checkPlan([{ path: 'draft.yaml', text: reply.yaml.text }], PLAN_REGISTRY);
  // Only what a person must fill in is missing; the file itself reads.
  expect(checked.issues.filter((issue) => /yaml|format|duplicate/.test(issue.code))).toEqual([]);
  expect(reply.yaml.text.match(/^format:/gm)).toHaveLength(1);
  const openFields = checked.issues.filter((issue) => issue.severity === 'error');
  expect(openFields.length).toBeGreaterThan(0);
});
