// 计划版本: what is in force since when, what it promises, the drafts that would change it, and every adoption.
import { strengthWords } from '../../plan/fieldTitles.ts';
import { type Recorded, useAnswer, useCommand } from '../../ui/answer.tsx';
import { grouped, instantText, NONE, unitWord } from '../../ui/figures.ts';
import { Form, SendButton, TextField } from '../../ui/form.tsx';
import { useLanguage, useSaid, useWords } from '../../ui/language.tsx';
import { pathOf, withQuery } from '../../ui/route.ts';
import { Link, navigate, useAddress } from '../../ui/router.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { PageHead } from '../../ui/shell.tsx';
import { Answered, Empty, ProblemNotice } from '../../ui/states.tsx';
import { type Column, NONE_CELL, Table } from '../../ui/table.tsx';
import { DraftState } from './draftState.tsx';
import type { Draft, DraftsView } from './draftViews.tsx';
import { planWords } from './draftWords.tsx';
import { PlanFilesButton } from './planFilesButton.tsx';
import './drafts.css';

export interface Adoption {
  readonly seq: number;
  readonly kind: 'plan' | 'calendar';
  readonly content: string;
  readonly effective_from: string;
  readonly title: string;
  readonly adopted_at: string;
  readonly adopted_by: string;
  readonly draft?: string | null;
  readonly fact: string;
}

/** Of a target of the plan, what this page tells; the rest of its fields stays in the section. */
export interface PlanTarget {
  readonly id: string;
  readonly title: string;
  readonly kind?: string;
  readonly strength?: string;
  readonly amount?: string;
  readonly unit: string;
  readonly count?: number;
  readonly outOf?: number;
  readonly to?: string;
}

export interface PlanView {
  readonly at?: { readonly asOf: string };
  readonly title: string;
  readonly hash: string;
  readonly adoptions: readonly Adoption[];
  readonly sections: {
    readonly targets?: readonly PlanTarget[];
    readonly indicators?: readonly unknown[];
    readonly units: number;
  };
}

export default function PlansPage() {
  const say = useWords(planWords);
  const address = useAddress();
  const answer = useAnswer<PlanView>(`/api/plan${withQuery('', { asOf: address.query.get('asOf') })}`);
  const drafts = useAnswer<DraftsView>('/api/plan/drafts');
  const mayEdit = drafts.data?.may.edit === true;
  return (
    <>
      <PageHead title={say('title')}>
        <PlanFilesButton />
        {mayEdit && (
          <Link className="button main" to={address.with({ do: 'new' })}>
            {say('newDraft')}
          </Link>
        )}
      </PageHead>
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
              <InForce view={view} people={drafts.data?.people ?? {}} />
              <Answered answer={drafts} bars={3}>
                {(list) => <Drafts drafts={list.drafts} people={list.people} />}
              </Answered>
              <Targets targets={view.sections.targets ?? []} />
              <Adoptions adoptions={view.adoptions} people={drafts.data?.people ?? {}} />
            </>
          )
        }
      </Answered>
      {mayEdit && address.query.get('do') === 'new' && (
        <NewDraft onClose={() => navigate(address.with({ do: null }))} />
      )}
    </>
  );
}

function NewDraft({ onClose }: { readonly onClose: () => void }) {
  const say = useWords(planWords);
  const command = useCommand('/api/plan/drafts');
  return (
    <Sheet title={say('newDraft')} onClose={onClose}>
      <Form
        onSend={async ({ title }) => {
          const recorded = (await command.send({ title })) as
            | (Recorded & { readonly draft: string })
            | undefined;
          if (recorded !== undefined) navigate(pathOf('plan', 'drafts', recorded.draft), { replace: true });
        }}
      >
        <TextField
          label={say('draftTitle')}
          name="title"
          required
          maxLength={100}
          hint={say('draftHint')}
          autoComplete="off"
        />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{say('newDraft')}</SendButton>
      </Form>
    </Sheet>
  );
}

const SYSTEM = 'system';

type People = DraftsView['people'];

function useAdopter(people: People): (adoption: Pick<Adoption, 'adopted_by' | 'adopted_at'>) => string {
  const say = useWords(planWords);
  // Who founded the city is the program; the moment is when its clock was set, not when anybody decided something.
  return ({ adopted_by, adopted_at }) =>
    adopted_by === SYSTEM
      ? say('atFounding')
      : `${instantText(adopted_at)} ${people[adopted_by] ?? adopted_by}`;
}

function InForce({ view, people }: { readonly view: PlanView; readonly people: People }) {
  const adoption = view.adoptions.findLast((one) => one.kind === 'plan' && one.content === view.hash);
  const say = useWords(planWords);
  const adopter = useAdopter(people);
  const later = view.adoptions.filter(
    (one) => one.kind === 'plan' && view.at !== undefined && one.effective_from > view.at.asOf,
  );
  const rows: [string, string][] = [
    ...(view.at === undefined ? [] : [[say('asOf'), view.at.asOf] as [string, string]]),
    [say('effectiveFrom'), adoption?.effective_from ?? NONE],
    [say('adoptedAt'), adoption === undefined ? NONE : adopter(adoption)],
    [say('targets'), String(view.sections.targets?.length ?? 0)],
    [say('indicators'), String(view.sections.indicators?.length ?? 0)],
    [say('units'), grouped(String(view.sections.units))],
  ];
  return (
    <section className="panel" aria-labelledby="in-force">
      <header>
        <h2 id="in-force">{say('inForce', { title: view.title })}</h2>
        <Link className="push" to="/plan/contents">
          {say('browse')}
        </Link>
      </header>
      {later.map((one) => (
        <p key={one.fact} className="plan-later">
          {say('later', { date: one.effective_from, title: one.title })}{' '}
          <Link to={`/plan${withQuery('', { asOf: one.effective_from })}`}>{say('laterSee')}</Link>
        </p>
      ))}
      <dl className="facts body">
        {rows.map(([term, value]) => (
          <div key={term} className="contents">
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <dt>{say('hash')}</dt>
        <dd className="mono">{view.hash}</dd>
      </dl>
    </section>
  );
}

function Drafts({ drafts, people }: Pick<DraftsView, 'drafts' | 'people'>) {
  const say = useWords(planWords);
  const columns: Column<Draft>[] = [
    {
      id: 'title',
      head: say('draft'),
      phone: 'title',
      cell: (draft) => <Link to={pathOf('plan', 'drafts', draft.id)}>{draft.title}</Link>,
    },
    { id: 'state', head: say('state'), phone: 'whole', cell: (draft) => <DraftState draft={draft} /> },
    {
      id: 'openedBy',
      head: say('openedBy'),
      phone: 'whole',
      cell: (draft) => people[draft.openedBy] ?? draft.openedBy,
    },
    { id: 'edits', head: say('edits'), align: 'right', cell: (draft) => draft.edits },
    {
      id: 'lastAt',
      head: say('lastAt'),
      className: 'num',
      phone: 'whole',
      cell: (draft) => instantText(draft.lastAt),
    },
  ];
  return (
    <section className="panel" aria-labelledby="drafts">
      <header>
        <h2 id="drafts">{say('drafts')}</h2>
      </header>
      {drafts.length === 0 ? (
        <Empty title={say('noDrafts')} />
      ) : (
        <Table
          name="drafts"
          caption={say('drafts')}
          columns={columns}
          rows={drafts}
          keyOf={(draft) => draft.id}
        />
      )}
    </section>
  );
}

function Targets({ targets }: { readonly targets: readonly PlanTarget[] }) {
  const say = useWords(planWords);
  const said = useSaid();
  const columns: Column<PlanTarget>[] = [
    { id: 'title', head: say('target'), phone: 'title', cell: (target) => target.title },
    {
      id: 'strength',
      head: say('strength'),
      className: 'nowrap',
      cell: ({ strength }) =>
        strength === undefined ? NONE_CELL : said(strengthWords[strength] ?? { zh: strength, en: strength }),
    },
    { id: 'to', head: say('to'), className: 'num', cell: (target) => target.to ?? NONE_CELL },
    {
      id: 'value',
      head: say('value'),
      align: 'right',
      phone: 'whole',
      cell: (target) => <Amount target={target} />,
    },
  ];
  return (
    <section className="panel" aria-labelledby="targets" style={{ maxWidth: 860 }}>
      <header>
        <h2 id="targets">{say('targets')}</h2>
      </header>
      <Table
        name="plan-targets"
        caption={say('targets')}
        columns={columns}
        rows={targets}
        keyOf={(target) => target.id}
      />
    </section>
  );
}

/** How much is promised, as the kind of the target means it: of "at least k of n" the threshold alone says nothing. */
function Amount({ target }: { readonly target: PlanTarget }) {
  const say = useWords(planWords);
  const { language } = useLanguage();
  const { kind, count, outOf } = target;
  const amount = grouped(target.amount ?? '');
  const unit = unitWord(target.unit, language);
  if (kind === 'kOfN' && count !== undefined && target.amount !== undefined) {
    const told = { k: count, n: outOf ?? '', amount, unit };
    return outOf === undefined ? say('kOpen', told) : say('kOfN', told);
  }
  if (target.amount === undefined) {
    if (kind === 'fullCoverage' || kind === 'eliminate') return say(kind);
    return <span className="soft">{say('open')}</span>;
  }
  if (kind === 'rank') return say('rank', { amount });
  return say('floor', { amount, unit });
}

function Adoptions({
  adoptions,
  people,
}: {
  readonly adoptions: readonly Adoption[];
  readonly people: People;
}) {
  const say = useWords(planWords);
  const adopter = useAdopter(people);
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
    { id: 'adoptedAt', head: say('adoptedAt'), phone: 'whole', cell: (one) => adopter(one) },
    {
      id: 'draft',
      head: say('fromDraft'),
      phone: 'whole',
      cell: (one) =>
        one.draft ? <Link to={pathOf('plan', 'drafts', one.draft)}>{say('draft')}</Link> : NONE_CELL,
    },
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
