// The project's one timeline: its own page with what the other rooms know around it. Where it is held up, by whom, what is missing and whom to call come first.

import ProjectPage, { type Around } from '../loops/projects/projectPage.tsx';
import type { ProjectView } from '../loops/projects/projectViews.tsx';
import type { Recorded } from '../ui/answer.tsx';
import { useSaid, useWords } from '../ui/language.tsx';
import { LightBadge } from '../ui/light.tsx';
import { pathOf } from '../ui/route.ts';
import { Link, useAddress, useStanding } from '../ui/router.tsx';
import { type Column, NONE_CELL, Table } from '../ui/table.tsx';
import type { Story, StoryApproval } from './projectStory.view.ts';
import { storyWords } from './projectStoryWords.tsx';
import { AcceptancePanel, AgencyPanel, StorySheet } from './storyActs.tsx';
import { HoldingLine } from './storyHolding.tsx';
import { StageLine } from './storyLine.tsx';
import { addressOf, UrgeState } from './urgeSheets.tsx';
import { urgingWords } from './urgingWords.tsx';
import './projectStory.css';

export interface StoryView extends ProjectView {
  readonly story: Story;
}

const around: Around<StoryView> = {
  address: '/story',
  head: (view) => <Now view={view} />,
  way: (view) => <Way view={view} />,
  more: (view) => <More view={view} />,
  sheet: (view, after: { onClose(): void; onDone(done: Recorded): void }) => (
    <StorySheet view={view} {...after} />
  ),
  actions: ({ story }) => <StoryActions story={story} />,
};

export default function ProjectStoryPage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  return <ProjectPage<StoryView> params={params} around={around} />;
}

function StoryActions({ story }: { readonly story: Story }) {
  const say = useWords(storyWords);
  const address = useAddress();
  return (
    <>
      {story.acts.includes('openAcceptance') && story.now === null && (
        <Link className="button" to={address.with({ do: 'openAcceptance' })}>
          {say('openAcceptance')}
        </Link>
      )}
    </>
  );
}

function Now({ view }: { readonly view: StoryView }) {
  const say = useWords(storyWords);
  const { story, project } = view;
  // What is claimed in its time holds nothing up: it is what comes next.
  const word =
    (story.now?.kind === 'claim' || story.now?.kind === 'permits') && !story.now.late ? 'comes' : 'now';
  return (
    <section className="panel now-held" aria-labelledby="now-held">
      <div className="body">
        <h2 id="now-held">{say(word)}</h2>
        {story.now === null ? <p>{say('nothing')}</p> : <HoldingLine one={story.now} project={project.id} />}
        {story.others.length > 0 && (
          <details>
            <summary>{say('others', { n: story.others.length })}</summary>
            <ul className="held-list">
              {story.others.map((one) => (
                <li key={one.kind + one.what + one.unit}>
                  <HoldingLine one={one} project={project.id} />
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </section>
  );
}

function Way({ view }: { readonly view: StoryView }) {
  const say = useWords(storyWords);
  const { next, story, at } = view;
  const ahead = next === null || next.waitsForRecognition ? [] : (next.claimedAhead ?? []);
  return (
    <section className="panel" aria-label={say('line')}>
      <StageLine stages={story.stages} pauses={story.pauses} asOf={at.asOf} />
      {next !== null && ahead.length > 0 && (
        <div className="body gate">
          <p className="row">
            <span className="soft">{say('nextGate')}</span>
            {ahead.map(({ milestone, name }) => (
              <span key={milestone} className="row">
                <strong>{name}</strong>
                <span className="tag">{say('recognition')}</span>
              </span>
            ))}
            <span className="soft">{say('passedOver', { name: next.name })}</span>
          </p>
        </div>
      )}
      {next !== null && ahead.length === 0 && (
        <div className="body gate">
          <p className="row">
            <span className="soft">{say('nextGate')}</span>
            <strong>{next.name}</strong>
            {next.dueOn !== null && <span className="num">{say('dueOn', { day: next.dueOn })}</span>}
            {next.waitsForRecognition && <span className="tag">{say('recognition')}</span>}
          </p>
          {story.needs.length > 0 && (
            <ul className="needs">
              {story.needs.map((need) => (
                <li key={need.sort + need.name} className={need.met ? 'met' : 'unmet'}>
                  <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
                    <path d={need.met ? 'M2 6.5 5 9.5 10.5 2.5' : 'M2.5 2.5 9.5 9.5 M9.5 2.5 2.5 9.5'} />
                  </svg>
                  <span>{need.name}</span>{' '}
                  <span className="soft small">
                    {say(need.sort === 'approval' ? 'approvalNeed' : need.sort)}{' '}
                    {say(need.met ? 'met' : need.filed === false ? 'notFiled' : 'unmet')}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </section>
  );
}

function More({ view }: { readonly view: StoryView }) {
  const { story } = view;
  const acts = (name: string) => story.acts.includes(name);
  return (
    <>
      {story.promises.length > 0 && <Promises story={story} />}
      {story.approvals.length > 0 && <Approvals story={story} />}
      {story.deferrals.length > 0 && <Deferrals story={story} />}
      {(story.acceptance !== null || acts('openAcceptance')) && <AcceptancePanel view={view} />}
      {(story.mandates.length > 0 || acts('giveMandate')) && <AgencyPanel view={view} />}
    </>
  );
}

const SIDES = ['enterprise', 'government'] as const;

function Promises({ story }: { readonly story: Story }) {
  const say = useWords(storyWords);
  const urge = useWords(urgingWords);
  const address = useAddress();
  const said = useSaid();
  return (
    <section className="panel" aria-labelledby="promises">
      <header>
        <h2 id="promises">{say('promises')}</h2>
        {story.governmentBreaches > 0 && (
          <span className="tag">{say('breaches', { n: story.governmentBreaches })}</span>
        )}
      </header>
      <div className="body side-by-side">
        {SIDES.map((side) => (
          <div key={side}>
            <h3>{say(side)}</h3>
            <ul className="held-list">
              {story.promises
                .filter((one) => one.side === side)
                .map((one) => (
                  <li key={one.letter + one.entry}>
                    {one.title} {one.ownerName !== null && <span className="soft">{one.ownerName}</span>}
                    <LightBadge light={one.light.light} word={said(one.light.word)} />
                    {one.urging !== null && (
                      <Link className="button quiet no-print" to={address.with(addressOf(one.urging))}>
                        {urge('urge')}
                      </Link>
                    )}
                    {one.urge !== null && <UrgeState urge={one.urge} />}
                  </li>
                ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}

function Approvals({ story }: { readonly story: Story }) {
  const say = useWords(storyWords);
  const said = useSaid();
  const standing = useStanding();
  const columns: readonly Column<StoryApproval>[] = [
    {
      id: 'item',
      head: say('item'),
      phone: 'title',
      cell: (row) => (
        <Link className="opens" to={standing(pathOf('approvals', row.id))}>
          {row.itemName}
        </Link>
      ),
    },
    { id: 'authority', head: say('authority'), cell: (row) => row.authorityName ?? NONE_CELL },
    {
      id: 'filed',
      head: say('filed'),
      className: 'num',
      cell: (row) => row.filedOn,
      sort: (row) => row.filedOn,
    },
    {
      id: 'due',
      head: say('due'),
      className: 'num',
      cell: (row) =>
        row.closedOn !== null ? say('closed', { day: row.closedOn }) : (row.dueOn ?? NONE_CELL),
      sort: (row) => row.closedOn ?? row.dueOn,
    },
    {
      id: 'state',
      head: say('state'),
      phone: 'whole',
      cell: (row) => <LightBadge light={row.light.light} word={said(row.light.word)} />,
    },
  ];
  return (
    <section className="panel" aria-labelledby="story-approvals">
      <header>
        <h2 id="story-approvals">{say('approvals')}</h2>
      </header>
      <Table
        name="storyApprovals"
        caption={say('approvals')}
        columns={columns}
        rows={story.approvals}
        keyOf={(row) => row.id}
      />
    </section>
  );
}

function Deferrals({ story }: { readonly story: Story }) {
  const say = useWords(storyWords);
  const columns: readonly Column<Story['deferrals'][number]>[] = [
    { id: 'material', head: say('material'), phone: 'title', cell: (row) => row.material },
    { id: 'item', head: say('item'), cell: (row) => row.itemName },
    { id: 'due', head: say('due'), className: 'num', cell: (row) => row.dueOn, sort: (row) => row.dueOn },
    {
      id: 'state',
      head: say('state'),
      cell: (row) => (
        <>
          {row.metOn === null ? say('pending') : say('metOn', { day: row.metOn })}
          {row.broken && <span className="tag">{say('broken')}</span>}
        </>
      ),
    },
  ];
  return (
    <section className="panel" aria-labelledby="story-deferrals">
      <header>
        <h2 id="story-deferrals">{say('deferrals')}</h2>
      </header>
      <Table
        name="storyDeferrals"
        caption={say('deferrals')}
        columns={columns}
        rows={story.deferrals}
        keyOf={(row) => row.approval + row.material + row.dueOn}
      />
    </section>
  );
}
