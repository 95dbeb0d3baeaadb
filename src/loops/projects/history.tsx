// Everything that happened to a project, latest first: who, when said, when it occurred, what. What was corrected is struck
// through and stays.
import { Actor } from '../../ui/actor.tsx';
import { amountText, instantText } from '../../ui/figures.ts';
import { useLanguage, useSaid, useWords } from '../../ui/language.tsx';
import { pathOf } from '../../ui/route.ts';
import { Link, useStanding } from '../../ui/router.tsx';
import type { HistoryLine } from './projectViews.tsx';
import { fieldWords, projectWords } from './projectWords.tsx';

/** These answer a fact and take it back or replace it; a recognition also names the claim, and leaves it standing. */
const UNDOING = new Set(['milestoneCorrected', 'milestoneRevoked', 'investmentCorrected', 'figureCorrected']);
/** As a recognition says it of a milestone that the plan has no counting rule for (milestones.ts). */
const NO_RULE = '未定口径';
const TOLD = ['month', 'reason', 'note', 'rule'] as const;

export function History({
  lines,
  milestones,
}: {
  readonly lines: readonly HistoryLine[];
  /** Names of the milestones, by id. */
  readonly milestones: ReadonlyMap<string, string>;
}) {
  const say = useWords(projectWords);
  const said = useSaid();
  const standing = useStanding();
  const undone = new Set(lines.filter((line) => UNDOING.has(line.kind)).map((line) => line.corrects));
  const latestFirst = [...lines].sort((a, b) => b.seq - a.seq);
  return (
    <section className="panel" aria-labelledby="history">
      <header>
        <h2 id="history">{say('history')}</h2>
      </header>
      <ol className="history">
        {latestFirst.map((line) => (
          <li key={line.id}>
            <time className="soft">{instantText(line.recordedAt)}</time>
            <span>
              <b className={line.undone === true || undone.has(line.id) ? 'struck' : undefined}>
                {said(line.title)} {milestones.get(String(line.body.milestone)) ?? line.about ?? ''}
              </b>{' '}
              {typeof line.toldOn === 'string' && <s className="num soft struck">{line.toldOn}</s>}{' '}
              <span className="num">{line.occurredOn}</span>
              <Told line={line} />
            </span>
            <span className="soft">
              {line.actorUnitName} <Actor id={line.actor} />
            </span>
            <Link className="small num" to={standing(pathOf('ledger', 'facts', line.id))}>
              {say('fact', { seq: line.seq })}
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Told({ line }: { readonly line: HistoryLine }) {
  const field = useWords(fieldWords);
  const { language } = useLanguage();
  const say = useWords(projectWords);
  const { amountYuan, plannedInvestmentYuan, measure } = line.body;
  const amount = amountYuan ?? plannedInvestmentYuan;
  // A correction does not repeat which amount it is of.
  const word =
    amountYuan === undefined
      ? 'planned'
      : measure === 'financing' || measure === 'actual'
        ? measure
        : 'amount';
  return (
    <>
      {typeof amount === 'string' && (
        <span className="num">
          {' '}
          {say(word)} {amountText(amount, '元', language)}
        </span>
      )}
      {TOLD.map((key) => {
        const value = line.body[key];
        // What enters no count was recognised by no rule of counting.
        return typeof value === 'string' && !value.startsWith(NO_RULE) ? (
          <span key={key} className="note">
            {field(key)} {value}
          </span>
        ) : null;
      })}
    </>
  );
}
