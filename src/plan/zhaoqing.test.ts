/** The plan of the first city, whole, with the sections of all rooms: what it says, what it leaves open, and that nothing counts twice. */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { chineseCalendar } from '../kernel/chineseCalendar.node.ts';
import type { JsonObject } from '../kernel/json.ts';
import { parseDate } from '../kernel/plainDate.ts';
import { workingDay } from '../kernel/workCalendar.ts';
import { checkPlan, type PlanCheck } from './check.ts';
import { type Calendar, calendarSection, workCalendarOf } from './city.ts';
import { everyRegistered } from './everySection.testing.node.ts';
import { readPlanFiles } from './files.node.ts';
import { type CompiledPlan, compilePlan } from './plan.ts';

const folder = join(import.meta.dirname, '../../plans/zhaoqing-2021');
const june = parseDate('2021-06-30');

let check: PlanCheck;
let plan: CompiledPlan;
beforeAll(async () => {
  const registry = await everyRegistered();
  check = checkPlan(readPlanFiles(folder), registry);
  expect(check.issues.filter((issue) => issue.severity === 'error')).toEqual([]);
  plan = compilePlan(check.content!, registry.sections, 'hash');
});

function section<T>(key: string): T {
  return check.content!.sections[key] as T;
}

describe('units', () => {
  test('8 counties, 106 township-level units, 1,558 villages, all in the tree of divisions', () => {
    const below = plan.units.closure('divisions').filter((row) => row.ancestor === '441200');
    const byDepth = [1, 2, 3].map((depth) => below.filter((row) => row.depth === depth).length);
    expect(byDepth).toEqual([8, 106, 1558]);
  });

  test('ten units bear tasks; the high-tech zone has its town and 四会市 does not, so nothing counts twice', () => {
    const bearing = plan.units.children(plan.units.rootId, june).filter((unit) => unit.bearsTasks);
    expect(bearing.map((unit) => unit.name)).toEqual([
      '端州区',
      '鼎湖区',
      '高要区',
      '广宁县',
      '怀集县',
      '封开县',
      '德庆县',
      '四会市',
      '肇庆高新区',
      '肇庆新区',
    ]);
    expect(plan.units.within('441284450', 'zq-hitech', june)).toBe(true);
    expect(plan.units.within('441284450', '441284', june)).toBe(false);
    expect(plan.units.within('441284450', '441284', june, 'divisions')).toBe(true);
    const tasks = plan.units.closure('tasks');
    const counted = bearing.map(
      (unit) => tasks.filter((row) => row.ancestor === unit.id && row.depth > 0).length,
    );
    expect(counted.reduce((a, b) => a + b)).toBe(106 + 1558);
    // Which towns the new district covers has no source.
    expect(plan.units.children('zq-newdistrict', june)).toEqual([]);
  });
});

describe('what the text promises', () => {
  test('the headline targets, at most 17, no county split, owners marked as assumed', () => {
    const targets =
      section<(JsonObject & { id: string; headline: boolean; amount?: string; splits: unknown[] })[]>(
        'targets',
      );
    const headlines = targets.filter((target) => target.headline);
    expect(headlines.map((target) => target.amount)).toEqual([
      '1000',
      '600',
      '500',
      '300',
      '3.9',
      '3000',
      '5000',
      '200',
      '79',
      '8.1',
    ]);
    expect(headlines.length).toBeLessThanOrEqual(17);
    expect(targets.every((target) => target.splits.length === 0)).toBe(true);
  });

  test('every published figure of the highlights has a reading or a total, and every reading an indicator', () => {
    const indicators = new Set(section<{ id: string }[]>('indicators').map((each) => each.id));
    const rehearsal = section<{
      readings: { indicator: string; value: string }[];
      published: { measure: string }[];
    }>('rehearsal');
    expect(rehearsal.readings.filter((each) => !indicators.has(each.indicator))).toEqual([]);
    expect(rehearsal.readings).toHaveLength(16);
    const read = new Set(rehearsal.readings.map((each) => each.indicator));
    const [highlights] = section<{ figures: { from: JsonObject }[] }[]>('bulletins');
    expect(highlights!.figures).toHaveLength(22);
    const named = highlights!.figures
      .flatMap(({ from }) => [from.indicator, from.less])
      .filter((id) => id !== undefined);
    expect(named.filter((id) => !read.has(id as string))).toEqual([]);
  });

  test('clusters are dated: 生物医药 leads in 2021 and is special from 2022 on', () => {
    const clusters = section<{ id: string; group: string; from: string; to?: string }[]>('clusters');
    const on = (day: string) => clusters.filter((each) => each.from <= day && day <= (each.to ?? '9999'));
    for (const day of ['2021-06-30', '2022-06-30']) {
      expect(on(day).filter((each) => each.group === '主导')).toHaveLength(4);
      expect(on(day).filter((each) => each.group === '特色')).toHaveLength(4);
    }
    expect(on('2021-06-30').find((each) => each.id === 'biomedicine')?.group).toBe('主导');
    expect(on('2022-06-30').find((each) => each.id === 'biomedicine')?.group).toBe('特色');
  });

  test('the calendar is that of domain.md §6.3', () => {
    const calendar = workCalendarOf(plan.section(calendarSection) as Calendar, 'Asia/Shanghai');
    const working = (day: string) => workingDay(calendar, parseDate(day));
    for (const day of [
      '2021-02-07',
      '2021-02-20',
      '2021-04-25',
      '2021-05-08',
      '2021-09-18',
      '2021-09-26',
      '2021-10-09',
    ])
      expect(working(day)).toEqual({ working: true, provisional: false });
    for (const day of ['2021-02-11', '2021-06-14', '2021-09-21', '2021-10-07'])
      expect(working(day)).toEqual({ working: false, provisional: false });
    expect(working('2022-01-04').provisional).toBe(true);
    // The oracle: the same notices, read by the kernel.
    const { holidays, makeUpDays } = chineseCalendar(2017, 2021);
    expect([...calendar.holidays].toSorted()).toEqual(holidays);
    expect([...calendar.makeUpDays].toSorted()).toEqual(makeUpDays);
  });
});
