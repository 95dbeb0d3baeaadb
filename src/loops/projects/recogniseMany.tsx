// 批量认定: the chosen claims, each with its evidence before the eyes, recognised or refused one by one by the ordinary commands. One refusal stops no other, and
// says beside its row why; what was recorded is not sent twice.
import { useRef, useState } from 'react';
import { amountText } from '../../ui/figures.ts';
import { TextArea } from '../../ui/form.tsx';
import { markWords, useLanguage, useWords } from '../../ui/language.tsx';
import { pathOf } from '../../ui/route.ts';
import { Link } from '../../ui/router.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { EvidenceName } from './evidenceFile.tsx';
import { Marks, marksOf } from './lateCheck.tsx';
import { Outcomes, useOrders } from './orders.tsx';
import { isWithoutEvidence, type WaitingClaim } from './passable.ts';

export const recogniseManyWords = {
  title: { zh: '批量认定：选中的 {n} 条', en: 'Decide on the {n} chosen claims' },
  each: {
    zh: '逐条认定：一条不成，不妨碍别的，原因写在那一条旁边。',
    en: 'Each for itself: one that is refused stops no other, and says why beside it.',
  },
  recognise: { zh: '认定 {n} 条', en: 'Recognise {n}' },
  refuse: { zh: '不予认定 {n} 条', en: 'Refuse {n}' },
  reason: { zh: '不予认定的理由（写给每一条）', en: 'Why refused (told of each)' },
  reasonWanted: { zh: '不予认定要写明理由。', en: 'A refusal takes a reason.' },
  evidence: { zh: '印证资料', en: 'Evidence' },
  none: { zh: '没有附资料', en: 'none attached' },
  alone: {
    zh: '不在批量认定里：须写明理由，逐条办理',
    en: 'not recognised among many: it takes a reason of its own',
  },
  claimedBy: { zh: '申报', en: 'Claimed by' },
  planned: { zh: '计划投资', en: 'Planned' },
  correction: { zh: '更正', en: 'correction' },
  stands: { zh: '原为 {day}', en: 'was {day}' },
  late: { zh: '补报', en: 'late' },
};

export function RecogniseMany({
  claims,
  onClose,
}: {
  readonly claims: readonly WaitingClaim[];
  readonly onClose: () => void;
}) {
  const say = useWords(recogniseManyWords);
  const { outcomes, busy, give } = useOrders();
  const [wanted, setWanted] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const left = claims.filter(({ claim }) => outcomes.get(claim)?.seq === undefined);
  const asked = [...outcomes.values()].find(({ problem }) => problem?.code === 'period_closed')?.problem;
  // Without evidence it takes a reason of its own; refused it may be among the others.
  const withEvidence = left.filter((one) => !isWithoutEvidence(one));
  const order = (command: string, which: readonly WaitingClaim[], more: object) => {
    const values = Object.fromEntries(
      [...new FormData(form.current ?? undefined)].map(([name, value]) => [name, String(value)]),
    );
    void give(
      which.map(({ claim, project }) => ({
        of: [{ id: claim }],
        command,
        body: { project, claim, ...more, ...marksOf(values) },
      })),
    );
  };
  const refuse = () => {
    const reason = String(new FormData(form.current ?? undefined).get('reason') ?? '').trim();
    setWanted(reason === '');
    if (reason !== '') order('refuseMilestone', left, { reason });
  };
  return (
    <Sheet title={say('title', { n: claims.length })} wide onClose={onClose}>
      <p className="soft small">{say('each')}</p>
      {outcomes.size > 0 && (
        <Outcomes
          rows={claims.map(({ claim, project, projectName, milestone }) => ({
            id: claim,
            project,
            name: `${projectName} · ${milestone}`,
          }))}
          outcomes={outcomes}
          busy={busy}
        />
      )}
      {left.length > 0 && (
        <>
          <ul className="plain claims-chosen">
            {left.map((one) => (
              <ClaimLine key={one.claim} one={one} />
            ))}
          </ul>
          <form ref={form} className="form" onSubmit={(event) => event.preventDefault()}>
            <TextArea label={say('reason')} name="reason" maxLength={500} />
            {wanted && (
              <p role="alert" className="notice bad">
                {say('reasonWanted')}
              </p>
            )}
            <Marks problem={asked} />
            <div className="sheet-acts">
              <button
                type="button"
                className="button main"
                disabled={busy || withEvidence.length === 0}
                onClick={() => {
                  setWanted(false);
                  order('recogniseMilestone', withEvidence, {});
                }}
              >
                {say('recognise', { n: withEvidence.length })}
              </button>
              <button type="button" className="button" disabled={busy} onClick={refuse}>
                {say('refuse', { n: left.length })}
              </button>
            </div>
          </form>
        </>
      )}
    </Sheet>
  );
}

function ClaimLine({ one }: { readonly one: WaitingClaim }) {
  const say = useWords(recogniseManyWords);
  const mark = useWords(markWords);
  const { language } = useLanguage();
  return (
    <li>
      <span className="row">
        <b>{one.milestone}</b>
        <span className="num">{one.occurredOn}</span>
        {one.late && <span className="tag">{say('late')}</span>}
        {one.isCorrection && <span className="tag">{say('correction')}</span>}
        {one.standsOn !== null && <span className="soft num">{say('stands', { day: one.standsOn })}</span>}
        <Link to={pathOf('projects', one.project)}>{one.projectName}</Link>
        <span className="soft">{one.unitName}</span>
      </span>
      <span className="note">
        {say('evidence')}{' '}
        {one.evidence.length === 0
          ? `${say('none')}${isWithoutEvidence(one) ? mark('semicolon') + say('alone') : ''}`
          : one.evidence.map((each, at) => (
              <span key={each.kind + each.name}>
                {at > 0 && '；'}
                <EvidenceName name={each.name} digest={each.digest} />
              </span>
            ))}
      </span>
      <span className="note">
        {say('claimedBy')} {one.claimedUnitName} {one.claimedBy}
        {one.plannedInvestmentYuan !== null && (
          <>
            {' · '}
            {say('planned')} {amountText(one.plannedInvestmentYuan, '元', language)}
          </>
        )}
      </span>
    </li>
  );
}
