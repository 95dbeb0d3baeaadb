// Two people changed one element: who, when, and what differs, side by side. The reader chooses field by field; the choice is saved on top of the
// other's edit, so that nothing is overwritten unseen.
import { useState } from 'react';
import type { Json, JsonObject } from '../../kernel/json.ts';
import type { ProblemBody } from '../../ui/answer.tsx';
import { instantText } from '../../ui/figures.ts';
import { useLanguage, useWords } from '../../ui/language.tsx';
import { elementWords } from './draftWords.tsx';
import { useShown } from './formContext.tsx';
import { type FormSchema, finished, isMap, objectSchema, sameValue, titleOf } from './formSchema.ts';

export interface ClashWith {
  readonly fact: string | null;
  readonly op: 'put' | 'remove' | 'restore';
  readonly value: Json | null;
  readonly by: string;
  readonly at: string;
}

/** The other's edit, where the server refused because of one. */
export function clashOf(problem: ProblemBody | undefined): ClashWith | undefined {
  if (problem?.code !== 'element_changed_meanwhile') return undefined;
  const { elements = [] } = (problem.data ?? {}) as { readonly elements?: readonly ClashWith[] };
  return elements[0]?.fact == null ? undefined : elements[0];
}

const WHAT = { put: 'clashPut', remove: 'clashRemove', restore: 'clashRestore' } as const;

export function Clash({
  clash,
  who,
  schema,
  mine,
  base,
  busy,
  onSave,
  onTakeTheirs,
}: {
  readonly clash: ClashWith;
  /** The other, by title. */
  readonly who: string;
  readonly schema: FormSchema;
  readonly mine: Json;
  readonly base: Json | null;
  readonly busy: boolean;
  readonly onSave: (chosen: Json) => void;
  readonly onTakeTheirs: () => void;
}) {
  const say = useWords(elementWords);
  const { language } = useLanguage();
  const shown = useShown();
  const theirs = finished(
    '',
    schema,
    (clash.op === 'put' ? clash.value : clash.op === 'restore' ? base : undefined) ?? undefined,
  );
  const [taken, setTaken] = useState<ReadonlySet<string>>(new Set());
  const fields = isMap(mine) && isMap(theirs) ? differing(mine, theirs) : [];
  const properties = objectSchema(schema).properties ?? {};
  const merged = (): Json => {
    if (!isMap(mine) || !isMap(theirs)) return mine;
    const kept = Object.entries(mine).filter(([key]) => !taken.has(key));
    return Object.fromEntries([...kept, ...Object.entries(theirs).filter(([key]) => taken.has(key))]);
  };
  const choose = (field: string, isTheirs: boolean) => {
    const next = new Set(taken);
    if (isTheirs) next.add(field);
    else next.delete(field);
    setTaken(next);
  };
  return (
    <div className="stack">
      <div className="notice bad" role="alert">
        <p>
          <strong>{say('clash')}</strong>
        </p>
        <p>{say('clashBy', { who, at: instantText(clash.at), what: say(WHAT[clash.op]) })}</p>
      </div>
      {fields.length > 0 && (
        <>
          <p>{say('clashChoose')}</p>
          <div className="table-box">
            <table data-table="clash" className="clash">
              <thead>
                <tr>
                  <th scope="col">{say('field')}</th>
                  <th scope="col">{say('mine')}</th>
                  <th scope="col">{say('theirs')}</th>
                </tr>
              </thead>
              <tbody>
                {fields.map((field) => (
                  <tr key={field}>
                    <th scope="row">{titleOf(field, properties[field], language)}</th>
                    {[false, true].map((isTheirs) => (
                      <td key={String(isTheirs)}>
                        <label className="check">
                          <input
                            type="radio"
                            name={`clash-${field}`}
                            checked={taken.has(field) === isTheirs}
                            onChange={() => choose(field, isTheirs)}
                          />
                          {shown(
                            field,
                            properties[field],
                            (isTheirs ? theirs : mine) === undefined
                              ? undefined
                              : ((isTheirs ? theirs : mine) as JsonObject)[field],
                          ) || say('nothing')}
                        </label>
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      {fields.length === 0 && theirs !== undefined && sameValue(mine, theirs) && <p>{say('same')}</p>}
      <div className="row">
        <button
          type="button"
          className="button main"
          disabled={busy}
          onClick={() => {
            const chosen = merged();
            if (theirs !== undefined && sameValue(chosen, theirs)) onTakeTheirs();
            else onSave(chosen);
          }}
        >
          {say('saveChosen')}
        </button>
        <button type="button" className="button" onClick={onTakeTheirs}>
          {say('takeTheirs')}
        </button>
      </div>
    </div>
  );
}

function differing(mine: JsonObject, theirs: JsonObject): readonly string[] {
  return [...new Set([...Object.keys(mine), ...Object.keys(theirs)])].filter(
    (field) => !sameValue(mine[field], theirs[field]),
  );
}
