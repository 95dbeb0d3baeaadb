// The elements of one section of a draft, or of the plan: searched and paged on the server, what the draft changed marked, one opened in a sheet.
import { type Answer, useAnswer, useMore } from '../../ui/answer.tsx';
import { grouped, unitWord } from '../../ui/figures.ts';
import { Form, SearchField } from '../../ui/form.tsx';
import { useLanguage, useSaid, useWords } from '../../ui/language.tsx';
import { withQuery } from '../../ui/route.ts';
import { Link, navigate, useAddress } from '../../ui/router.tsx';
import { Answered, Empty, ProblemNotice } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import type { ElementLine, ElementsView, Issue, NamesView, SchemaView, SectionLine } from './draftViews.tsx';
import { draftWords } from './draftWords.tsx';
import { choiceWords, controlOf, type FormSchema, isMap, objectSchema, referredIds } from './formSchema.ts';

const PAGE = '50';

/** First in the row of sections; the rest are chosen from a list. */
const FIRST_SECTIONS = ['targets', 'tasks', 'themes', 'units', 'posts', 'lights'];

export function SectionTabs({
  sections,
  first,
}: {
  readonly sections: readonly SectionLine[];
  readonly first?: string;
}) {
  const say = useWords(draftWords);
  const said = useSaid();
  const address = useAddress();
  const current = address.query.get('section') ?? (first === undefined ? 'targets' : '');
  const go = (section: string | null) =>
    address.with({ section, q: null, changed: null, element: null, do: null, 'elements.sort': null });
  const shown = FIRST_SECTIONS.flatMap((key) => sections.filter((section) => section.key === key));
  const others = sections.filter((section) => !FIRST_SECTIONS.includes(section.key));
  const isOther = others.some((section) => section.key === current);
  return (
    <nav className="plan-tabs no-print" aria-label={say('section')}>
      {first !== undefined && (
        <Link to={go(null)} aria-current={current === '' ? 'page' : undefined}>
          {first}
        </Link>
      )}
      {shown.map((section) => (
        <Link
          key={section.key}
          to={go(section.key)}
          aria-current={current === section.key ? 'page' : undefined}
        >
          {said(section.title)} <span className="soft small">{grouped(String(section.elements))}</span>
        </Link>
      ))}
      <select
        className={isOther ? 'input current' : 'input'}
        aria-label={say('others')}
        value={isOther ? current : ''}
        onChange={(event) => navigate(go(event.target.value))}
      >
        <option value="" disabled>
          {say('others')}
        </option>
        {others.map((section) => (
          <option key={section.key} value={section.key}>
            {said(section.title)} {section.elements}
          </option>
        ))}
      </select>
    </nav>
  );
}

export function SectionPanel({
  draft,
  section,
  editable,
  issues,
}: {
  readonly draft: string | undefined;
  readonly section: string;
  readonly editable: boolean;
  readonly issues: readonly Issue[];
}) {
  const { query } = useAddress();
  const schema = useAnswer<SchemaView>(`/api/plan/schema/${encodeURIComponent(section)}`);
  const asked = withQuery('', {
    draft: draft ?? null,
    q: query.get('q'),
    changed: draft === undefined ? null : query.get('changed'),
    limit: PAGE,
  });
  const question = `/api/plan/elements/${encodeURIComponent(section)}${asked}`;
  const answer = useAnswer<ElementsView>(question);
  return (
    <Answered answer={answer} bars={10}>
      {(view) => (
        <section className="panel">
          <Tools view={view} draft={draft} section={section} editable={editable} />
          <Elements
            view={view}
            question={question}
            draft={draft}
            issues={issues.filter((issue) => issue.section === section)}
            schema={schema}
          />
        </section>
      )}
    </Answered>
  );
}

function Tools({
  view,
  draft,
  section,
  editable,
}: {
  readonly view: ElementsView;
  readonly draft: string | undefined;
  readonly section: string;
  readonly editable: boolean;
}) {
  const say = useWords(draftWords);
  const address = useAddress();
  const { query } = address;
  const set = (values: Readonly<Record<string, string | null>>) =>
    navigate(address.with(values), { replace: true });
  const isOn = query.get('changed') === 'yes';
  return (
    <div className="plan-tools no-print">
      {view.listed && (
        <Form className="filters one" onSend={({ q }) => set({ q: q ?? '' })}>
          <SearchField
            label={say('search')}
            name="q"
            value={query.get('q') ?? ''}
            onBlur={(event) => set({ q: event.target.value.trim() })}
          />
        </Form>
      )}
      {view.listed && draft !== undefined && (
        <label className="check">
          <input type="checkbox" checked={isOn} onChange={() => set({ changed: isOn ? null : 'yes' })} />
          {say('onlyChanged')}
        </label>
      )}
      <span className="row push">
        {editable && section === 'tasks' && (
          <Link className="button" to={address.with({ do: 'import' })}>
            {say('importTable')}
          </Link>
        )}
        {editable && view.listed && (
          <Link className="button" to={address.with({ do: 'add' })}>
            {say('add')}
          </Link>
        )}
      </span>
    </div>
  );
}

const elementsOf = (view: ElementsView) => view.elements;

function Elements({
  view,
  question,
  draft,
  issues,
  schema,
}: {
  readonly view: ElementsView;
  readonly question: string;
  readonly draft: string | undefined;
  readonly issues: readonly Issue[];
  readonly schema: Answer<SchemaView>;
}) {
  const say = useWords(draftWords);
  const said = useSaid();
  const address = useAddress();
  const more = useMore<ElementLine, ElementsView>(question, view, elementsOf);
  const brief = useBrief(draft, schema.data?.schema, more.rows);
  const filtered = address.query.has('q') || address.query.has('changed');
  if (view.elements.length === 0) {
    return (
      <Empty title={filtered ? say('nothingFound') : say('nothingHere')}>
        {filtered && <Link to={address.with({ q: null, changed: null })}>{say('clear')}</Link>}
      </Empty>
    );
  }
  const columns: Column<ElementLine>[] = [
    {
      id: 'title',
      head: say('name'),
      phone: 'title',
      cell: (line) => (
        <Link
          to={address.with({ element: line.id, do: null })}
          className={line.value === null ? 'struck' : undefined}
        >
          {line.id === '*' ? said(view.title) : line.title}
        </Link>
      ),
    },
    {
      id: 'main',
      head: say('main'),
      phone: 'whole',
      cell: (line) => <span className="soft">{brief(line)}</span>,
    },
    {
      id: 'id',
      head: say('id'),
      phone: 'none',
      cell: (line) => <span className="mono soft">{line.id === '*' ? '' : line.id}</span>,
    },
    ...(draft === undefined
      ? []
      : [
          {
            id: 'mark',
            head: say('mark'),
            className: 'nowrap',
            cell: (line: ElementLine) => (
              <Mark line={line} issues={issues.filter((issue) => issue.element === line.id)} />
            ),
          },
        ]),
  ];
  return (
    <>
      <Table
        name="elements"
        caption={said(view.title)}
        columns={columns}
        rows={more.rows}
        keyOf={(line) => line.id}
        rowClass={(line) => (markOf(line) === undefined ? undefined : 'plan-changed')}
        tall
      />
      {more.problem !== undefined && <ProblemNotice problem={more.problem} />}
      <div className="table-foot">
        <span>{say('found', { n: grouped(String(view.total)) })}</span>
        {more.next !== null && (
          <button type="button" className="button no-print" disabled={more.busy} onClick={more.load}>
            {say('more')}
          </button>
        )}
      </div>
    </>
  );
}

function markOf(line: ElementLine): 'markAdded' | 'markChanged' | 'markRemoved' | undefined {
  if (line.edit === null || line.edit.op === 'restore') return undefined;
  if (line.edit.op === 'remove') return 'markRemoved';
  return line.base === null ? 'markAdded' : 'markChanged';
}

function Mark({ line, issues }: { readonly line: ElementLine; readonly issues: readonly Issue[] }) {
  const say = useWords(draftWords);
  const mark = markOf(line);
  const errors = issues.filter((issue) => issue.severity === 'error').length;
  const hints = issues.length - errors;
  return (
    <>
      {mark !== undefined && <strong>{say(mark)}</strong>}
      {errors > 0 && <span className="tag bad">{say('errors', { n: errors })}</span>}
      {hints > 0 && <span className="tag">{say('hints', { n: hints })}</span>}
    </>
  );
}

/** The fields a row tells of its element: how much, by when, whose. */
const BRIEF = ['kind', 'duty', 'memberships', 'amount', 'to', 'owner', 'lead', 'unit', 'group', 'listed'];

function useBrief(draft: string | undefined, schema: FormSchema | undefined, rows: readonly ElementLine[]) {
  const { language } = useLanguage();
  const fields = schema === undefined ? [] : BRIEF.filter((key) => objectSchema(schema).properties?.[key]);
  const own = (line: ElementLine) => {
    const value = line.value ?? line.base;
    return isMap(value) ? value : {};
  };
  const ids =
    schema === undefined
      ? []
      : [
          ...new Set(
            rows.flatMap((line) =>
              fields.flatMap((key) =>
                referredIds(key, objectSchema(schema).properties![key]!, own(line)[key]),
              ),
            ),
          ),
        ].toSorted();
  const names = useAnswer<NamesView>(
    ids.length === 0
      ? null
      : `/api/plan/names${withQuery('', { draft: draft ?? null, ids: ids.slice(0, 300).join(','), limit: '500' })}`,
  );
  const nameOf = new Map((names.data?.names ?? []).map((name) => [name.id, name.title]));
  return (line: ElementLine): string => {
    if (schema === undefined) return '';
    const value = own(line);
    return fields
      .flatMap((key) => {
        const field = objectSchema(schema).properties![key]!;
        const control = controlOf(key, field).is;
        const text = value[key];
        if (key === 'memberships') {
          const ids = referredIds(key, field, Array.isArray(text) ? text.slice(-1) : undefined);
          return ids.map((id) => nameOf.get(id) ?? id);
        }
        if (text === undefined || text === null || typeof text === 'object') return [];
        if (control === 'choice')
          return language === 'zh' ? [choiceWords(String(text), field.description ?? '')] : [String(text)];
        if (key === 'unit' && control !== 'reference') return [];
        if (key === 'amount')
          return [
            `${grouped(String(text))} ${typeof value.unit === 'string' ? unitWord(value.unit, language) : ''}`.trim(),
          ];
        return [nameOf.get(String(text)) ?? String(text)];
      })
      .join(' · ');
  };
}
