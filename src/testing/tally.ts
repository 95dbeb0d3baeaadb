// A loop for the ledger's own tests: subjects gather points, points can be withdrawn, and a badge may be held by one subject only. It
// has every feature that the ledger offers to a loop and no matter of its own, so that a test of the ledger fails for the ledger's sake.
import { z } from 'zod';
import type { CommandKind, FactKind, Loop } from '../kernel/loop.ts';
import { parseDate } from '../kernel/plainDate.ts';
import { Problem } from '../kernel/problem.ts';
import { sql } from '../kernel/sql.ts';

const Scored = z.strictObject({ points: z.string(), note: z.string().optional() });
const Withdrawn = z.strictObject({ reason: z.string() });
const BadgeTaken = z.strictObject({ badge: z.string() });

const Score = z.strictObject({
  tally: z.string(),
  points: z.string(),
  on: z.string(),
  unit: z.string().default('town'),
  note: z.string().optional(),
});
const Withdraw = z.strictObject({ tally: z.string(), fact: z.string(), reason: z.string() });
const TakeBadge = z.strictObject({ tally: z.string(), badge: z.string(), from: z.string().optional() });
const Move = z.strictObject({ from: z.string(), to: z.string(), fact: z.string(), on: z.string() });

const score: CommandKind<z.infer<typeof Score>> = {
  name: 'score',
  title: { zh: '得分', en: 'Score' },
  schema: Score,
  subject: (command) => command.tally,
  decide: (command) => [
    {
      kind: 'pointsScored',
      subject: command.tally,
      unit: command.unit,
      occurredOn: parseDate(command.on),
      body: { points: command.points, ...(command.note === undefined ? {} : { note: command.note }) },
    },
  ],
};

/** Makes its subject: the ledger may decide it without asking whether the subject stands. */
const open: CommandKind<z.infer<typeof Score>> = {
  ...score,
  name: 'open',
  title: { zh: '开局', en: 'Open' },
  makesSubject: true,
  decide: (command, context) =>
    context.own.revision > 0
      ? new Problem({ code: 'tally_stands', message: 'it stands already' })
      : score.decide(command, context),
};

const withdraw: CommandKind<z.infer<typeof Withdraw>> = {
  name: 'withdraw',
  title: { zh: '撤回', en: 'Withdraw' },
  schema: Withdraw,
  subject: (command) => command.tally,
  decide: (command, context) => {
    const entry = context.own.table('tally_entry').find((row) => row.fact === command.fact);
    if (!entry) return new Problem({ code: 'entry_unknown', message: 'no such entry' });
    if (entry.withdrawn === true)
      return new Problem({ code: 'withdrawn_already', message: 'withdrawn before' });
    return [
      {
        kind: 'pointsWithdrawn',
        subject: command.tally,
        unit: 'town',
        occurredOn: context.today,
        corrects: command.fact,
        body: { reason: command.reason },
      },
    ];
  },
};

const takeBadge: CommandKind<z.infer<typeof TakeBadge>> = {
  name: 'takeBadge',
  title: { zh: '领牌', en: 'Take badge' },
  schema: TakeBadge,
  subject: (command) => command.tally,
  reserves: (command) => [{ kind: 'badge', key: command.badge }],
  decide: (command, context) =>
    context.holder('badge', command.badge) === undefined
      ? [
          {
            kind: 'badgeTaken',
            subject: command.tally,
            unit: 'town',
            occurredOn: context.today,
            body: { badge: command.badge },
          },
        ]
      : new Problem({ code: 'badge_held', message: 'held by another' }),
};

/** A fact put on the wrong subject: withdrawn there and restated here, in one command over two subjects. */
const move: CommandKind<z.infer<typeof Move>> = {
  name: 'move',
  title: { zh: '改挂', en: 'Move' },
  schema: Move,
  subject: (command) => command.to,
  reads: (command) => [{ loop: 'tally', subject: command.from }],
  decide: (command, context) => {
    const entry = context
      .subject('tally', command.from)
      .table('tally_entry')
      .find((row) => row.fact === command.fact);
    if (!entry) return new Problem({ code: 'entry_unknown', message: 'no such entry' });
    return [
      {
        kind: 'pointsWithdrawn',
        subject: command.from,
        unit: 'town',
        occurredOn: context.today,
        corrects: command.fact,
        body: { reason: 'moved' },
      },
      {
        kind: 'pointsScored',
        subject: command.to,
        unit: 'town',
        occurredOn: parseDate(command.on),
        body: { points: String(entry.points) },
      },
    ];
  },
};

const FOLDS = `
-- table tally
create table tally (
  city text not null, subject text not null, total numeric not null, entries integer not null, badge text, last_seq bigint not null,
  primary key (city, subject)
);
-- fold tally
select f.city, f.subject,
  coalesce(sum((f.body->>'points')::numeric) filter (where f.kind = 'pointsScored' and w.id is null), 0),
  (count(*) filter (where f.kind = 'pointsScored' and w.id is null))::integer,
  max(f.body->>'badge') filter (where f.kind = 'badgeTaken'),
  max(f.seq)
from facts f
left join facts w on w.city = f.city and w.subject = f.subject and w.kind = 'pointsWithdrawn' and w.corrects = f.id
group by f.city, f.subject
-- table tally_entry
create table tally_entry (
  city text not null, subject text not null, fact text not null, unit text not null, points numeric not null, occurred_on date not null,
  withdrawn boolean not null, primary key (city, subject, fact)
);
-- fold tally_entry
select f.city, f.subject, f.id, f.unit, (f.body->>'points')::numeric, f.occurred_on, w.corrects is not null
from facts f
left join (select distinct city, subject, corrects from facts where kind = 'pointsWithdrawn') w
  on w.city = f.city and w.subject = f.subject and w.corrects = f.id
where f.kind = 'pointsScored'
-- fold reservation
select city, 'badge', body->>'badge', loop, subject from facts where kind = 'badgeTaken'
`;

export const tallyLoop: Loop = {
  name: 'tally',
  title: { zh: '记分', en: 'Tally' },
  sections: [],
  facts: [
    {
      kind: 'pointsScored',
      version: 1,
      tense: 'happening',
      title: { zh: '得分', en: 'Scored' },
      schema: Scored as unknown as FactKind['schema'],
    },
    {
      kind: 'pointsWithdrawn',
      version: 1,
      tense: 'act',
      title: { zh: '撤回', en: 'Withdrawn' },
      schema: Withdrawn as unknown as FactKind['schema'],
    },
    {
      kind: 'badgeTaken',
      version: 1,
      tense: 'act',
      title: { zh: '领牌', en: 'Badge taken' },
      schema: BadgeTaken as unknown as FactKind['schema'],
    },
  ],
  folds: FOLDS,
  commands: [score, open, withdraw, takeBadge, move] as unknown as readonly CommandKind<never>[],
  sources: [
    {
      name: 'tally.entries',
      tense: 'flow',
      relation: ({ city, from, asOf }) =>
        sql`select e.subject, e.unit, e.occurred_on as on_date, e.points, e.fact from tally_entry e
          where e.city = ${city} and not e.withdrawn and e.occurred_on between ${from}::date and ${asOf}::date`,
      dimensions: [],
      opens: [
        { column: 'subject', title: { zh: '对象', en: 'Subject' }, type: 'text' },
        { column: 'points', title: { zh: '分', en: 'Points' }, type: 'decimal' },
        { column: 'fact', title: { zh: '事实', en: 'Fact' }, type: 'fact' },
      ],
    },
  ],
  measures: [
    {
      id: 'tally.points',
      title: { zh: '总分', en: 'Points' },
      source: 'tally.entries',
      value: { sum: 'points' },
      unit: '分',
      definition: { zh: '未撤回的分数之和', en: 'Sum of points that stand' },
    },
    {
      id: 'tally.count',
      title: { zh: '次数', en: 'Count' },
      source: 'tally.entries',
      value: 'count',
      unit: '次',
      definition: { zh: '未撤回的次数', en: 'Entries that stand' },
    },
  ],
};
