// 计划版本: which plan is in force, since when, adopted by whom, and what it promises.
import { useAnswer } from '../../../ui/answer.tsx';
import { grouped, instantText, NONE, unitWord } from '../../../ui/figures.ts';
import { useLanguage, useWords } from '../../../ui/language.tsx';
import { pathOf } from '../../../ui/route.ts';
import { Link } from '../../../ui/router.tsx';
import { PageHead } from '../../../ui/shell.tsx';
import { Answered, Empty } from '../../../ui/states.tsx';
import { type Column, NONE_CELL, Table } from '../../../ui/table.tsx';
import { planWords } from './ledgerWords.tsx';

export interface Adoption {
  readonly seq: number;
  readonly kind: 'plan' | 'calendar';
  readonly content: string;
  readonly effective_from: string;
  readonly title: string;
  readonly adopted_at: string;
  readonly adopted_by: string;
  readonly fact: string;
}

/** Of a target of the plan, what this page tells; the rest of its fields stays in the section. */
export interface PlanTarget {
  readonly id: string;
  readonly title: string;
  readonly strength?: string;
  readonly amount?: string;
  readonly unit: string;
  readonly to?: string;
}

export interface PlanView {
  readonly title: string;
  readonly hash: string;
  readonly adoptions: readonly Adoption[];
  readonly sections: {
    readonly targets?: readonly PlanTarget[];
    readonly indicators?: readonly unknown[];
    readonly units: number;
  };
}

export default function PlanPage() {
  const say = useWords(planWords);
  const answer = useAnswer<PlanView>('/api/plan');
  return (
    <>
      <PageHead title={say('title')} />
      <Answered answer={answer}>
        {(view) =>
          view.adoptions.length === 0 ? (
            <section className="panel">
              <Empty title={say('none')}>
                <p>{say('noneFix')}</p>
              </Empty>
            </section>
          ) : (
            <>
              <InForce view={view} />
              <Targets targets={view.sections.targets ?? []} />
              <Adoptions adoptions={view.adoptions} />
            </>
          )
        }
      </Answered>
    </>
  );
}

function InForce({ view }: { readonly view: PlanView }) {
  const adoption = view.adoptions.find((one) => one.kind === 'plan' && one.content === view.hash);
  const say = useWords(planWords);
  const rows: [string, string][] = [
    [say('effectiveFrom'), adoption?.effective_from ?? NONE],
    [
      say('adoptedAt'),
      adoption === undefined ? NONE : `${instantText(adoption.adopted_at)} ${adoption.adopted_by}`,
    ],
    [say('targets'), String(view.sections.targets?.length ?? 0)],
    [say('indicators'), String(view.sections.indicators?.length ?? 0)],
    [say('units'), grouped(String(view.sections.units))],
  ];
  return (
    <section className="panel" aria-labelledby="in-force">
      <header>
        <h2 id="in-force">{say('inForce', { title: view.title })}</h2>
      </header>
      <dl className="facts body">
        {rows.map(([term, value]) => (
          <div key={term} style={{ display: 'contents' }}>
            <dt>{term}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
        <dt>{say('hash')}</dt>
        <dd className="mono">{view.hash}</dd>
      </dl>
    </section>
  );
}

function Targets({ targets }: { readonly targets: readonly PlanTarget[] }) {
  const say = useWords(planWords);
  const { language } = useLanguage();
  const columns: Column<PlanTarget>[] = [
    { id: 'title', head: say('target'), cell: (target) => target.title },
    {
      id: 'strength',
      head: say('strength'),
      className: 'nowrap',
      cell: (target) => target.strength ?? NONE_CELL,
    },
    { id: 'to', head: say('to'), className: 'num', cell: (target) => target.to ?? NONE_CELL },
    {
      id: 'value',
      head: say('value'),
      align: 'right',
      cell: (target) =>
        target.amount === undefined ? (
          <span className="soft">{say('open')}</span>
        ) : (
          <>
            {grouped(target.amount)} <span className="soft small">{unitWord(target.unit, language)}</span>
          </>
        ),
    },
  ];
  return (
    <section className="panel" aria-labelledby="targets" style={{ maxWidth: 720 }}>
      <header>
        <h2 id="targets">{say('targets')}</h2>
      </header>
      <Table
        name="plan-targets"
        caption={say('targets')}
        columns={columns}
        rows={targets}
        keyOf={(target) => target.id}
        phone="scroll"
      />
    </section>
  );
}

function Adoptions({ adoptions }: { readonly adoptions: readonly Adoption[] }) {
  const say = useWords(planWords);
  const columns: Column<Adoption>[] = [
    {
      id: 'title',
      head: say('name'),
      phone: 'title',
      cell: (one) => (
        <Link to={pathOf('ledger', 'facts', one.fact)}>
          {one.kind === 'calendar' ? say('calendar') : one.title}
        </Link>
      ),
    },
    {
      id: 'effectiveFrom',
      head: say('effectiveFrom'),
      className: 'num',
      phone: 'whole',
      cell: (one) => one.effective_from,
    },
    {
      id: 'adoptedAt',
      head: say('adoptedAt'),
      className: 'num',
      phone: 'whole',
      cell: (one) => instantText(one.adopted_at),
    },
    { id: 'adoptedBy', head: say('adoptedBy'), phone: 'whole', cell: (one) => one.adopted_by },
    {
      id: 'hash',
      head: say('hash'),
      phone: 'whole',
      cell: (one) => <span className="mono soft">{one.content.slice(0, 12)}</span>,
    },
  ];
  return (
    <section className="panel" aria-labelledby="adoptions">
      <header>
        <h2 id="adoptions">{say('adoptions')}</h2>
      </header>
      <Table
        name="adoptions"
        caption={say('adoptions')}
        columns={columns}
        rows={adoptions}
        keyOf={(one) => one.fact}
      />
    </section>
  );
}
