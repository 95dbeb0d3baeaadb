// A forecast as the terminal tells it: that of foresight, with each push as 建议调度清单 has it (who holds the project, why it waits) and the best choice of so many.
import { chooseAttention } from '../foresight/attention.ts';
import { readForecastQuestion } from '../foresight/forecast.pg.ts';
import type { ForecastView } from '../foresight/forecastQuestion.ts';
import type { Words } from '../kernel/loop.ts';
import type { Ledger } from '../ledger/ledger.pg.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { readPlaces } from './forecast.pg.ts';
import { attentionLines, attentionQuestion, isOpen, pushRows } from './forecastPushes.ts';
import { type ReckonedTarget, reckon } from './forecastReckoned.ts';
import { wordsAt } from './forecastTarget.view.ts';
import { whyWords } from './forecastTerms.ts';
import { unpublishedMeasures } from './published.ts';

type ToldPush = ForecastView['targets'][number]['pushes'][number] & {
  readonly name: string;
  readonly unit: string;
  readonly stage: string | null;
  /** Why it waits, and working days in its stage. */
  readonly why: Words;
  readonly days: number | null;
  /** Of those, with another unit that has to decide. */
  readonly heldDays: number | null;
  readonly beyond: boolean;
  /** Names of the units to move, and of the posts that answer for them. */
  readonly holders: readonly string[];
  readonly leaders: readonly string[];
};

export interface ToldForecast extends Omit<ForecastView, 'targets'> {
  readonly targets: readonly (Omit<ForecastView['targets'][number], 'pushes'> & {
    /** False: the count behind it was not published, and it is the rehearsal's own. */
    readonly published: boolean;
    /** How many projects are in flight for it; `pushes` holds the first of them. */
    readonly in_flight: number;
    readonly pushes: readonly ToldPush[];
  })[];
  /** The best choice of projects for all open targets together, and the chance to meet each, were their present waits to end today. */
  readonly attention: {
    readonly most: number;
    readonly chosen: readonly string[];
    readonly targets: readonly {
      readonly id: string;
      readonly p_met: number | null;
      readonly p_met_if_pushed: number | null;
    }[];
  };
}

export interface Wanted {
  /** Pushes a target, the most useful first. */
  readonly pushes: number;
  readonly most: number;
}

export async function readToldForecast(
  view: LedgerView,
  ledger: Ledger,
  { pushes, most }: Wanted,
): Promise<ToldForecast> {
  const { targets, ...reckoned } = reckon(await readForecastQuestion(view));
  const where = await readPlaces(view, ledger, { all: true });
  const unpublished = unpublishedMeasures(view);
  const open = targets.filter((target) => isOpen(target, reckoned.looks_from));
  const rows = pushRows(open, where.places, where.names);
  const choice = ((question) => chooseAttention(question.targets, question.most))(
    attentionQuestion(open, rows, most),
  );
  return {
    ...reckoned,
    targets: targets.map((target) => ({
      ...plain(target),
      words: wordsAt(target, reckoned.looks_from),
      published: !unpublished.has(target.measure),
      in_flight: target.pushes.length,
      pushes: pushRows([target], where.places, where.names)
        .slice(0, pushes)
        .map((row) => ({
          id: row.project,
          next: row.next,
          chance: row.chance,
          chance_if_moved: row.chanceIfMoved,
          change: row.change,
          name: row.name,
          unit: row.unitName,
          stage: row.stageName,
          why: whyWords(row),
          days: row.days,
          heldDays: row.heldDays,
          beyond: row.beyond,
          holders: row.holderNames,
          leaders: row.leaders.map(({ title }) => title),
        })),
    })),
    attention: {
      most,
      chosen: choice.chosen,
      targets: attentionLines(open, rows, choice, () => true).map((line) => ({
        id: line.target,
        p_met: line.chance,
        p_met_if_pushed: line.chanceIfPushed,
      })),
    },
  };
}

/** Without what a forecast is asked again from. */
function plain(target: ReckonedTarget): Omit<ForecastView['targets'][number], 'pushes'> {
  const {
    measure: _m,
    milestone: _n,
    so_far: _s,
    needed: _d,
    expectation: _e,
    lead_chance: _l,
    past: _p,
    verdicts: _v,
    pushes: _u,
    ...rest
  } = target;
  return rest;
}
