// Event logs against what the standards ask, with names that try to break them; the whole rehearsed ledger is held to the same in flow.pg.test.ts.
import { describe, expect, test } from 'vitest';
import { parseDate } from '../kernel/plainDate.ts';
import type { EventExport } from './eventExport.ts';
import { ocelLog } from './eventLogOcel.ts';
import { ocelFindings, xesFindings } from './eventLogs.testing.node.ts';
import { xesText } from './eventLogXes.ts';

const NASTY = '“引号” <a & b> "q" \'s\' \t\n\r\u0000\u0007 😀 =1+1';

function event(fact: string, day: string) {
  const occurredOn = parseDate(day);
  return {
    activity: 'started',
    label: `新开工${NASTY}`,
    occurredOn,
    timeMs: Date.parse(`${day}T00:00:00+08:00`),
    unit: 'east',
    unitName: NASTY,
    fact,
  };
}

const log: EventExport = {
  city: { name: `小城${NASTY}`, simulated: true },
  asOf: parseDate('2021-06-30'),
  head: '3:abc',
  projects: [
    {
      id: 'P1',
      unit: 'east',
      unitName: NASTY,
      cluster: 'c1',
      clusterName: '新能源汽车',
      phaseOf: null,
      attributes: [
        ['name', NASTY],
        ['registeredOn', '2021-01-04'],
        ['plannedInvestmentYuan', '1200000000.50'],
      ],
      events: [event('F1', '2021-03-01'), event('F2', '2021-03-01')],
    },
    // Of a phase whose project is not in the log, in no cluster, with nothing that happened.
    {
      id: 'P2',
      unit: 'west',
      unitName: '西县',
      cluster: null,
      clusterName: null,
      phaseOf: 'P9',
      attributes: [],
      events: [],
    },
    {
      id: 'P3',
      unit: 'west',
      unitName: '西县',
      cluster: null,
      clusterName: null,
      phaseOf: 'P1',
      attributes: [['name', 'n']],
      events: [event('F3', '2021-04-01')],
    },
  ],
};
const xes = (of: EventExport) => [...xesText(of)].join('');
const ocel = (of: EventExport) => JSON.stringify(ocelLog(of));

describe('XES', () => {
  test('holds to the standard, whatever names hold, and of an empty ledger', () => {
    expect(xesFindings(xes(log))).toEqual([]);
    expect(xesFindings(xes({ ...log, projects: [] }))).toEqual([]);
  });

  test.each([
    ['a version that is no decimal', '1849.2016', '1849-2016', 'xes.version is no decimal'],
    ['a date that is none', '2021-04-01T00:00:00.000+08:00', '2021-04-31T', 'is no date'],
    ['a key with a space', 'key="label"', 'key="la bel"', 'is no name'],
    ['a classifier of what is not global', 'keys="concept:name"', 'keys="label"', 'is not global'],
    ['a prefix that is not declared', 'key="label"', 'key="own:label"', 'is of no extension'],
    [
      'an event without a time',
      /<date key="time:timestamp" value="2021[^>]*>/g,
      '',
      'without the global time:timestamp',
    ],
  ])('%s is found', (_, from, to, finding) => {
    expect(xesFindings(xes(log).replaceAll(from, to)).join('; ')).toContain(finding);
  });
});

describe('OCEL', () => {
  test('holds to the standard, whatever names hold, and of an empty ledger', () => {
    expect(ocelFindings(ocel(log))).toEqual([]);
    expect(ocelFindings(ocel({ ...log, projects: [] }))).toEqual([]);
    const { objects } = ocelLog(log);
    expect(objects.find(({ type }) => type === 'cluster')?.attributes[0]?.value).toBe('新能源汽车');
    expect(objects.find(({ id }) => id === 'P3')?.relationships).toContainEqual({
      objectId: 'P1',
      qualifier: 'phase of',
    });
  });

  test.each([
    ['an object that is not there', '"objectId":"P1"', '"objectId":"P7"', 'no object P7'],
    ['a type that is not declared', '"type":"started"', '"type":"begun"', 'of no declared type'],
    ['a time without an offset', '.000Z', '.000', 'ISO datetime'],
    ['an id twice', '"id":"F2"', '"id":"F1"', 'an event id twice'],
  ])('%s is found', (_, from, to, finding) => {
    expect(ocelFindings(ocel(log).replaceAll(from, to)).join('; ')).toContain(finding);
  });
});
