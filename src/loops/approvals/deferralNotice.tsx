// 容缺受理通知书: the notice of one deferral, to be printed in two copies: material, form, date, consequence, and what happens on force majeure.
import { useAnswer } from '../../ui/answer.tsx';
import { useWords } from '../../ui/language.tsx';
import { pathOf } from '../../ui/route.ts';
import { Link, useStanding } from '../../ui/router.tsx';
import { PageHead } from '../../ui/shell.tsx';
import { StandingFoot } from '../../ui/standpoint.tsx';
import { Answered, Empty } from '../../ui/states.tsx';
import type { ApprovalView, DeferralLine } from './approvalViews.tsx';
import { approvalWords } from './approvalWords.tsx';
import { promiseWords } from './promiseWords.tsx';
import './approvals.css';

export default function DeferralNotice({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const say = useWords(approvalWords);
  const print = useWords(promiseWords);
  const standing = useStanding();
  const answer = useAnswer<ApprovalView>(standing(pathOf('api', 'approvals', params.id ?? '')));
  return (
    <>
      <PageHead title={say('notice')}>
        <button type="button" className="button no-print" onClick={() => window.print()}>
          {print('print')}
        </button>
      </PageHead>
      <Answered answer={answer} bars={10}>
        {(view) => {
          const deferral = view.deferrals.find(({ fact }) => fact === params.fact);
          return deferral === undefined ? (
            <Empty title={say('noticeNone')}>
              <Link to={standing(pathOf('approvals', params.id ?? ''))}>{view.approval.itemName}</Link>
            </Empty>
          ) : (
            <Paper view={view} deferral={deferral} />
          );
        }}
      </Answered>
    </>
  );
}

function Paper({ view, deferral }: { readonly view: ApprovalView; readonly deferral: DeferralLine }) {
  const say = useWords(approvalWords);
  const { approval } = view;
  const named = { item: approval.itemName, project: approval.projectName, day: deferral.grantedOn };
  const lines: readonly (readonly [label: string, value: string])[] = [
    [say('material'), deferral.materialName],
    [say('form'), deferral.form],
    [say('due_label'), deferral.dueOn],
    [say('consequence'), deferral.consequence],
    [say('promise'), deferral.promise],
    ...(deferral.document === null ? [] : [[say('basisDocument'), deferral.document] as const]),
    ...(deferral.approver === null ? [] : [[say('approver'), deferral.approver] as const]),
  ];
  return (
    <article className="panel paper">
      <p className="body">
        {say('noticeTo')} <b className="mono">{deferral.creditCode}</b>
      </p>
      <p className="body">{say(deferral.level === 'permit' ? 'noticePermit' : 'noticeBody', named)}</p>
      <dl className="facts body">
        {lines.map(([label, value]) => (
          <div key={label} className="contents">
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {deferral.extensions.map((each) => (
        <p key={each.event} className="body">
          {say('extended', { on: each.on, from: each.from, to: each.to })}
        </p>
      ))}
      <p className="body">{say('forceMajeure')}</p>
      <p className="body soft">{say('twoCopies')}</p>
      <div className="signatures">
        <p className="inset">{say('seal', { name: approval.authorityName ?? '' })}</p>
        <p className="inset">{say('receipt')}</p>
      </div>
      <StandingFoot at={view.at} />
    </article>
  );
}
