// Logs on disk: forms, encodings, and what is no log. Small ones of our own.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { xesOf } from './eventLog.testing.ts';
import type { LogOptions } from './eventLog.ts';
import { FlowCount } from './flow.ts';
import { readEventLog } from './readEventLog.node.ts';

const folder = mkdtempSync(join(tmpdir(), 'luodi-logs-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function flowOf(content: string | Uint8Array, options: LogOptions = {}) {
  const path = join(folder, 'log');
  writeFileSync(path, content);
  const count = new FlowCount(options.eventAttributes ? { resource: 0 } : {});
  const reading = await readEventLog(path, options, count.visit);
  return { reading, ...count.flow() };
}

const refused = (content: string | Uint8Array, options: LogOptions = {}) =>
  flowOf(content, options).then(
    () => 'read',
    (thrown) => [thrown.code, thrown.data?.line],
  );

const ROWS = [
  { case: '1', activity: '备案', time: '2021-01-01T00:00:00Z' },
  { case: '1', activity: '开工', time: '2021-01-03T00:00:00Z' },
  { case: '2', activity: '备案', time: '2021-01-01T00:00:00Z' },
  { case: '2', activity: '开工', time: '2021-01-02T00:00:00Z' },
];
const EDGE = [{ from: '备案', to: '开工', count: 2, median_s: 129600, mean_s: 129600 }];

// Words in GB18030: the runtime only decodes it.
const GB: Readonly<Record<string, readonly number[]>> = {
  备案: [0xb1, 0xb8, 0xb0, 0xb8],
  开工: [0xbf, 0xaa, 0xb9, 0xa4],
  项目编号: [0xcf, 0xee, 0xc4, 0xbf, 0xb1, 0xe0, 0xba, 0xc5],
  环节: [0xbb, 0xb7, 0xbd, 0xda],
  时间: [0xca, 0xb1, 0xbc, 0xe4],
  年: [0xc4, 0xea],
  月: [0xd4, 0xc2],
  日: [0xc8, 0xd5],
};
const gb18030 = (text: string) =>
  Uint8Array.from(
    text
      .split(/(备案|开工|项目编号|环节|时间|年|月|日)/)
      .flatMap((part) => [...(GB[part] ?? new TextEncoder().encode(part))]),
  );
const utf16 = (text: string) => Uint8Array.from([0xff, 0xfe, ...Buffer.from(text, 'utf16le')]);

const TABLE =
  '项目编号;环节;时间\n1;备案;2021/1/1\n2;备案;2021年1月1日\n2;开工;2021-01-02\n1;开工;2021-01-03 00:00\n';

describe('forms and encodings', () => {
  test.each<[string, string | Uint8Array]>([
    ['XES', xesOf(ROWS)],
    ['XES, gz', gzipSync(xesOf(ROWS))],
    ['XES with a mark', `\ufeff${xesOf(ROWS)}`],
    ['XES in UTF-16', utf16(xesOf(ROWS).replace('UTF-8', 'UTF-16'))],
    ['XES that declares GB18030', gb18030(xesOf(ROWS).replace('UTF-8', 'GB18030'))],
    ['a table', TABLE],
    ['a table, gz', gzipSync(TABLE)],
    ['a table in GB18030', gb18030(TABLE)],
    ['a table in UTF-16', utf16(TABLE)],
    ['a table with a mark and CRLF', `\ufeff${TABLE.replaceAll('\n', '\r\n')}`],
  ])('%s', async (_, content) => {
    const flow = await flowOf(content);
    expect(flow.directly_follows).toEqual(EDGE);
    expect([flow.cases, flow.events, flow.variants]).toEqual([2, 4, 1]);
  });

  test('names in Big5 or in Latin letters with accents are refused, not read as other names in GB18030', async () => {
    const latin = Buffer.from(
      'case;activity;time\n1;fa\u00e7ade re\u00e7ue;2021-01-01\n2;\u00e9tape;2021-01-02\n',
      'latin1',
    );
    const big5 = Buffer.concat([
      Buffer.from('case;activity;time\n1;'),
      Buffer.from([0xb8, 0x6d, 0xbc, 0x79]),
      Buffer.from(';2021-01-01\n'),
    ]);
    for (const content of [latin, big5])
      await expect(flowOf(content)).rejects.toMatchObject({ code: 'log_broken' });
  });

  test('columns by position, without a header', async () => {
    const flow = await flowOf('2021-01-01,备案,x,1\n2021-01-03,开工,y,1\n', {
      headless: true,
      case: '4',
      activity: ['2'],
      time: '1',
      eventAttributes: ['3'],
    });
    expect(flow.directly_follows).toEqual([
      { from: '备案', to: '开工', count: 1, median_s: 172800, mean_s: 172800 },
    ]);
    expect(flow.handovers).toEqual({ resources: 2, steps: 1, changed: 1 });
  });

  test('an activity of several keys, entities, an attribute within an attribute', async () => {
    const flow = await flowOf(
      `<?xml version='1.0'?><!DOCTYPE log><log>
      <global scope="event"><string key="concept:name" value="?"/></global>
      <trace><string key='concept:name' value='1'/><list key="l"><string key="concept:name" value="not me"/></list>
        <event><string value="a&amp;b&#x4e2d;" key="concept:name"/><string key="lifecycle:transition" value="start">
          <string key="concept:name" value="nor me"/></string></event>
        <event/>
        <event><string key="concept:name" value="c"/></event></trace>
      <trace/></log>`,
      { activity: ['concept:name', 'lifecycle:transition'] },
    );
    expect(flow.directly_follows.map(({ from, to }) => [from, to])).toEqual([['a&b中+start', 'c+']]);
    expect(flow.reading).toMatchObject({ eventsWithoutActivity: 1, eventsWithoutTime: 2, emptyCases: 1 });
  });

  test('a wanted key that comes late in a long log, and one that is very long', async () => {
    const long = '长'.repeat(120);
    const event = (inside: string) =>
      `<trace><event><string key="concept:name" value="a"/><string key="org:resourcf" value="no"/>${inside}</event></trace>`;
    const late = event(`<string key="org:resource" value="x"/><string key="${long}" value="b"/>`);
    const log = `<log>${event('').repeat(3000)}${late.repeat(2)}</log>`;
    const flow = await flowOf(log, { activity: ['concept:name', long], eventAttributes: ['org:resource'] });
    expect(flow.activity_counts).toEqual({ 'a+': 3000, 'a+b': 2 });
    expect(flow.handovers?.resources).toBe(1);
    expect(
      await refused(event('').repeat(3000).replace(/^/, '<log>').concat('</log>'), { activity: ['nobody'] }),
    ).toEqual(['log_column_unknown', undefined]);
  });

  test('an event without a time stays behind the one before it; the waits around it are unknown', async () => {
    const flow = await flowOf('case,activity,time\n1,late,2021-01-02\n1,after late,?\n1,early,2021-01-01\n');
    expect(flow.top_variants[0]?.seq).toEqual(['early', 'late', 'after late']);
    expect(flow.directly_follows.map(({ to, median_s }) => [to, median_s])).toEqual([
      ['late', 86400],
      ['after late', null],
    ]);
    expect(flow.case_duration_s.median).toBe(86400);
  });
});

describe('what is no log', () => {
  test.each<[string, string | Uint8Array, LogOptions, unknown]>([
    ['nothing', '', {}, ['log_empty', undefined]],
    ['a header alone', 'case,activity,time\n', {}, ['log_empty', undefined]],
    ['no trace', '<log></log>', {}, ['log_empty', undefined]],
    ['a letter', 'Dear Sir\nwe write', {}, ['log_format_unknown', undefined]],
    ['a web page', '<!DOCTYPE html><html></html>', {}, ['log_format_unknown', undefined]],
    ['a workbook', Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0]), {}, ['log_format_unknown', undefined]],
    ['torn XML', '<log>\n<trace>\n<event>', {}, ['log_broken', 3]],
    ['a tag that closes another', '<log>\n<trace>\n</log>', {}, ['log_broken', 3]],
    [
      'a quote that is not closed',
      '<log>\n<trace>\n<string key="a value="b"/></trace></log>',
      {},
      ['log_broken', 3],
    ],
    ['more than a log', '<log></log>\n<log></log>', {}, ['log_broken', 2]],
    ['entities of its own', '<!DOCTYPE log [<!ENTITY a "b">]><log></log>', {}, ['log_broken', 1]],
    ['a torn archive', gzipSync(xesOf(ROWS)).subarray(0, 60), {}, ['log_broken', 1]],
    ['a quote of a table', 'case,activity,time\n1,"a,2021-01-01\n', {}, ['log_broken', 2]],
    ['a row that slipped', 'case,activity,time\n1,a,2021-01-01\n1,a,b,2021-01-01\n', {}, ['log_broken', 3]],
    ['an unknown column', TABLE, { case: 'nobody' }, ['log_column_unknown', undefined]],
    ['an unknown key', xesOf(ROWS), { activity: ['nobody'] }, ['log_column_unknown', undefined]],
    ['an unknown key of time', xesOf(ROWS), { time: 'nobody' }, ['log_column_unknown', undefined]],
    ['a format without a day', TABLE, { timeFormat: 'HH:mm' }, ['log_time_format', undefined]],
    [
      'Latin bytes in XES',
      Uint8Array.from([
        ...new TextEncoder().encode('<log><trace><event><string key="concept:name" value="'),
        0xe9,
        ...new TextEncoder().encode('"/></event></trace></log>'),
      ]),
      {},
      ['log_broken', 1],
    ],
  ])('%s', async (_, content, options, code) => {
    expect(await refused(content, options)).toEqual(code);
  });

  test('no file', async () => {
    await expect(readEventLog(join(folder, 'nowhere'), {}, () => undefined)).rejects.toMatchObject({
      code: 'log_not_read',
    });
    await expect(readEventLog(folder, {}, () => undefined)).rejects.toMatchObject({ code: 'log_not_read' });
  });
});
