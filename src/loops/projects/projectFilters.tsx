// What the list of projects is narrowed to. Every choice stands in the address; those asked for less often are folded away, and what is set of them is told beside
// the head.
import { DateField, Form, SearchField, Select, TextField } from '../../ui/form.tsx';
import { markWords, useWords } from '../../ui/language.tsx';
import { lightWords } from '../../ui/light.tsx';
import { navigate, useAddress } from '../../ui/router.tsx';
import { listWords } from './listWords.tsx';
import { USUAL_COLUMNS, useColumnNames } from './projectColumns.tsx';
import type { AttributeFacet, Named, ProjectLine, ProjectsView } from './projectViews.tsx';
import { projectWords } from './projectWords.tsx';

const MORE = [
  'lifecycle',
  'attributes',
  'lightKind',
  'park',
  'owner',
  'from',
  'to',
  'plannedFrom',
  'plannedTo',
] as const;
export const LIST_FILTERS = [
  'text',
  'unit',
  'stage',
  'cluster',
  'standing',
  'stuck',
  'overdue',
  'light',
  ...MORE,
] as const;
const STANDINGS = ['open', 'running', 'suspended', 'ended'] as const;
const LIGHTS = ['red', 'yellow', 'blue', 'green', 'grey'] as const;
const LIGHT_KINDS = ['deadline', 'progress', 'start', 'registration'] as const;
const SORTS = ['recent', 'light', 'overdue', 'stay', 'planned', 'registered', 'name'] as const;

export function ProjectFilters({ view }: { readonly view: ProjectsView }) {
  const say = useWords(projectWords);
  const list = useWords(listWords);
  const lamp = useWords(lightWords);
  const address = useAddress();
  const any = { value: '', label: say('all') };
  const named = (key: 'units' | 'stages' | 'clusters', ofRow: (row: ProjectLine) => Named) =>
    [any].concat(
      (view.facets?.[key] ?? distinct(view.rows.map(ofRow))).map(({ id, name }) => ({
        value: id,
        label: name,
      })),
    );
  const set = (values: Readonly<Record<string, string | null>>) =>
    navigate(address.with(values), { replace: true });
  const asked = address.query.get('sort') ?? '';
  const sorts = SORTS.map((one) => ({ value: one === 'recent' ? '' : one, label: list(`sort_${one}`) }));
  // What was chosen in the head of a column stands in the address too.
  const byColumn = sorts.some(({ value }) => value === asked)
    ? []
    : [{ value: asked, label: list('sort_column') }];
  const choice = (key: 'unit' | 'stage' | 'cluster' | 'standing' | 'light' | 'sort') => ({
    name: key,
    value: address.query.get(key) ?? '',
    onChange: (event: { target: { value: string } }) => set({ [key]: event.target.value }),
  });
  return (
    <>
      <Form
        className="filters register-filters no-print"
        onSend={(values) => set({ text: values.text ?? '' })}
      >
        <SearchField
          label={say('search')}
          name="text"
          value={address.query.get('text') ?? ''}
          onSearch={(text) => set({ text })}
        />
        <Select
          label={say('unit')}
          choices={named('units', (row) => ({ id: row.unit, name: row.unitName }))}
          {...choice('unit')}
        />
        <Select
          label={say('stage')}
          choices={named('stages', (row) => ({ id: row.stage, name: row.stageName }))}
          {...choice('stage')}
        />
        <Select
          label={list('light')}
          choices={[
            any,
            { value: 'alarm', label: list('alarm') },
            ...LIGHTS.map((one) => ({ value: one, label: lamp(one) })),
          ]}
          {...choice('light')}
        />
        <Select
          label={say('cluster')}
          choices={named('clusters', (row) => ({
            id: row.cluster ?? '',
            name: row.clusterName ?? row.cluster ?? '',
          }))}
          {...choice('cluster')}
        />
        <Select
          label={say('standing')}
          choices={[any, ...STANDINGS.map((one) => ({ value: one, label: say(one) }))]}
          {...choice('standing')}
        />
        <Select label={list('sort')} choices={[...sorts, ...byColumn]} {...choice('sort')} />
      </Form>
      <More view={view} set={set} />
      <Columns attributes={view.facets?.attributes ?? []} />
    </>
  );
}

/** What is set of the filters that lie folded: told beside their head, so that the rows need not stand below all the fields. */
function useSetWords(view: ProjectsView, told: ReadonlyMap<string, string>): readonly string[] {
  const list = useWords(listWords);
  const { query } = useAddress();
  const attributes = view.facets?.attributes ?? [];
  const nameIn = (of: readonly Named[] | undefined, id: string) =>
    of?.find((one) => one.id === id)?.name ?? id;
  const attributeText = attributes.flatMap(({ id, title, values }) => {
    const value = told.get(id);
    return value === undefined
      ? []
      : [`${title} ${value === NOT_TOLD ? list('notTold') : nameIn(values, value)}`];
  });
  const text = (key: (typeof MORE)[number]) => query.get(key) ?? '';
  const words = {
    lifecycle: () => nameIn(view.facets?.lifecycles, text('lifecycle')),
    lightKind: () => list(text('lightKind') as (typeof LIGHT_KINDS)[number]),
    park: () => `${list('park')} ${nameIn(view.facets?.parks, text('park'))}`,
    owner: () => `${list('owner')} ${nameIn(view.facets?.units, text('owner'))}`,
    from: () => `${list('from')} ${text('from')}`,
    to: () => `${list('to')} ${text('to')}`,
    plannedFrom: () => `${list('plannedFrom')} ${yiOfYuan(text('plannedFrom'))}`,
    plannedTo: () => `${list('plannedTo')} ${yiOfYuan(text('plannedTo'))}`,
  } as const;
  return [
    ...attributeText,
    ...(Object.keys(words) as (keyof typeof words)[]).flatMap((key) =>
      text(key) === '' ? [] : [words[key]()],
    ),
  ];
}

function More({
  view,
  set,
}: {
  readonly view: ProjectsView;
  readonly set: (values: Readonly<Record<string, string | null>>) => void;
}) {
  const say = useWords(projectWords);
  const list = useWords(listWords);
  const mark = useWords(markWords);
  const { query } = useAddress();
  const any = { value: '', label: say('all') };
  const choices = (named: readonly Named[] | undefined) => [
    any,
    ...(named ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
  const asked = MORE.map((key) => query.get(key) ?? '');
  const attributes = view.facets?.attributes ?? [];
  const lifecycles = view.facets?.lifecycles ?? [];
  const told = new Map(
    (query.get('attributes') ?? '').split(',').map((one) => {
      const [id = '', value = ''] = one.split(':');
      return [id, value] as const;
    }),
  );
  const isSet = useSetWords(view, told);
  return (
    <details className="more-filters no-print">
      <summary>
        {list('more')} {isSet.length > 0 && <b>{isSet.join(mark('semicolon'))}</b>}
      </summary>
      <Form
        key={asked.join(' ')}
        className="filters"
        onSend={(values) =>
          set({
            ...Object.fromEntries(Object.entries(values).filter(([name]) => !name.startsWith(ATTRIBUTE))),
            attributes: attributesText(values, attributes),
            plannedFrom: yuanOfYi(values.plannedFrom),
            plannedTo: yuanOfYi(values.plannedTo),
            // A stage of another lifecycle would find nothing.
            ...((values.lifecycle ?? '') === (query.get('lifecycle') ?? '') ? {} : { stage: null }),
          })
        }
      >
        {lifecycles.length > 1 && (
          <Select
            label={say('lifecycle')}
            name="lifecycle"
            defaultValue={query.get('lifecycle') ?? ''}
            choices={choices(lifecycles)}
          />
        )}
        {attributes.map(({ id, title, values }) => (
          <Select
            key={id}
            label={title}
            name={ATTRIBUTE + id}
            defaultValue={told.get(id) ?? ''}
            choices={[...choices(values), { value: NOT_TOLD, label: list('notTold') }]}
          />
        ))}
        <Select
          label={list('lightKind')}
          name="lightKind"
          defaultValue={query.get('lightKind') ?? ''}
          choices={[
            { value: '', label: list('worst') },
            ...LIGHT_KINDS.map((one) => ({ value: one, label: list(one) })),
          ]}
        />
        <Select
          label={list('owner')}
          name="owner"
          defaultValue={query.get('owner') ?? ''}
          choices={choices(view.facets?.units)}
        />
        {(view.facets?.parks ?? []).length > 0 && (
          <Select
            label={list('park')}
            name="park"
            defaultValue={query.get('park') ?? ''}
            choices={choices(view.facets?.parks)}
          />
        )}
        <DateField label={list('from')} name="from" defaultValue={query.get('from') ?? ''} />
        <DateField label={list('to')} name="to" defaultValue={query.get('to') ?? ''} />
        <TextField
          label={list('plannedFrom')}
          name="plannedFrom"
          inputMode="decimal"
          pattern="\d{1,7}(\.\d{1,8})?"
          defaultValue={yiOfYuan(query.get('plannedFrom'))}
        />
        <TextField
          label={list('plannedTo')}
          name="plannedTo"
          inputMode="decimal"
          pattern="\d{1,7}(\.\d{1,8})?"
          defaultValue={yiOfYuan(query.get('plannedTo'))}
        />
        <button type="submit" className="button">
          {list('apply')}
        </button>
      </Form>
    </details>
  );
}

const ATTRIBUTE = 'attribute:';
const NOT_TOLD = '-';

/** `origin:foreign,theme:-`, in the plan's order; null where none is chosen. */
export function attributesText(
  values: Readonly<Record<string, string>>,
  attributes: readonly Pick<AttributeFacet, 'id'>[],
): string | null {
  const told = attributes.flatMap(({ id }) =>
    values[ATTRIBUTE + id] ? [`${id}:${values[ATTRIBUTE + id]}`] : [],
  );
  return told.length === 0 ? null : told.join(',');
}

/** 1.2 → 120000000; by moving the point, no number in between. */
function yuanOfYi(text: string | undefined): string | null {
  if (text === undefined || !/^\d{1,7}(\.\d{1,8})?$/.test(text)) return null;
  const [whole = '0', rest = ''] = text.split('.');
  return `${whole}${rest.padEnd(8, '0')}`.replace(/^0+(?=\d)/, '');
}

function yiOfYuan(text: string | null): string {
  if (text === null || !/^\d{1,15}$/.test(text)) return '';
  const padded = text.padStart(9, '0');
  const rest = padded.slice(-8).replace(/0+$/, '');
  return rest === '' ? padded.slice(0, -8) : `${padded.slice(0, -8)}.${rest}`;
}

function Columns({ attributes }: { readonly attributes: readonly AttributeFacet[] }) {
  const list = useWords(listWords);
  const address = useAddress();
  const names = useColumnNames(attributes);
  const shown = (address.query.get('cols') ?? USUAL_COLUMNS.join(',')).split(',');
  const turn = (id: string) => {
    const next = shown.includes(id) ? shown.filter((one) => one !== id) : [...shown, id];
    const ordered = names.map((one) => one.id).filter((one) => next.includes(one));
    const usual = ordered.join(',') === USUAL_COLUMNS.join(',');
    navigate(address.with({ cols: usual || ordered.length === 0 ? null : ordered.join(',') }), {
      replace: true,
    });
  };
  return (
    <details className="more-filters no-print">
      <summary>{list('columns')}</summary>
      <div className="row">
        {names.map(({ id, head }) => (
          <label key={id} className="check">
            <input
              type="checkbox"
              checked={shown.includes(id)}
              disabled={id === 'name'}
              onChange={() => turn(id)}
            />
            {head}
          </label>
        ))}
      </div>
    </details>
  );
}

function distinct(list: readonly Named[]): readonly Named[] {
  return [...new Map(list.filter((one) => one.id !== '').map((one) => [one.id, one])).values()];
}
