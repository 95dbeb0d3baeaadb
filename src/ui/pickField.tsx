// A field of a form for what has an id that nobody knows by heart: it is looked for by name on the server, page by page, and the form gets the id under the field's name.
// A typed id is taken as it is; a typed name is resolved when only one bears it, else the field says how many there are. Domain-free: `from` answers Choices.
import { useCallback, useEffect, useId, useRef, useState } from 'react';
import { ask } from './answer.tsx';
import { ChoiceField, exactOf, type Found, type Option } from './choiceField.tsx';
import { Field } from './form.tsx';
import { useWords } from './language.tsx';
import './pickField.css';

export const pickFieldWords = {
  several: {
    zh: '“{text}”有 {n} 个，请从列出的里面选一个',
    en: '{n} match “{text}”: choose one of the list',
  },
  none: { zh: '没有找到“{text}”', en: 'Nothing found for “{text}”' },
  notKnown: { zh: '没有找到这一个', en: 'not found' },
  drop: { zh: '去掉 {name}', en: 'Remove {name}' },
};

/** What the server answers to `from?text=`, `?cursor=` and `?ids=` (as many as it knows of them, by id, code or whole name). */
export interface Choices {
  readonly choices: readonly Option[];
  readonly total: { readonly count: number; readonly capped: boolean };
  readonly nextCursor: string | null;
}

interface Picking {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly name: string;
  /** `/api/choices/…`, without a query. */
  readonly from: string;
  readonly required?: boolean | undefined;
  /** Ids that stand in it at first, with commas between where there are several. */
  readonly value?: string | undefined;
}

/** One of them. */
export function PickField({
  value = '',
  onPick,
  ...field
}: Picking & { readonly onPick?: (id: string) => void }) {
  const [picked, pick] = useState<Option>({ id: value, title: '' });
  const [typed, setTyped] = useState<string>();
  const known = useKnown(field.from, value);
  const told = picked.title === '' ? (known.get(picked.id) ?? picked) : picked;
  const take = (option: Option | undefined) => {
    pick(option ?? { id: '', title: '' });
    setTyped(undefined);
    onPick?.(option?.id ?? '');
  };
  const unsure = useUnsure(field.from);
  const hint = unsure.words ?? field.hint;
  return (
    <Field label={field.label} {...(hint === undefined ? {} : { hint })}>
      {(ids) => (
        <span className="pick-field">
          <ChoiceField
            id={ids.id}
            describedBy={ids['aria-describedby']}
            value={typed ?? told.id}
            shown={typed ?? told.title}
            search={(text) => search(field.from, text)}
            required={field.required === true}
            fault={unsure.fault}
            onLeave={(text) => void unsure.resolve(text).then((one) => one && take(one))}
            onType={(text) => {
              unsure.clear();
              setTyped(text);
            }}
            onChoose={(option) => {
              unsure.clear();
              take(option);
            }}
          />
          <input type="hidden" name={field.name} value={(typed ?? told.id).trim()} />
          {typed === undefined && told.title !== '' && (
            <span className="soft small pick-note">
              <span className="mono">{told.code ?? told.id}</span> {told.note}
            </span>
          )}
        </span>
      )}
    </Field>
  );
}

/** Several of them, in the order in which they were chosen; the form gets the ids with commas between. Pasted ids are taken all at once. */
export function PickManyField({ value = '', ...field }: Picking) {
  const [picked, pick] = useState<readonly Option[]>(() => idsIn(value).map((id) => ({ id, title: '' })));
  const [typed, setTyped] = useState('');
  const [round, setRound] = useState(0);
  const say = useWords(pickFieldWords);
  const ids = picked.map(({ id }) => id);
  const known = useKnown(field.from, ids.join(','));
  const add = (...more: readonly Option[]) => {
    setTyped('');
    // The field below begins anew, empty.
    setRound((n) => n + 1);
    pick((before) => [...before, ...more.filter(({ id }) => before.every((one) => one.id !== id))]);
  };
  const listed = [...ids, ...idsIn(typed)];
  const unsure = useUnsure(field.from);
  /** What is known of them by id, code or whole name; the rest stays as it was written, for the server to judge. */
  const addTexts = async (texts: readonly string[]) => {
    const { choices } = await asked(field.from, { ids: texts.join(',') }).catch(() => ({ choices: [] }));
    add(...texts.map((text) => exactOf(choices, text) ?? { id: text, title: '' }));
  };
  const leave = (text: string) => {
    const several = idsIn(text);
    if (several.length > 1) void addTexts(several);
    else void unsure.resolve(text).then((one) => one && add(one));
  };
  const hint = unsure.words ?? field.hint;
  return (
    <Field label={field.label} {...(hint === undefined ? {} : { hint })}>
      {(of) => (
        <span className="pick-field">
          {picked.map((one) => {
            const told = one.title === '' ? (known.get(one.id) ?? one) : one;
            const name = told.title || told.id;
            return (
              <span key={one.id} className="picked">
                {name}{' '}
                <span className="mono soft small">
                  {told.title === '' ? say('notKnown') : (told.code ?? told.id)}
                </span>
                <button
                  type="button"
                  className="button quiet small"
                  aria-label={say('drop', { name })}
                  onClick={() => pick(picked.filter(({ id }) => id !== one.id))}
                >
                  ×
                </button>
              </span>
            );
          })}
          <ChoiceField
            key={round}
            id={of.id}
            describedBy={of['aria-describedby']}
            value={typed}
            shown={typed}
            search={(text) => search(field.from, text)}
            required={field.required === true && picked.length === 0}
            fault={unsure.fault}
            onLeave={leave}
            onPaste={(text) => {
              const pasted = idsIn(text);
              if (pasted.length > 1) void addTexts(pasted);
              return pasted.length > 1;
            }}
            onType={(text) => {
              unsure.clear();
              setTyped(text);
            }}
            onChoose={(option) => {
              unsure.clear();
              setTyped('');
              if (option !== undefined) add(option);
            }}
          />
          <input type="hidden" name={field.name} value={listed.join(',')} />
        </span>
      )}
    </Field>
  );
}

/** Ids may stand with a space between, names may hold one. */
const IDS = /^[\w.-]+( +[\w.-]+)+$/;

function idsIn(text: string): readonly string[] {
  const told = text.trim();
  const parts = told.split(IDS.test(told) ? / +/ : /[\r\n\t,，、;；]+/);
  return [...new Set(parts.map((part) => part.trim()).filter((part) => part !== ''))];
}

const asked = (from: string, query: Readonly<Record<string, string>>): Promise<Choices> =>
  ask<Choices>(`${from}?${new URLSearchParams(query)}`);

async function search(from: string, text: string, cursor = '', before = 0): Promise<Found> {
  const page = await asked(from, { text, cursor });
  const seen = before + page.choices.length;
  const { nextCursor } = page;
  return {
    options: page.choices,
    more: Math.max(page.total.count - seen, 0),
    ...(nextCursor === null ? {} : { next: () => search(from, text, nextCursor, seen) }),
  };
}

/** Names of what is known by id only. */
function useKnown(from: string, ids: string): ReadonlyMap<string, Option> {
  const [known, keep] = useState<ReadonlyMap<string, Option>>(new Map());
  const had = useRef(known);
  had.current = known;
  useEffect(() => {
    const unknown = idsIn(ids).filter((id) => !had.current.has(id));
    if (unknown.length === 0) return;
    let current = true;
    asked(from, { ids: unknown.join(',') }).then(
      ({ choices }) => {
        if (current) keep(new Map([...had.current, ...choices.map((one) => [one.id, one] as const)]));
      },
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [from, ids]);
  return known;
}

/** A text that was left in the field without choosing: the one it means, or words on how many it may mean. */
function useUnsure(from: string) {
  const say = useWords(pickFieldWords);
  const [words, setWords] = useState<string>();
  const [fault, setFault] = useState('');
  const round = useRef(useId());
  const clear = useCallback(() => {
    round.current += '.';
    setWords(undefined);
    setFault('');
  }, []);
  const resolve = async (text: string): Promise<Option | undefined> => {
    const mine = round.current;
    try {
      const { choices, total } = await asked(from, { text });
      if (round.current !== mine) return undefined;
      const exact = exactOf(choices, text) ?? (total.count === 1 ? choices[0] : undefined);
      if (exact === undefined) {
        const said = total.count === 0 ? say('none', { text }) : say('several', { text, n: total.count });
        setWords(said);
        // What is found nowhere may be an id out of this account's sight: the server judges it.
        setFault(total.count === 0 ? '' : said);
      }
      return exact;
    } catch {
      return undefined;
    }
  };
  return { words, fault, clear, resolve };
}
