// Probes for repeated or inflated counting (domain.md §2.3): pure, over the projects of a city at a date. A probe makes a question (疑点) to a person and never
// decides: nothing is removed from any count. A question is named by what it is about, so that an answer holds as long as that does not change.
import { canonicalText } from '../../kernel/canonical.ts';
import {
  compare,
  type Decimal,
  decimal,
  decimalText,
  multiply,
  subtract,
  sum,
  ZERO,
} from '../../kernel/decimal.ts';
import type { Words } from '../../kernel/loop.ts';
import { addMonths, maxDate, type PlainDate } from '../../kernel/plainDate.ts';
import { sm3Hex } from '../../kernel/sm3.ts';
import { flatMapTurns, groupTurns, sortTurns, type Turns } from '../../kernel/turns.ts';
import { actualOf, type CheckFigure, isAsked, percentOf } from './checks.judge.ts';
import type { Check, CheckCondition } from './checks.plan.ts';
import type { CheckedProject } from './checks.rows.ts';
import { recognisedWithout } from './probes.bare.ts';
import { alikePairs, likenessPct, nameStripper, plainName } from './projectNames.ts';

/** One question. `projects` by id, sorted; `about` is what was registered of each and made the question. */
export interface ProbeQuestion {
  /** Digest of check, projects and `about`: 32 hexadecimal digits. Another one when any of them changes. */
  readonly id: string;
  readonly check: string;
  readonly projects: readonly string[];
  readonly about: readonly string[];
  readonly since: PlainDate;
  readonly figures: readonly CheckFigure[];
  readonly clears: Words;
}

/** What a probe knows beside rows and plan. */
export interface ProbeWorld {
  readonly asOf: PlainDate;
  /** The unit that a county ranks as: moving between two towns of one county is no move. */
  areaOf(unit: string): string;
  /** In the plan's words; the id where it has dropped it. */
  milestoneName(lifecycle: string, milestone: string): string;
  /** Names of units, taken out of names before they are compared. */
  readonly unitNames: readonly string[];
}

/** A question about more projects than this is shown, and is answered when some of them are put right. */
export const PROJECTS_OF_A_QUESTION_MAX = 100;

type ConditionOf<K extends CheckCondition['kind']> = Extract<CheckCondition, { kind: K }>;
type Found = Omit<ProbeQuestion, 'id' | 'check'>;

/** All questions of one check, in the order of the day since when, then of their projects. */
export function* probe(
  check: Check,
  projects: readonly CheckedProject[],
  world: ProbeWorld,
): Turns<readonly ProbeQuestion[]> {
  if (!isAsked(check, world.asOf)) return [];
  const looked = yield* flatMapTurns(projects, (project) =>
    check.lifecycles.includes(project.lifecycle) && project.registeredOn <= world.asOf ? project : undefined,
  );
  const found = yield* questionsOf(check.condition, looked, world);
  const named = yield* flatMapTurns(found, (one) => ({
    ...one,
    check: check.id,
    id: questionId(check.id, one),
  }));
  return yield* sortTurns(
    named,
    (a, b) =>
      order(a.since, b.since) || order(a.projects.join(' '), b.projects.join(' ')) || order(a.id, b.id),
  );
}

function* questionsOf(
  condition: CheckCondition,
  projects: readonly CheckedProject[],
  world: ProbeWorld,
): Turns<readonly Found[]> {
  switch (condition.kind) {
    case 'same':
      return condition.field === 'name'
        ? yield* sameName(condition, projects, world)
        : yield* sameField(condition, projects, world);
    case 'splitSum':
      return yield* splitSum(condition, projects);
    case 'sameEvidence':
      return yield* sameEvidence(condition, projects, world);
    case 'movedInside':
      return yield* movedInside(condition, projects, world);
    case 'amountJump':
      return yield* flatMapTurns(projects, (project) => amountJumps(project, condition));
    case 'actualAbovePlanned':
      return yield* flatMapTurns(standing(projects), (project) =>
        actualAbove(project, condition, world.asOf),
      );
    case 'phaseWithoutCode':
      return yield* flatMapTurns(standing(projects), phaseWithoutCode);
    case 'recognisedWithout':
      return yield* flatMapTurns(standing(projects), (project) =>
        recognisedWithout(project, condition, world),
      );
    case 'largeAmount':
      return yield* flatMapTurns(standing(projects), (project) => largeAmount(project, condition));
    default:
      return [];
  }
}

function questionId(check: string, { projects, about }: Found): string {
  const text = canonicalText([check, [...projects], [...about]]);
  return sm3Hex(utf8(text)).slice(0, 32);
}

/** The language's own way to UTF-8: this room knows no platform's encoder. */
function utf8(text: string): Uint8Array {
  const bytes = encodeURIComponent(text).match(/%[0-9A-F]{2}|[^%]/g) ?? [];
  return Uint8Array.from(bytes, (one) =>
    one.length === 3 ? Number.parseInt(one.slice(1), 16) : one.charCodeAt(0),
  );
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const standing = (projects: readonly CheckedProject[]) => projects.filter(({ endedOn }) => endedOn === null);
const rootOf = ({ phaseOf, subject }: CheckedProject): string => phaseOf ?? subject;
const textFigure = (zh: string, en: string, value: string): CheckFigure => ({ name: { zh, en }, value });
const yuan = (zh: string, en: string, value: Decimal | string): CheckFigure => ({
  name: { zh, en },
  value: typeof value === 'string' ? value : decimalText(value),
  unit: '元',
});

/** Members by id; since the day on which the second of them was registered, when there was first something to ask. */
function among(
  members: readonly CheckedProject[],
  about: (project: CheckedProject) => string,
  figures: readonly CheckFigure[],
  clears: Words,
): Found {
  const sorted = [...members].sort((a, b) => order(a.subject, b.subject));
  const days = members.map(({ registeredOn }) => registeredOn).sort();
  return {
    projects: sorted.map(({ subject }) => subject),
    about: sorted.map(about),
    since: days[1] ?? (days[0] as PlainDate),
    figures,
    clears,
  };
}

/** One spelling of a code or a firm: full-width, spaces, hyphens, brackets and case make no difference. */
const spelled = (value: string | null): string => (value === null ? '' : plainName(value));

const FIELD_WORDS = {
  creditCode: { zh: '统一社会信用代码', en: 'Credit code' },
  projectCode: { zh: '项目代码', en: 'Project code' },
  parcel: { zh: '宗地', en: 'Parcel' },
  investor: { zh: '投资方', en: 'Investor' },
} as const satisfies Readonly<Record<string, Words>>;

const PUT_RIGHT: Words = {
  zh: '由另一单位核实；登记错了的，变更登记；一个项目登记了两次的，终止其中一个',
  en: 'Another unit looks into it; a wrong registration is amended; of one project registered twice, one is ended',
};

/** What is compared, in one spelling; empty where it was not told. Without a parcel number, the park and the area stand for the parcel. */
function comparedOf(
  project: CheckedProject,
  field: 'creditCode' | 'projectCode' | 'parcel' | 'investor',
): string {
  if (field === 'creditCode') return spelled(project.creditCode);
  if (field === 'projectCode') return spelled(project.code);
  if (field === 'investor') return spelled(project.investor);
  if (project.parcel !== null) return spelled(project.parcel);
  const { park, landMu } = project;
  if (park === null || landMu === null || compare(decimal(landMu), ZERO) <= 0) return '';
  return `${park} ${landMu.includes('.') ? landMu.replace(/\.?0+$/, '') : landMu}`;
}

/** Phases of one project share its firm and its land by nature: they are one root. A project code is one project's alone. */
function* sameField(
  { field, acrossUnits, withinMonths }: ConditionOf<'same'>,
  projects: readonly CheckedProject[],
  world: ProbeWorld,
): Turns<readonly Found[]> {
  if (field === 'name') return [];
  const groups = yield* groupTurns(projects, (project) => comparedOf(project, field));
  groups.delete('');
  return yield* flatMapTurns(groups.entries(), ([value, all]) =>
    runs(all, withinMonths).flatMap((members) => {
      const apart = field === 'projectCode' ? members.length : new Set(members.map(rootOf)).size;
      if (apart < 2 || (acrossUnits && areas(members, world) < 2)) return [];
      const areaText = acrossUnits ? (project: CheckedProject) => ` ${world.areaOf(project.unit)}` : () => '';
      const shown = field === 'investor' ? (members[0]?.investor ?? value) : value.toUpperCase();
      return [
        among(
          members,
          (project) => `${comparedOf(project, field)}${areaText(project)}`,
          [
            { name: FIELD_WORDS[field], value: shown },
            textFigure('项目数', 'Projects', String(members.length)),
          ],
          PUT_RIGHT,
        ),
      ];
    }),
  );
}

const areas = (members: readonly CheckedProject[], world: ProbeWorld): number =>
  new Set(members.map(({ unit }) => world.areaOf(unit))).size;

/** Cut where more than so many months lie between one registration and the next; whole where no months are given. */
function runs(
  members: readonly CheckedProject[],
  withinMonths: number | undefined,
): readonly (readonly CheckedProject[])[] {
  if (withinMonths === undefined) return [members];
  const sorted = [...members].sort(
    (a, b) => order(a.registeredOn, b.registeredOn) || order(a.subject, b.subject),
  );
  const cut: CheckedProject[][] = [];
  for (const project of sorted) {
    const run = cut.at(-1);
    const last = run?.at(-1);
    if (run && last && project.registeredOn <= addMonths(last.registeredOn, withinMonths)) run.push(project);
    else cut.push([project]);
  }
  return cut;
}

/** Equal cores are one question, two cores that are alike another; at 100 % only the first. */
function* sameName(
  { similarityPct = 100, stripWords, acrossUnits, withinMonths }: ConditionOf<'same'>,
  projects: readonly CheckedProject[],
  world: ProbeWorld,
): Turns<readonly Found[]> {
  const coreOf = nameStripper([...world.unitNames, ...stripWords]);
  const byCore = yield* groupTurns(projects, ({ name }) => coreOf(name));
  // A core of one character says nothing.
  for (const core of byCore.keys()) if ([...core].length < 2) byCore.delete(core);
  const cores = yield* sortTurns([...byCore.keys()], order);
  const alike = similarityPct >= 100 ? [] : yield* alikePairs(cores, similarityPct);
  type Compared = { readonly cores: readonly [string, string]; readonly all: readonly CheckedProject[] };
  const groups = cores.map((core): Compared => ({ cores: [core, core], all: byCore.get(core) ?? [] }));
  const pairs = yield* flatMapTurns(alike, ([a, b]): Compared => {
    const pair = [cores[a] as string, cores[b] as string] as const;
    return { cores: pair, all: pair.flatMap((core) => byCore.get(core) ?? []) };
  });
  return yield* flatMapTurns([...groups, ...pairs], ({ cores: [one, other], all }) =>
    runs(all, withinMonths).flatMap((members) => {
      if (new Set(members.map(rootOf)).size < 2 || (acrossUnits && areas(members, world) < 2)) return [];
      // A run that months have cut may hold one core alone: that is the other question.
      if (one !== other && new Set(members.map(({ name }) => coreOf(name))).size < 2) return [];
      const figures = [
        textFigure('名称', 'Names', [...new Set(members.map(({ name }) => name))].slice(0, 6).join('；')),
        { name: { zh: '相近', en: 'Alike' }, value: String(likenessPct(one, other)), unit: '%' } as const,
      ];
      return [among(members, ({ name }) => name, figures, PUT_RIGHT)];
    }),
  );
}

/** Who stands behind a project: the firm by its code, else by its name. */
const behind = (project: CheckedProject): string => spelled(project.creditCode) || spelled(project.investor);

const YI = decimal(100_000_000);

/** Each below the threshold, together at or above it. */
function* splitSum(
  { amountYi = '0', withinMonths }: ConditionOf<'splitSum'>,
  projects: readonly CheckedProject[],
): Turns<readonly Found[]> {
  const threshold = multiply(decimal(amountYi), YI);
  const small = yield* flatMapTurns(standing(projects), (project) =>
    behind(project) !== '' && compare(decimal(project.plannedInvestmentYuan), threshold) < 0
      ? project
      : undefined,
  );
  return yield* flatMapTurns((yield* groupTurns(small, behind)).values(), (all) =>
    runs(all, withinMonths).flatMap((members) => {
      const together = sum(members.map((project) => decimal(project.plannedInvestmentYuan)));
      if (members.length < 2 || compare(together, threshold) < 0) return [];
      return [
        among(
          members,
          (project) => `${behind(project)} ${project.plannedInvestmentYuan}`,
          [
            textFigure('投资方', 'Investor', members[0]?.investor ?? members[0]?.creditCode ?? ''),
            textFigure('项目数', 'Projects', String(members.length)),
            yuan('计划总投资合计', 'Planned together', together),
            yuan('门槛', 'Threshold', threshold),
          ],
          PUT_RIGHT,
        ),
      ];
    }),
  );
}

/** Ended in one county, registered later in another by the same firm. */
function* movedInside(
  { withinMonths }: ConditionOf<'movedInside'>,
  projects: readonly CheckedProject[],
  { areaOf }: ProbeWorld,
): Turns<readonly Found[]> {
  const known = yield* flatMapTurns(projects, (project) => (behind(project) === '' ? undefined : project));
  return yield* flatMapTurns((yield* groupTurns(known, behind)).values(), (all) =>
    all.flatMap((left) => {
      const { endedOn } = left;
      if (endedOn === null) return [];
      return all
        .filter((came) => areaOf(came.unit) !== areaOf(left.unit) && came.registeredOn > left.registeredOn)
        .filter(
          ({ registeredOn }) =>
            withinMonths === undefined ||
            (registeredOn <= addMonths(endedOn, withinMonths) &&
              endedOn <= addMonths(registeredOn, withinMonths)),
        )
        .map((came): Found => {
          const found = among(
            [left, came],
            (project) => `${behind(project)} ${areaOf(project.unit)} ${project.endedOn ?? ''}`,
            [
              textFigure('投资方', 'Investor', came.investor ?? came.creditCode ?? ''),
              { name: { zh: '原项目终止日', en: 'The former one ended on' }, value: endedOn, unit: '日期' },
              {
                name: { zh: '新项目登记日', en: 'The new one registered on' },
                value: came.registeredOn,
                unit: '日期',
              },
            ],
            PUT_RIGHT,
          );
          return { ...found, since: maxDate(endedOn, came.registeredOn) };
        });
    }),
  );
}

/** Every change of the planned investment by more than so many per cent of what it was; from nothing, any amount is a jump. */
function amountJumps(
  { subject, amounts }: CheckedProject,
  { percent = 1 }: ConditionOf<'amountJump'>,
): readonly Found[] {
  return amounts.slice(1).flatMap((now, place) => {
    const before = amounts[place]?.amountYuan ?? '0';
    const change = subtract(decimal(now.amountYuan), decimal(before));
    const size = compare(change, ZERO) < 0 ? subtract(ZERO, change) : change;
    if (compare(multiply(size, decimal(100)), multiply(decimal(before), decimal(percent))) <= 0) return [];
    const figures = [
      yuan('改动前', 'Before', before),
      yuan('改动后', 'After', now.amountYuan),
      ...(compare(decimal(before), ZERO) === 0
        ? []
        : [
            {
              name: { zh: '改动', en: 'Change' },
              value: percentOf(change, decimal(before)),
              unit: '%',
            } as const,
          ]),
    ];
    const clears: Words = {
      zh: '由另一单位核实依据；改错了的，再变更登记',
      en: 'Another unit looks into its ground; a wrong amendment is amended again',
    };
    return [
      {
        projects: [subject],
        about: [`${now.fact} ${before} ${now.amountYuan}`],
        since: now.toldOn,
        figures,
        clears,
      },
    ];
  });
}

/** Cumulative actual investment above so many per cent of the plan. The answer holds until the planned amount changes. */
function actualAbove(
  project: CheckedProject,
  { percent = 100 }: ConditionOf<'actualAbovePlanned'>,
  asOf: PlainDate,
): readonly Found[] {
  const planned = decimal(project.plannedInvestmentYuan);
  const limit = multiply(planned, decimal(percent));
  if (compare(planned, ZERO) === 0) return [];
  let so = ZERO;
  let since = asOf;
  for (const [month, amount] of [...project.actual].sort(([a], [b]) => order(a, b))) {
    const before = so;
    so = sum([so, decimal(amount)]);
    const passes =
      compare(multiply(so, decimal(100)), limit) > 0 && compare(multiply(before, decimal(100)), limit) <= 0;
    if (passes) since = `${month}-01` as PlainDate;
  }
  const actual = actualOf(project, asOf);
  if (compare(multiply(actual, decimal(100)), limit) <= 0) return [];
  return [
    {
      projects: [project.subject],
      about: [project.plannedInvestmentYuan],
      since,
      figures: [
        yuan('计划总投资', 'Planned investment', planned),
        yuan('累计实际投资', 'Actual investment so far', actual),
        { name: { zh: '占计划', en: 'Of the plan' }, value: percentOf(actual, planned), unit: '%' },
      ],
      clears: {
        zh: '由另一单位核实；计划投资随之变更，或更正月报',
        en: 'Another unit looks into it; the planned investment is amended, or a report corrected',
      },
    },
  ];
}

function phaseWithoutCode(project: CheckedProject): readonly Found[] {
  const { subject, phaseOf, code, registeredOn } = project;
  if (phaseOf === null || code !== null) return [];
  return [
    {
      projects: [subject],
      about: [phaseOf],
      since: registeredOn,
      figures: [
        textFigure('总项目', 'Phase of', phaseOf),
        textFigure('已达到的节点', 'Milestones reached', String(project.reached.size)),
      ],
      clears: {
        zh: '绑定分期自己的项目代码；没有独立立项的，由另一单位核实为只计一次',
        en: 'Its own project code is bound; or another unit finds that it is counted with the whole',
      },
    },
  ];
}

/** 肇庆 2022：重点核 10 亿元以上 (domain.md §2.3). The answer holds until the planned amount changes. */
function largeAmount(
  project: CheckedProject,
  { amountYi = '0' }: ConditionOf<'largeAmount'>,
): readonly Found[] {
  const threshold = multiply(decimal(amountYi), YI);
  if (compare(decimal(project.plannedInvestmentYuan), threshold) < 0) return [];
  const told = project.amounts.at(-1);
  return [
    {
      projects: [project.subject],
      about: [project.plannedInvestmentYuan],
      since: told === undefined ? project.registeredOn : maxDate(told.toldOn, project.registeredOn),
      figures: [
        yuan('计划总投资', 'Planned investment', project.plannedInvestmentYuan),
        yuan('门槛', 'Threshold', threshold),
      ],
      clears: {
        zh: '由另一单位核过批复和资金凭证',
        en: 'Another unit has looked at the permits and the proof of funds',
      },
    },
  ];
}

/** One paper, told for several projects at the same milestone. Phases of one project share a contract by nature: they are one root, unless told otherwise. */
function* sameEvidence(
  { milestones, amongPhases }: ConditionOf<'sameEvidence'>,
  projects: readonly CheckedProject[],
  world: ProbeWorld,
): Turns<readonly Found[]> {
  const told = yield* flatMapTurns(projects, (project) =>
    project.papers
      .filter(({ milestone }) => milestones === undefined || milestones.includes(milestone))
      .map((paper) => ({ project, paper })),
  );
  const groups = yield* groupTurns(told, ({ paper }) => `${paper.milestone} ${paper.digest}`);
  return yield* flatMapTurns(groups.entries(), ([key, all]) => {
    const [first] = all;
    const members = [...new Map(all.map(({ project }) => [project.subject, project])).values()];
    const firstOn = new Map<string, PlainDate>();
    for (const { project, paper } of all) {
      const before = firstOn.get(project.subject);
      if (before === undefined || paper.on < before) firstOn.set(project.subject, paper.on);
    }
    const apart = amongPhases ? members.length : new Set(members.map(rootOf)).size;
    if (first === undefined || apart < 2) return [];
    const days = [...firstOn.values()].sort();
    const names = [...new Set(all.map(({ paper }) => paper.name))].sort(order);
    const figures = [
      textFigure('节点', 'Milestone', world.milestoneName(first.project.lifecycle, first.paper.milestone)),
      textFigure('印证资料', 'Evidence', names.slice(0, 6).join('；')),
      textFigure('项目数', 'Projects', String(members.length)),
    ];
    const clears: Words = {
      zh: '由另一单位核实；附错了的，更正申报换上自己的资料；一件事报了几次的，撤销认定',
      en: 'Another unit looks into it; a wrong paper is replaced by a correction; what was told more than once is revoked',
    };
    return [{ ...among(members, () => key, figures, clears), since: days[1] ?? first.paper.on }];
  });
}
