// A field that is filled by choosing: what is typed is searched, what is found is listed, what is chosen is kept by its id and shown by its name.
// Domain-free; the page searches. ARIA 1.2 combobox with a listbox: arrows, Enter, Esc.
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useWords } from './language.tsx';
import './choiceField.css';

export const choiceFieldWords = {
  search: { zh: '输入名称查找', en: 'Type a name to search' },
  none: { zh: '没有找到', en: 'Nothing found' },
  more: { zh: '还有 {n} 个，请多输几个字', en: '{n} more; type more of the name' },
  nextOf: { zh: '再看下一页（还有 {n} 个）', en: 'Next page ({n} more)' },
};

export interface Option {
  readonly id: string;
  readonly title: string;
  readonly note?: string | null;
  /** Told in place of the id, where the id is nothing to a person. */
  readonly code?: string;
}

export interface Found {
  readonly options: readonly Option[];
  readonly more: number;
  /** The next page, where what is found has one: else more has to be typed. */
  readonly next?: () => Promise<Found>;
}

/** The one that is meant by its id, its code or its whole name: of two of one name neither is. */
export function exactOf(options: readonly Option[], text: string): Option | undefined {
  const wanted = text.trim().toLowerCase();
  const byId = options.find(({ id, code }) => id.toLowerCase() === wanted || code?.toLowerCase() === wanted);
  const byName = options.filter(({ title }) => title.toLowerCase() === wanted);
  return byId ?? (byName.length === 1 ? byName[0] : undefined);
}

/** Waits for the typist before it asks. */
const PAUSE_MS = 180;

export function ChoiceField({
  id,
  describedBy,
  value,
  shown,
  search,
  onChoose,
  onType,
  onLeave,
  onPaste,
  required = false,
  fault = '',
  label,
}: {
  readonly id: string;
  readonly describedBy?: string | undefined;
  /** The chosen id; '' when there is none. */
  readonly value: string;
  /** Its name. */
  readonly shown: string;
  readonly search: (text: string) => Promise<Found>;
  readonly onChoose: (option: Option | undefined) => void;
  /** Told of every text that is typed: a field with it keeps a text for which nothing was found. Without it the text is dropped. */
  readonly onType?: (text: string) => void;
  /** Left with a text that is none of what was found. */
  readonly onLeave?: (text: string) => void;
  /** True where the pasted text was taken. */
  readonly onPaste?: (text: string) => boolean;
  readonly required?: boolean;
  /** What is wrong with what stands in it: as long as there is something, the form is not sent. */
  readonly fault?: string;
  /** Where no label element names the field. */
  readonly label?: string;
}) {
  const say = useWords(choiceFieldWords);
  const listId = useId();
  const [typed, setTyped] = useState<string>();
  const [found, setFound] = useState<Found>();
  const [at, setAt] = useState(0);
  const asked = useRef(search);
  asked.current = search;
  useEffect(() => {
    if (typed === undefined) return;
    let current = true;
    const timer = setTimeout(() => {
      asked.current(typed.trim()).then(
        (answer) => {
          if (!current) return;
          setFound(answer);
          setAt(0);
        },
        () => undefined,
      );
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [typed]);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.setCustomValidity(fault), [fault]);
  const isOpen = typed !== undefined && found !== undefined;
  useEffect(() => {
    if (isOpen) document.getElementById(`${listId}-${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [isOpen, listId, at]);
  const close = () => {
    setTyped(undefined);
    setFound(undefined);
  };
  const choose = (option: Option | undefined) => {
    onChoose(option);
    close();
  };
  const leave = () => {
    if (typed === undefined) return;
    const text = typed.trim();
    const exact = exactOf(found?.options ?? [], text);
    if (text === '') choose(undefined);
    else if (exact !== undefined) choose(exact);
    else {
      close();
      onLeave?.(text);
    }
  };
  const turnPage = () => {
    const before = found;
    before?.next?.().then(
      ({ options: rest, ...page }) =>
        setFound((now) => {
          if (now !== before) return now;
          const fresh = rest.filter(({ id }) => before.options.every((one) => one.id !== id));
          return { ...page, options: [...before.options, ...fresh] };
        }),
      () => undefined,
    );
  };
  const press = (event: KeyboardEvent) => {
    const options = found?.options ?? [];
    // The last place is that of the next page.
    const places = options.length + (found?.next === undefined ? 0 : 1);
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (typed === undefined) setTyped('');
      else if (places > 0) setAt((at + (event.key === 'ArrowDown' ? 1 : places - 1)) % places);
    } else if (event.key === 'Enter' && typed !== undefined) {
      event.preventDefault();
      const option = options[at];
      if (option !== undefined) choose(option);
      else if (at === options.length) turnPage();
    } else if (event.key === 'Escape' && typed !== undefined) {
      // Closes the list, not the sheet around it.
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  };
  return (
    <span className="choice-field">
      <input
        ref={input}
        id={id}
        className="input"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && found.options.length > 0 ? `${listId}-${at}` : undefined}
        required={required}
        aria-describedby={describedBy}
        aria-label={label}
        autoComplete="off"
        placeholder={say('search')}
        value={typed ?? (shown || value)}
        title={value}
        onChange={(event) => {
          setTyped(event.target.value);
          onType?.(event.target.value);
        }}
        onFocus={(event) => event.target.select()}
        onBlur={leave}
        onPaste={(event) => {
          if (onPaste?.(event.clipboardData.getData('text')) === true) event.preventDefault();
        }}
        onKeyDown={press}
      />
      {isOpen && (
        <span id={listId} role="listbox" className="choice-list" tabIndex={-1}>
          {found.options.map((option, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's (aria-activedescendant).
            <span
              key={option.id}
              id={`${listId}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(option)}
            >
              {option.title} {option.note ? <span className="soft">{option.note}</span> : null}
              <span className="mono soft push">{option.code ?? option.id}</span>
            </span>
          ))}
          {found.options.length === 0 && <span className="soft">{say('none')}</span>}
          {found.more > 0 && found.next === undefined && (
            <span className="soft small">{say('more', { n: found.more })}</span>
          )}
          {found.next !== undefined && (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's (aria-activedescendant).
            <span
              id={`${listId}-${found.options.length}`}
              role="option"
              tabIndex={-1}
              aria-selected={at === found.options.length}
              onMouseDown={(event) => event.preventDefault()}
              onClick={turnPage}
            >
              {say('nextOf', { n: found.more })}
            </span>
          )}
        </span>
      )}
    </span>
  );
}
