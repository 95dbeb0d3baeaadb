// Parts of a line of 体检与疑点, in the list and on its sheet.
import { amountText, NONE } from '../../ui/figures.ts';
import { markWords, useLanguage, useSaid, useWords } from '../../ui/language.tsx';
import { pathOf } from '../../ui/route.ts';
import { Link, useStanding } from '../../ui/router.tsx';
import type { CheckFigure } from './checks.judge.ts';
import type { CheckLine } from './checks.view.ts';
import { checkWords } from './checkTerms.ts';
import './checks.css';

export function State({ row }: { readonly row: CheckLine }) {
  const say = useWords(checkWords);
  if (row.state === 'excused') return say('excused', { day: row.reason?.acceptedUntil ?? '' });
  if (row.state === 'open') return row.kind === 'question' ? say('openQuestion') : say('open');
  return <span className="tag">{say(row.state)}</span>;
}

export function Figures({ figures }: { readonly figures: readonly CheckFigure[] }) {
  const said = useSaid();
  const { language } = useLanguage();
  const mark = useWords(markWords);
  return (
    <span className="check-figures small">
      {figures.map((one) => (
        <span key={one.name.en}>
          {mark('colon', { term: said(one.name), text: '' })}
          <span className="num">{figureText(one, language)}</span>
        </span>
      ))}
    </span>
  );
}

function figureText({ value, unit }: CheckFigure, language: 'zh' | 'en'): string {
  if (unit === undefined || unit === '日期' || unit === '月') return value;
  return amountText(value, unit, language);
}

export function Projects({ row, most }: { readonly row: CheckLine; readonly most: number }) {
  const say = useWords(checkWords);
  const standing = useStanding();
  return (
    <span className="check-projects">
      {row.projects.slice(0, most).map((one, place) =>
        one.id === null ? (
          <span key={`${one.unit} ${String(place)}`} className="soft">
            {one.unitName} {say('elsewhere')}
          </span>
        ) : (
          <Link key={one.id} to={standing(pathOf('projects', one.id))}>
            {one.name ?? NONE}
          </Link>
        ),
      )}
      {row.projectCount > most && <span className="soft small">{say('more', { n: row.projectCount })}</span>}
    </span>
  );
}
