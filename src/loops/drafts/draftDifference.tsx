// What a draft changes, in words, by section, as it is read, signed and printed; and what the check found, first.
import { Fragment } from 'react';
import { instantText } from '../../ui/figures.ts';
import { useSaid, useWords } from '../../ui/language.tsx';
import { Link, useAddress } from '../../ui/router.tsx';
import { Empty } from '../../ui/states.tsx';
import type { Difference, DraftView, Issue } from './draftViews.tsx';
import { draftWords } from './draftWords.tsx';
import { sameIssues } from './issueWords.ts';

export function DifferencePanel({
  view,
  editable,
}: {
  readonly view: DraftView;
  readonly editable: boolean;
}) {
  const say = useWords(draftWords);
  const { difference, draft, base } = view;
  if (difference.length === 0) {
    return (
      <section className="panel">
        <Empty title={editable ? say('noDifference') : say('noDifferenceRead')} />
      </section>
    );
  }
  return (
    <section className="panel" aria-labelledby="difference">
      <header>
        <h2 id="difference">
          <span className="no-print">{say(draft.adopted === null ? 'overview' : 'overviewThen')}</span>
          <span className="print-only">{say('printedHead')}</span>
        </h2>
        <span className="soft">{say('changes', { n: difference.length })}</span>
        <button type="button" className="button push no-print" onClick={() => window.print()}>
          {say('print')}
        </button>
      </header>
      <div className="body stack">
        <p className="print-only">
          {draft.title} · {say('baseFrom', { title: base.title, date: base.effectiveFrom })}
        </p>
        {bySection(difference).map(([section, own]) => (
          <DifferenceOf key={section} differences={own} view={view} />
        ))}
        <p className="soft">
          {draft.effectiveFrom === null ? say('keptOpen') : say('kept', { date: draft.effectiveFrom })}
        </p>
        <p className="print-only plan-signs">
          <span>{say('signDraft')}</span>
          <span>{say('signApprove')}</span>
          <span>{say('signDate')}</span>
        </p>
      </div>
    </section>
  );
}

export function bySection(
  differences: readonly Difference[],
): readonly (readonly [string, readonly Difference[]])[] {
  const groups = new Map<string, Difference[]>();
  for (const each of differences) groups.set(each.section, [...(groups.get(each.section) ?? []), each]);
  return [...groups];
}

function DifferenceOf({
  differences,
  view,
}: {
  readonly differences: readonly Difference[];
  readonly view: DraftView;
}) {
  const say = useWords(draftWords);
  const said = useSaid();
  const address = useAddress();
  return (
    <div>
      <h3>{said(differences[0]!.sectionTitle)}</h3>
      <ol className="plan-differences">
        {differences.map((each) => {
          const edit = view.edits.find((one) => one.section === each.section && one.element === each.element);
          return (
            <li key={each.element} className={each.kind}>
              <Link to={address.with({ section: each.section, element: each.element })}>
                {said(each.words)}
              </Link>
              {edit !== undefined && (
                <span className="note">
                  {say('changedBy', {
                    who: view.people[edit.editedBy] ?? edit.editedBy,
                    at: instantText(edit.editedAt),
                  })}{' '}
                  {edit.reason ?? ''} {edit.source ?? ''}
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

const SHOWN_MAX = 50;

/** Errors first; each leads to its element, where it stands beside its field. */
export function Findings({
  issues,
  editable,
}: {
  readonly issues: readonly Issue[];
  readonly editable: boolean;
}) {
  const errors = issues.filter((issue) => issue.severity === 'error');
  const hints = issues.filter((issue) => issue.severity !== 'error');
  return (
    <>
      <FindingList issues={errors} word="problems" isBad />
      {editable && <FindingList issues={hints} word="hints" />}
    </>
  );
}

function FindingList({
  issues,
  word,
  isBad = false,
}: {
  readonly issues: readonly Issue[];
  readonly word: 'problems' | 'hints';
  readonly isBad?: boolean;
}) {
  const say = useWords(draftWords);
  if (issues.length === 0) return null;
  const list = (
    <ul className="plan-findings">
      {sameIssues(issues)
        .slice(0, SHOWN_MAX)
        .map((group) => (
          <li key={`${group[0].code} ${group[0].path}`}>
            {group[0].shown.message}
            {group[0].fix !== '' && <span className="note">{say('fix', { fix: group[0].shown.fix })}</span>}
            <Places issues={group} />
          </li>
        ))}
    </ul>
  );
  if (!isBad) {
    return (
      <details className="notice no-print">
        <summary>{say(word, { n: issues.length })}</summary>
        {list}
      </details>
    );
  }
  return (
    <div className="notice bad no-print" role="alert">
      <p>
        <strong>{say(word, { n: issues.length })}</strong>
      </p>
      {list}
    </div>
  );
}

/** The elements that one finding is of, each by name and to be opened; twice in one element is once. */
function Places({ issues }: { readonly issues: readonly Issue[] }) {
  const address = useAddress();
  const places = [
    ...new Map(issues.map((issue) => [`${issue.section} ${issue.element}`, issue])).values(),
  ].filter((issue) => issue.where !== null);
  if (places.length === 0) return null;
  return (
    <span className="note">
      {places.map((issue, index) => (
        <Fragment key={`${issue.section} ${issue.element}`}>
          {index > 0 && '；'}
          {issue.element === null ? (
            issue.where
          ) : (
            <Link to={address.with({ section: issue.section, element: issue.element })}>{issue.where}</Link>
          )}
        </Fragment>
      ))}
    </span>
  );
}
