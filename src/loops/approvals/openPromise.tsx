// Drawing up a letter, declaring a pre-start, designating a priority project: first the project, then what the plan offers it, each condition asked and answered.
import { useState } from 'react';
import { useAnswer, useCommand } from '../../ui/answer.tsx';
import { Check, DateField, Form, Select, SendButton, TextField } from '../../ui/form.tsx';
import { markWords, useWords } from '../../ui/language.tsx';
import { LateMark } from '../../ui/lateMark.tsx';
import { PickField } from '../../ui/pickField.tsx';
import { goToRecorded } from '../../ui/recorded.tsx';
import { pathOf } from '../../ui/route.ts';
import { navigate, useAddress } from '../../ui/router.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { Answered, Empty, ProblemNotice } from '../../ui/states.tsx';
import type { OfferedEntry, OfferedPromise, OffersView } from './promiseViews.tsx';
import { promiseWords } from './promiseWords.tsx';

type Sort = 'letter' | 'prestart' | 'priority';
type Values = Readonly<Record<string, string>>;

const COMMANDS = {
  letter: 'drawLetter',
  prestart: 'declarePreStart',
  priority: 'designatePriority',
} as const;
const TITLES = { letter: 'newLetter', prestart: 'newPreStart', priority: 'newPriority' } as const;

export function OpenPromiseSheet({ sort, onClose }: { readonly sort: Sort; readonly onClose: () => void }) {
  const say = useWords(promiseWords);
  const address = useAddress();
  const project = address.query.get('offers') ?? '';
  const question = project === '' ? null : `/api/promises/offers?project=${encodeURIComponent(project)}`;
  const answer = useAnswer<OffersView>(question);
  return (
    <Sheet title={say(TITLES[sort])} wide onClose={onClose}>
      <Form onSend={(values) => navigate(address.with({ offers: values.project ?? '' }), { replace: true })}>
        <PickField
          key={project}
          label={say('projectId')}
          name="project"
          required
          value={project}
          from="/api/choices/projects"
        />
        <SendButton busy={answer.busy && question !== null}>{say('findOffers')}</SendButton>
      </Form>
      {question !== null && (
        <Answered answer={answer} bars={6}>
          {(view) => <OpeningForm key={project} sort={sort} project={project} view={view} />}
        </Answered>
      )}
    </Sheet>
  );
}

function OpeningForm({
  sort,
  project,
  view,
}: {
  readonly sort: Sort;
  readonly project: string;
  readonly view: OffersView;
}) {
  const say = useWords(promiseWords);
  const command = useCommand(`approvals/${COMMANDS[sort]}`);
  const offers = sort === 'letter' ? view.letters : view.preStarts;
  const [chosen, choose] = useState(offers[0]?.id ?? '');
  const promise = offers.find(({ id }) => id === chosen);
  if (sort === 'priority' ? view.groups.length === 0 : promise === undefined)
    return <Empty title={say('noOffer')} />;
  const send = async (values: Values) => {
    const late = values.late === 'on' ? { late: true } : {};
    const recorded = await command.send({
      project,
      ...bodyOf(sort, promise, values),
      ...(sort === 'letter' && view.creditCode !== null ? { creditCode: view.creditCode } : {}),
      ...late,
    });
    if (recorded !== undefined) goToRecorded(pathOf('promises', recorded.subject), recorded);
  };
  return (
    <Form onSend={(values) => void send(values)}>
      <DateField label={say('occurredOn')} name="occurredOn" required defaultValue={view.today} />
      {sort === 'priority' && (
        <>
          <Select
            label={say('group')}
            name="group"
            choices={view.groups.map((group) => ({ value: group, label: group }))}
          />
          <TextField label={say('designationBasis')} name="basis" required maxLength={200} />
        </>
      )}
      {promise !== undefined && sort !== 'priority' && (
        <>
          {offers.length > 1 && (
            <Select
              label={say('promise')}
              value={chosen}
              onChange={(event) => choose(event.target.value)}
              choices={offers.map(({ id, title }) => ({ value: id, label: title }))}
            />
          )}
          {sort === 'letter' && <Firm code={view.creditCode} />}
          {sort === 'letter' && <Gone promise={promise} />}
          {sort === 'letter' && <Conditions title="appliesTo" list={promise.appliesTo} prefix="a:" />}
          <Conditions title="notFor" list={promise.notFor} prefix="n:" />
          <Needs list={promise.needs} />
          {sort === 'letter' && <Terms promise={promise} />}
        </>
      )}
      <LateMark problem={command.problem} label={say('late')} />
      {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
      <SendButton busy={command.busy}>{say('record')}</SendButton>
    </Form>
  );
}

/** The letter is with the firm that the project is registered with: known, it is not asked. */
function Firm({ code }: { readonly code: string | null }) {
  const say = useWords(promiseWords);
  if (code === null) return <p className="notice bad">{say('firmCodeMissing')}</p>;
  return (
    <p>
      <span className="soft">{say('firmCode')}</span> <span className="mono">{code}</span>
    </p>
  );
}

/** What the project has had before the letter: said, not refused. */
function Gone({ promise: { withoutObject = [], gone = [] } }: { readonly promise: OfferedPromise }) {
  const say = useWords(promiseWords);
  const mark = useWords(markWords);
  if (withoutObject.length + gone.length === 0) return null;
  const steps = gone.map((one) => say('goneStep', one)).join(mark('list'));
  return (
    <div className="notice" role="status">
      {gone.length > 0 && <p>{say('goneBefore', { steps })}</p>}
      {withoutObject.length > 0 && (
        <>
          <p>{say('withoutObject')}</p>
          <ul>
            {withoutObject.map((one) => (
              <li key={one.title}>{say('hasAlready', one)}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

type Listed = OfferedPromise['appliesTo'];

/** Each line is asked, and nothing is answered beforehand. */
function Conditions({
  title,
  list,
  prefix,
}: {
  readonly title: 'appliesTo' | 'notFor';
  readonly list: Listed;
  readonly prefix: string;
}) {
  const say = useWords(promiseWords);
  if (list.length === 0) return null;
  return (
    <fieldset>
      <legend>{say(title)}</legend>
      {list.map((one) => (
        <Select
          key={one.id}
          label={one.title}
          name={prefix + one.id}
          required
          choices={[
            { value: '', label: say('notAnswered') },
            { value: 'yes', label: say('yes') },
            { value: 'no', label: say('no') },
          ]}
        />
      ))}
    </fieldset>
  );
}

function Needs({ list }: { readonly list: Listed }) {
  const say = useWords(promiseWords);
  if (list.length === 0) return null;
  return (
    <fieldset>
      <legend>{say('needs')}</legend>
      {list.map((one) => (
        <TextField key={one.id} label={one.title} name={`d:${one.id}`} required maxLength={200} />
      ))}
    </fieldset>
  );
}

/** Only what the plan leaves open. */
function isOpen({ clock }: OfferedEntry): boolean {
  return clock?.days === undefined;
}

function Terms({ promise }: { readonly promise: OfferedPromise }) {
  const say = useWords(promiseWords);
  const open = [...promise.enterprise, ...promise.government].filter(isOpen);
  if (open.length === 0) return null;
  return (
    <fieldset>
      <legend>{say('terms')}</legend>
      {open.map((entry) => (
        <TermFields key={entry.id} entry={entry} />
      ))}
    </fieldset>
  );
}

function TermFields({ entry }: { readonly entry: OfferedEntry }) {
  const say = useWords(promiseWords);
  const { id, title, clock, usual, choices } = entry;
  const [throughout, setThroughout] = useState(clock === undefined && usual?.throughout === true);
  return (
    <fieldset className="term">
      <legend>{title}</legend>
      {clock === undefined && (
        <Check
          label={say('throughout')}
          name={`t:${id}`}
          checked={throughout}
          onChange={(event) => setThroughout(event.target.checked)}
        />
      )}
      {!throughout && (
        <>
          {clock === undefined && (
            <>
              <EventField
                name={`s:${id}`}
                which="Starts"
                choices={choices?.starts ?? []}
                usual={usual?.starts[0]}
              />
              <EventField
                name={`e:${id}`}
                which="Ends"
                choices={choices?.ends ?? []}
                usual={usual?.ends[0]}
              />
            </>
          )}
          <TextField label={say('termDays')} name={`y:${id}`} inputMode="numeric" pattern="[0-9]{1,4}" />
          {clock === undefined && (
            <Select
              label={say('termKind')}
              name={`k:${id}`}
              choices={[
                { value: '工作日', label: say('workingDays') },
                { value: '自然日', label: say('naturalDays') },
              ]}
            />
          )}
        </>
      )}
    </fieldset>
  );
}

/** An event that the clock can run on, chosen; or told in other words. */
function EventField({
  name,
  which,
  choices,
  usual = '',
}: {
  readonly name: string;
  readonly which: 'Starts' | 'Ends';
  readonly choices: readonly string[];
  readonly usual?: string | undefined;
}) {
  const say = useWords(promiseWords);
  const [chosen, choose] = useState(usual);
  const other = say('otherEvent');
  return (
    <>
      <Select
        label={say(`term${which}`)}
        required
        value={chosen}
        onChange={(event) => choose(event.target.value)}
        choices={[
          { value: '', label: say('chooseEvent') },
          ...choices.map((text) => ({ value: text, label: text })),
          { value: OTHER, label: other },
        ]}
        {...(chosen === OTHER ? {} : { name })}
      />
      {chosen === OTHER && <TextField label={say(`other${which}`)} name={name} required maxLength={100} />}
    </>
  );
}

const OTHER = '…';

function bodyOf(sort: Sort, promise: OfferedPromise | undefined, values: Values): object {
  const { occurredOn } = values;
  if (sort === 'priority' || promise === undefined)
    return { occurredOn, group: values.group, basis: values.basis };
  const answers = (list: Listed, prefix: string) =>
    list
      .filter(({ id }) => values[prefix + id])
      .map(({ id }) => ({ id, holds: values[prefix + id] === 'yes' }));
  const needs = promise.needs
    .filter(({ id }) => values[`d:${id}`])
    .map(({ id }) => ({ id, holds: true, basis: values[`d:${id}`] }));
  const body = { occurredOn, promise: promise.id, notFor: answers(promise.notFor, 'n:'), needs };
  if (sort === 'prestart') return body;
  const open = [...promise.enterprise, ...promise.government].filter(isOpen);
  return {
    ...body,
    appliesTo: answers(promise.appliesTo, 'a:'),
    terms: open.flatMap((entry) => termOf(entry, values) ?? []),
  };
}

function termOf({ id, clock }: OfferedEntry, values: Values): object | undefined {
  if (values[`t:${id}`] === 'on') return { entry: id, throughout: true };
  const days = values[`y:${id}`];
  const limit = days ? { days: Number(days) } : {};
  if (clock !== undefined) return days ? { entry: id, ...limit } : undefined;
  return {
    entry: id,
    starts: values[`s:${id}`],
    ends: values[`e:${id}`],
    dayKind: values[`k:${id}`],
    ...limit,
  };
}
