// 计划版本: which plan is in force, since when, adopted by whom, and what it promises.
import { useAnswer } from '../../../ui/answer.tsx';
import { grouped, instantText, unitWord } from '../../../ui/figures.ts';
import { useLanguage, useWords } from '../../../ui/language.tsx';
import { PageHead } from '../../../ui/shell.tsx';
import { Answered, Empty } from '../../../ui/states.tsx';
import { type Column, Table } from '../../../ui/table.tsx';
import { planWords } from './ledgerWords.tsx';

export interface Adoption {
  readonly hash: string;
  readonly title: string;
  readonly effectiveFrom: string;
  readonly adoptedAt: string;
  readonly adoptedBy: string;
}

export interface PlanTarget {
  readonly id: string;
  readonly title: string;
  readonly value: string | null;
  readonly unit: string;
}

export interface PlanView {
  readonly inForce: Adoption | null;
  readonly adoptions: readonly Adoption[];
  readonly targets: readonly PlanTarget[];
  readonly indicators: number;
  readonly units: number;
}

export default function PlanPage() {
  const say = useWords(planWords);
  const answer = useAnswer<PlanView>('/api/plan');
  return (
    <>
      <PageHead title={say('title')} />
      <Answered answer={answer}>
        {(view) =>
          view.inForce === null ? (
            <section className="panel">
              <Empty title={say('none')}>
                <p>{say('noneFix')}</p>
              </Empty>
            </section>
          ) : (
            <>
              <InForce view={view} plan={view.inForce} />
              <Targets targets={view.targets} />
              <Adoptions adoptions={view.adoptions} />
            </>
          )
        }
      </Answered>
    </>
  );
}

function InForce({ view, plan }: { readonly view: PlanView; readonly plan: Adoption }) {
  const say = useWords(planWords);
  const rows: [string, string][] = [
    [say('effectiveFrom'), plan.effectiveFrom],
    [say('adoptedAt'), `${instantText(plan.adoptedAt)} ${plan.adoptedBy}`],
    [say('targets'), String(view.targets.length)],
    [say('indicators'), grouped(String(view.indicators))],
    [say('units'), grouped(String(view.units))],
  ];
  return (
    <section className="panel" aria-labelledby="in-force">
      <header>
        <h2 id="in-force">
          {say('inForce')}：{plan.title}
        </h2>
      </header>
      <dl className="facts body">
        {rows.map(([term, value]) => (
          <div key={term} style={{ display: 'contents' }}>
            <dt>{term}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
        <dt>{say('hash')}</dt>
        <dd className="mono">{plan.hash}</dd>
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
      id: 'value',
      head: say('value'),
      align: 'right',
      cell: (target) =>
        target.value === null ? (
          <span className="soft">{say('open')}</span>
        ) : (
          <>
            {grouped(target.value)} <span className="soft small">{unitWord(target.unit, language)}</span>
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
    { id: 'title', head: say('name'), phone: 'title', cell: (one) => one.title },
    {
      id: 'effectiveFrom',
      head: say('effectiveFrom'),
      className: 'num',
      phone: 'whole',
      cell: (one) => one.effectiveFrom,
    },
    {
      id: 'adoptedAt',
      head: say('adoptedAt'),
      className: 'num',
      phone: 'whole',
      cell: (one) => instantText(one.adoptedAt),
    },
    { id: 'adoptedBy', head: say('adoptedBy'), phone: 'whole', cell: (one) => one.adoptedBy },
    {
      id: 'hash',
      head: say('hash'),
      phone: 'whole',
      cell: (one) => <span className="mono soft">{one.hash.slice(0, 12)}</span>,
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
        keyOf={(one) => one.hash + one.adoptedAt}
      />
    </section>
  );
}
