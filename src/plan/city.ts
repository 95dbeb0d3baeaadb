/** The sections `city`, `sources` and `calendar`: whose plan it is, where its words come from, which days are worked. */
import { z } from 'zod';
import type { PlanSection } from '../kernel/loop.ts';
import { epochDay, fromEpochDay, type PlainDate, yearOf } from '../kernel/plainDate.ts';
import type { WorkCalendar } from '../kernel/workCalendar.ts';
import { DateText, datesInOrder, givenFields, Id, Name, Note, refusal } from './element.ts';
import { duplicateIds } from './finding.ts';

export const City = z
  .strictObject({
    id: Id.describe('城市编号，账本里各处都用它，定了不改。例：zhaoqing'),
    name: Name.describe('城市名称，最多 100 字。例：肇庆市'),
    planTitle: Name.describe('计划的标题，最多 100 字。例：2021年产业项目落地计划'),
    planYear: z.int().min(1990).max(2200).describe('计划年度，1990 至 2200。例：2021'),
    effectiveFrom: DateText.describe('计划从哪一天起生效。例：2021-01-01'),
    zone: z
      .string()
      .max(60)
      .refine(isZone, refusal('zone_unknown', '没有这个时区', '用 IANA 时区名，例如 Asia/Shanghai'))
      .default('Asia/Shanghai')
      .describe('时区（IANA 名），日期都按它算；默认 Asia/Shanghai'),
    hash: z
      .enum(['sha256', 'sm3'])
      .default('sha256')
      .describe('账本用的杂凑算法：sha256 或 sm3（国密）；建城后不改。默认 sha256'),
    simulatedLabel: z
      .string()
      .min(1)
      .max(10)
      .default('模拟')
      .describe('演练数据在页面、导出、打印上的标记，最多 10 字；默认 模拟'),
    ...givenFields,
  })
  .describe('城市');
export type City = z.infer<typeof City>;

/** Asked of the engine itself: its list of zones is the one that instants are counted with. */
function isZone(zone: string): boolean {
  try {
    return (
      new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '' &&
      zone.includes('/')
    );
  } catch {
    return false;
  }
}

export const citySection: PlanSection<City> = {
  key: 'city',
  title: { zh: '城市', en: 'City' },
  schema: City,
  optional: false,
};

export const Source = z
  .strictObject({
    id: Id.describe('来源编号。例：seed-2021'),
    title: Name.describe('来源的题名，最多 100 字。例：南方日报专访'),
    kind: z
      .enum(['原文', '外部来源', '演示假定'])
      .describe('种类：原文（本计划所据的文本）、外部来源、演示假定。例：原文'),
    publisher: Name.optional().describe('发布者，最多 100 字。例：南方日报'),
    date: DateText.optional().describe('发布日期。例：2021-07-20'),
    url: z.url().max(500).optional().describe('网址，最多 500 字。例：https://www.zhaoqing.gov.cn/'),
    licence: Name.optional().describe('许可，最多 100 字。例：MIT'),
    note: Note.optional().describe('说明，最多 1000 字。例：转载，引用前应与官网核对'),
  })
  .describe('一个来源');
export type Source = z.infer<typeof Source>;

export const sourcesSection: PlanSection<Source[]> = {
  key: 'sources',
  title: { zh: '来源', en: 'Sources' },
  schema: z.array(Source).max(1000).default([]).describe('来源，最多 1000 个；默认没有'),
  optional: true,
  rules: [
    {
      code: 'id_duplicate',
      severity: 'error',
      phase: 'references',
      check: (sources) => duplicateIds(sources),
    },
  ],
};

const Holiday = z
  .strictObject({
    name: Name.describe('节日名。例：国庆节'),
    from: DateText.describe('放假第一天（含）。例：2021-10-01'),
    to: DateText.describe('放假最后一天（含）。例：2021-10-07'),
  })
  .refine(...datesInOrder)
  .describe('一次放假');

const CalendarYear = z
  .strictObject({
    year: z.int().min(1990).max(2200).describe('年份。例：2021'),
    holidays: z.array(Holiday).max(40).describe('放假，含其中的周末，最多 40 次'),
    makeUpDays: z
      .array(DateText)
      .max(40)
      .default([])
      .describe('调休上班的周末，最多 40 天；默认没有。例：[2021-02-07]'),
  })
  .describe('一年的放假通知');

export const Calendar = z
  .strictObject({
    id: Id.describe('日历编号，换版就换编号。例：cn-2021'),
    title: Name.default('法定节假日').describe('名称，最多 100 字；默认 法定节假日'),
    publishedThrough: z.int().min(1990).max(2200).describe('通知出到哪一年；之后的工作日都标暂算。例：2021'),
    years: z.array(CalendarYear).max(60).default([]).describe('各年的通知，最多 60 年；没写的年份只按周末算'),
    extraHolidays: z
      .array(Holiday)
      .max(200)
      .default([])
      .describe(
        '本地另加的放假，最多 200 次；默认没有。例：[{name: 停工, from: 2021-06-01, to: 2021-06-01}]',
      ),
    ...givenFields,
  })
  .describe('工作日历');
export type Calendar = z.infer<typeof Calendar>;

export const calendarSection: PlanSection<Calendar> = {
  key: 'calendar',
  title: { zh: '日历', en: 'Calendar' },
  schema: Calendar.default({
    id: 'weekends-only',
    title: '只按周末',
    publishedThrough: 1990,
    years: [],
    extraHolidays: [],
  }),
  optional: true,
  rules: [
    {
      code: 'calendar_year_twice',
      severity: 'error',
      phase: 'rules',
      check: (calendar) =>
        calendar.years.flatMap((year, index) =>
          calendar.years.findIndex((other) => other.year === year.year) === index
            ? []
            : [{ path: ['years', index, 'year'], message: `${year.year} 年写了两次`, fix: '合成一项' }],
        ),
    },
    {
      code: 'calendar_day_in_other_year',
      severity: 'warning',
      phase: 'rules',
      check: (calendar) =>
        calendar.years.flatMap((year, index) =>
          year.makeUpDays.flatMap((day, at) =>
            yearOf(day) === year.year
              ? []
              : [
                  {
                    path: ['years', index, 'makeUpDays', at],
                    message: `${day} 不在 ${year.year} 年`,
                    fix: '移到那一年，或改正日期',
                  },
                ],
          ),
        ),
    },
  ],
};

/** The calendar as working days are counted with. */
export function workCalendarOf(calendar: Calendar, zone: string): WorkCalendar {
  const breaks = [...calendar.years.flatMap((year) => year.holidays), ...calendar.extraHolidays];
  return {
    id: calendar.id,
    zone,
    publishedThrough: calendar.publishedThrough,
    holidays: breaks.flatMap((holiday) => daysOf(holiday.from, holiday.to)),
    makeUpDays: calendar.years.flatMap((year) => year.makeUpDays),
  };
}

function daysOf(from: PlainDate, to: PlainDate): readonly PlainDate[] {
  const days: PlainDate[] = [];
  for (let day = epochDay(from); day <= epochDay(to); day++) days.push(fromEpochDay(day));
  return days;
}
