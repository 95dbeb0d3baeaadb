// One plan element in a sheet with its own address. What is typed is kept on the machine until it is saved to the draft; a save says what it was
// based on, so that of two people the second is told, sees both values and chooses.
import { useMemo, useState } from 'react';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { ask, forgetAnswers, type Recorded, useAnswer, useBrowser, useCommand } from '../../ui/answer.tsx';
import { instantText } from '../../ui/figures.ts';
import { useSaid, useWords } from '../../ui/language.tsx';
import { withQuery } from '../../ui/route.ts';
import { useSession } from '../../ui/session.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { Answered, Empty, ProblemNotice } from '../../ui/states.tsx';
import type { DraftView, ElementLine, ElementsView, Issue, NamesView, SchemaView } from './draftViews.tsx';
import { draftWords, elementWords } from './draftWords.tsx';
import { Clash, clashOf } from './elementClash.tsx';
import { FormField, ObjectFields } from './elementForm.tsx';
import { Findings, type FormContext, FormContextProvider } from './formContext.tsx';
import { controlOf, type FormSchema, finished, isMap, referredIds, sameValue } from './formSchema.ts';
import { proposedBases, staleBases, unfoundedFields } from './newBases.ts';
import { NewBasis } from './newBasis.tsx';

export interface SheetDone {
  readonly onClose: () => void;
  /** Without a record: somebody else's is taken as it is. */
  readonly onDone: (recorded: Recorded | undefined) => void;
}

interface Shown extends SheetDone {
  readonly draft: string | undefined;
  readonly section: string;
  /** Undefined: a new one. */
  readonly element: string | undefined;
  readonly editable: boolean;
  readonly issues: readonly Issue[];
  readonly people?: Readonly<Record<string, string>>;
  /** It was saved a moment ago and is not sound. */
  readonly unsound?: boolean;
  /** Saved with errors: the sheet stays, the errors beside their fields. */
  readonly onUnsound?: (recorded: Recorded, element: string) => void;
}

async function hasErrors(draft: string, section: string, element: string): Promise<boolean> {
  try {
    const { issues } = await ask<DraftView>(`/api/plan/drafts/${encodeURIComponent(draft)}`);
    return issues.some(
      (issue) => issue.severity === 'error' && issue.section === section && issue.element === element,
    );
  } catch {
    // It is saved; the page that it goes back to tells what the check found.
    return false;
  }
}

export function ElementSheet(shown: Shown) {
  const { draft, section, element, onClose } = shown;
  const say = useWords(elementWords);
  const sayDraft = useWords(draftWords);
  const said = useSaid();
  const schema = useAnswer<SchemaView>(`/api/plan/schema/${encodeURIComponent(section)}`);
  const asked = withQuery('', { draft: draft ?? null, element: element ?? null, limit: '1' });
  const line = useAnswer<ElementsView>(
    element === undefined ? null : `/api/plan/elements/${encodeURIComponent(section)}${asked}`,
  );
  const found = line.data?.elements[0];
  const title =
    element === undefined
      ? sayDraft('addTo', { section: schema.data === undefined ? '' : said(schema.data.title) })
      : found === undefined || found.title === '*'
        ? schema.data === undefined
          ? ''
          : said(schema.data.title)
        : found.title;
  return (
    <Sheet title={title} wide onClose={onClose}>
      <Answered answer={schema} bars={10}>
        {(view) =>
          element === undefined ? (
            <ElementEditor key="new" {...shown} view={view} line={undefined} />
          ) : (
            <Answered answer={line} bars={10}>
              {(lines) =>
                lines.elements[0] === undefined ? (
                  <Empty title={say('unknown')} />
                ) : (
                  <ElementEditor
                    key={lines.elements[0].edit?.fact ?? ''}
                    {...shown}
                    view={view}
                    line={lines.elements[0]}
                  />
                )
              }
            </Answered>
          )
        }
      </Answered>
    </Sheet>
  );
}

/** What was typed and not saved: on this machine, by account, draft and element. */
interface Kept {
  readonly value: Json;
  readonly basedOn: string | null;
}

function useKept(key: string | undefined) {
  return useMemo(
    () => ({
      read(): Kept | undefined {
        if (key === undefined) return undefined;
        try {
          const text = localStorage.getItem(key);
          return text === null ? undefined : (JSON.parse(text) as Kept);
        } catch {
          return undefined;
        }
      },
      write(kept: Kept) {
        if (key === undefined) return;
        try {
          localStorage.setItem(key, JSON.stringify(kept));
        } catch {
          // A browser that keeps nothing still edits.
        }
      },
      drop() {
        if (key === undefined) return;
        try {
          localStorage.removeItem(key);
        } catch {
          // Nothing was kept.
        }
      },
    }),
    [key],
  );
}

function ElementEditor({
  draft,
  section,
  element,
  editable,
  issues,
  view,
  line,
  people = {},
  unsound = false,
  onDone,
  onUnsound,
}: Shown & { readonly view: SchemaView; readonly line: ElementLine | undefined }) {
  const say = useWords(elementWords);
  const { session } = useSession();
  const { newId } = useBrowser();
  const fact = line?.edit?.fact ?? null;
  const readOnly = !editable || draft === undefined;
  const kept = useKept(
    readOnly || session === undefined
      ? undefined
      : `luodi.plan.${session.account}.${draft}.${section}.${element ?? '+'}`,
  );
  const start = line?.value ?? (element === undefined ? { id: `${newId().slice(-8).toLowerCase()}` } : {});
  const [before] = useState(() => kept.read());
  const isFound = before !== undefined && !sameValue(before.value, start);
  const [value, setValue] = useState<Json>(isFound ? before.value : start);
  const [basedOn, setBasedOn] = useState(isFound ? before.basedOn : fact);
  const [wasFound, setFound] = useState(isFound);
  const [asking, setAsking] = useState(false);
  const [told, setTold] = useState(false);
  const [why, setWhy] = useState('');
  /** Changed fields whose provenance is to be said anew; asked at saving. */
  const [rebased, setRebased] = useState<readonly string[]>([]);
  const [bare, setBare] = useState<readonly string[]>([]);
  const command = useCommand(`/api/plan/drafts/${encodeURIComponent(draft ?? '')}/elements`);
  const isRemoved = line !== undefined && line.value === null;
  const isChanged = line?.edit != null && line.edit.op !== 'restore';
  const change = (next: Json) => {
    setValue(next);
    setTold(false);
    kept.write({ value: next, basedOn });
  };
  /** True when a changed field still rests on what its old value rested on: then it is asked for instead of saved. */
  const mustSayBasis = (done: Json | undefined, given: Json | undefined): boolean => {
    if (!isMap(done) || !isMap(given) || line === undefined) return false;
    const stale = staleBases(done, finished('', view.schema, line.base ?? undefined)).filter(
      (field) => !rebased.includes(field),
    );
    if (stale.length > 0) {
      setRebased([...rebased, ...stale]);
      change(proposedBases(given, stale, why));
      return true;
    }
    const unfounded = unfoundedFields(done, rebased);
    setBare(unfounded);
    return unfounded.length > 0;
  };
  const send = async (op: 'put' | 'remove' | 'restore', given?: Json, on: string | null = basedOn) => {
    const done = given === undefined ? undefined : (finished('', view.schema, given) ?? {});
    const id = element ?? String((done as JsonObject | undefined)?.id ?? '');
    if (
      op === 'put' &&
      line !== undefined &&
      on === fact &&
      sameValue(done, finished('', view.schema, line.value ?? undefined))
    ) {
      kept.drop();
      setTold(true);
      return;
    }
    // Of a clash chosen through it was asked before.
    if (op === 'put' && on === basedOn && mustSayBasis(done, given)) return;
    const recorded = await command.send({
      edits: [{ section, element: id, op, basedOn: on, ...(op === 'put' ? { value: done } : {}) }],
      ...(why.trim().length > 1 ? { reason: why.trim() } : {}),
    });
    if (recorded === undefined) return;
    kept.drop();
    // Saved, whatever the check says of it; but who saved it must see at once what is not sound.
    if (op === 'put' && (await hasErrors(draft ?? '', section, id))) onUnsound?.(recorded, id);
    else onDone(recorded);
  };
  const clash = clashOf(command.problem);
  const names = useNames(draft, view.schema, value, line?.base);
  const form: FormContext = {
    draft,
    readOnly: readOnly || isRemoved,
    names: names.known,
    named: names.add,
    issues: byField(issues, view.listed),
    isNew: element === undefined,
    marks: line !== undefined && draft !== undefined && line.base !== null,
  };
  if (clash !== undefined) {
    return (
      <FormContextProvider value={form}>
        <Clash
          clash={clash}
          who={people[clash.by] ?? clash.by}
          schema={view.schema}
          mine={finished('', view.schema, value) ?? {}}
          base={line?.base ?? null}
          busy={command.busy}
          onSave={(chosen) => {
            setBasedOn(clash.fact);
            setValue(chosen);
            kept.write({ value: chosen, basedOn: clash.fact });
            void send('put', chosen, clash.fact);
          }}
          onTakeTheirs={() => {
            kept.drop();
            forgetAnswers();
            onDone(undefined);
          }}
        />
      </FormContextProvider>
    );
  }
  const own = issues.filter((issue) => issue.severity === 'error').length;
  const isWhole = controlOf('', view.schema).is !== 'object';
  return (
    <FormContextProvider value={form}>
      <form
        className="form plan-form"
        onSubmit={(event) => {
          event.preventDefault();
          void send('put', value);
        }}
      >
        {wasFound && (
          <div className="notice" role="status">
            <p>{say('found')}</p>
            <p>
              <button
                type="button"
                className="button"
                onClick={() => {
                  kept.drop();
                  setFound(false);
                  setValue(start);
                  setBasedOn(fact);
                }}
              >
                {say('discard')}
              </button>
            </p>
          </div>
        )}
        {isRemoved && <p className="notice">{say('removed')}</p>}
        {own > 0 && (
          <p className="notice bad" role={unsound ? 'alert' : undefined}>
            {say(unsound ? 'savedInvalid' : 'invalid', { n: own })}
          </p>
        )}
        <div className="hint">
          <Findings issues={form.issues.get('') ?? []} />
        </div>
        {isWhole ? (
          <FormField
            name=""
            schema={view.schema}
            value={isRemoved ? (line.base ?? undefined) : value}
            base={line?.base ?? undefined}
            path={[]}
            onChange={(next) => change(next ?? [])}
          />
        ) : (
          <div className="plan-grid">
            <ObjectFields
              schema={view.schema}
              value={isRemoved ? (line.base ?? undefined) : value}
              base={line?.base ?? undefined}
              path={[]}
              onChange={(next) => change(next ?? {})}
            />
          </div>
        )}
        {rebased.length > 0 && isMap(value) && (
          <NewBasis
            fields={rebased}
            bare={bare}
            schema={view.schema}
            value={value}
            base={line?.base ?? undefined}
            onChange={change}
          />
        )}
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        {told && <p className="notice">{say('nothingChanged')}</p>}
        {!readOnly && (
          <div className="plan-acts">
            {!isRemoved && (
              <label className="field">
                <span className="hint">{say('why')}</span>
                <input
                  className="input"
                  maxLength={500}
                  autoComplete="off"
                  value={why}
                  onChange={(event) => setWhy(event.target.value)}
                />
              </label>
            )}
            {asking ? (
              <div className="notice" role="alert">
                <p>{say('removeSure', { title: line?.title ?? '' })}</p>
                <p className="row">
                  <button
                    type="button"
                    className="button main"
                    disabled={command.busy}
                    onClick={() => void send('remove')}
                  >
                    {say('removeYes')}
                  </button>
                  <button type="button" className="button" onClick={() => setAsking(false)}>
                    {say('cancel')}
                  </button>
                </p>
              </div>
            ) : (
              <div className="row">
                {!isRemoved && (
                  <button
                    type="submit"
                    className="button main"
                    disabled={command.busy}
                    aria-busy={command.busy}
                  >
                    {say('save')}
                  </button>
                )}
                {isChanged && (
                  <button
                    type="button"
                    className="button"
                    disabled={command.busy}
                    onClick={() => void send('restore')}
                  >
                    {say('restore')}
                  </button>
                )}
                {line !== undefined && view.listed && !isRemoved && (
                  <button type="button" className="button quiet push" onClick={() => setAsking(true)}>
                    {say('remove')}
                  </button>
                )}
              </div>
            )}
          </div>
        )}
        {isChanged && line?.edit != null && (
          <p className="hint">
            {people[line.edit.editedBy] ?? line.edit.editedBy} {instantText(line.edit.editedAt)}{' '}
            {line.edit.reason ?? ''} {line.edit.source ?? ''}
          </p>
        )}
      </form>
    </FormContextProvider>
  );
}

/** Findings by the path inside the element; a list's element stands two steps down, `targets.3`. */
function byField(issues: readonly Issue[], listed: boolean): ReadonlyMap<string, readonly Issue[]> {
  const found = new Map<string, Issue[]>();
  for (const issue of issues) {
    const path = issue.path
      .split('.')
      .slice(listed ? 2 : 1)
      .join('.');
    found.set(path, [...(found.get(path) ?? []), issue]);
  }
  return found;
}

function useNames(draft: string | undefined, schema: FormSchema, value: Json, base: Json | null | undefined) {
  const [added, setAdded] = useState<ReadonlyMap<string, string>>(new Map());
  // Asked once for what stood in it when it was opened; what is chosen later brings its name along.
  const [ids] = useState(() =>
    [
      ...new Set([...referredIds('', schema, value), ...referredIds('', schema, base ?? undefined)]),
    ].toSorted(),
  );
  const answer = useAnswer<NamesView>(
    ids.length === 0
      ? null
      : `/api/plan/names${withQuery('', { draft: draft ?? null, ids: ids.slice(0, 300).join(','), limit: '500' })}`,
  );
  const known = useMemo(() => {
    const names = new Map<string, string>();
    for (const name of answer.data?.names ?? []) if (!names.has(name.id)) names.set(name.id, name.title);
    for (const [id, title] of added) names.set(id, title);
    return names;
  }, [answer.data, added]);
  return { known, add: (id: string, title: string) => setAdded((before) => new Map(before).set(id, title)) };
}
