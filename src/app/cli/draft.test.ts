// luodi draft and luodi check --source from outside: encodings, exit codes, what is written and what is left alone. The texts are made up.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { main } from '../main.ts';

const folder = mkdtempSync(join(tmpdir(), 'luodi-draft-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function luodi(...args: string[]) {
  let [out, err] = ['', ''];
  const code = await main(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}

const text = '2026年工作要点\n加快推进东西高铁、南北高铁等项目建设，力争全年新增企业300家以上。\n';
const path = join(folder, '工作要点.txt');
writeFileSync(path, text);

test('JSON alone on stdout: paragraphs and proposals with what is open', async () => {
  const { code, out, err } = await luodi('draft', path, '--format', 'json');
  expect([code, err]).toEqual([0, '']);
  const draft = JSON.parse(out);
  expect(draft).toMatchObject({ format: 'luodi/draft@1', year: 2026 });
  expect(draft.paragraphs[1]).toMatchObject({ n: 2, role: 'promising', figures: ['300'], proposals: 3 });
  expect(draft.proposals.map((each: { section: string }) => each.section)).toEqual([
    'keyProjects',
    'keyProjects',
    'targets',
  ]);
  expect(draft.proposals[2]).toMatchObject({
    paragraph: 2,
    element: { title: '新增企业', amount: '300', unit: '家', from: '2026-01-01', to: '2026-12-31' },
    open: ['measure', 'owner', 'splits'],
  });
});

test('the same text in GB18030, in UTF-8 with its mark, and as Markdown gives the same draft', async () => {
  const plain = (await luodi('draft', path, '--format', 'json')).out;
  // Bytes of the first characters by hand, the rest by the decoder's own table.
  const table = new Map<string, number[]>();
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue;
      const mark = new TextDecoder('gb18030').decode(Uint8Array.of(lead, trail));
      if (mark.length === 1) table.set(mark, [lead, trail]);
    }
  const gb = [...text].flatMap((mark) => (mark < '\x80' ? [mark.charCodeAt(0)] : table.get(mark)!));
  writeFileSync(join(folder, 'gb.txt'), Uint8Array.from(gb));
  writeFileSync(join(folder, 'bom.txt'), `\uFEFF${text}`);
  writeFileSync(join(folder, 'text.md'), text.replace('2026', '# 2026').replace('加快', '- **加快**'));
  for (const name of ['gb.txt', 'bom.txt', 'text.md'])
    expect((await luodi('draft', join(folder, name), '--format', 'json')).out).toBe(plain);
});

test('--out writes a plan that check reads, and never into a folder that holds something', async () => {
  const out = join(folder, 'plan');
  expect((await luodi('draft', path, '--out', out)).code).toBe(0);
  expect(readdirSync(out).toSorted()).toEqual(['city.yaml', 'keyProjects.yaml', 'targets.yaml']);
  const checked = await luodi('check', out, '--source', path, '--format', 'json');
  expect(checked.code).toBe(1);
  const { issues, trace } = JSON.parse(checked.out);
  const errors = issues.filter((issue: { severity: string }) => issue.severity === 'error');
  for (const { file, line } of errors)
    expect(readFileSync(join(out, file), 'utf8').split('\n')[line - 1]).toContain('待定');
  expect(trace.unfounded).toEqual([]);

  const before = readFileSync(join(out, 'targets.yaml'), 'utf8');
  const again = await luodi('draft', path, '--out', out);
  expect([again.code, again.err]).toEqual([3, expect.stringContaining('[draft_folder_not_empty]')]);
  expect(readFileSync(join(out, 'targets.yaml'), 'utf8')).toBe(before);
});

test.each([
  [['draft'], 2, 'luodi draft'],
  [['draft', 'TEXT', '--year', '二六'], 2, '--year'],
  [['draft', join(folder, 'none.txt')], 3, '[source_not_read]'],
  [['draft', folder], 3, '[source_not_read]'],
])('luodi %j exits %i', async (args, code, words) => {
  if (args.includes('TEXT')) args = args.map((each) => (each === 'TEXT' ? path : each));
  const { code: got, out, err } = await luodi(...args);
  expect([got, out]).toEqual([code, '']);
  expect(err).toContain(words);
});

test('what is no text is refused in words', async () => {
  const bytes = join(folder, 'word.doc');
  writeFileSync(bytes, Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0, 0, 0xff, 0xff, 0));
  const { code, err } = await luodi('draft', bytes, '--out', join(folder, 'never'));
  expect([code, existsSync(join(folder, 'never'))]).toEqual([3, false]);
  expect(err).toContain('[source_encoding]');
});
