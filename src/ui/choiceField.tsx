// A field that is filled by choosing: what is typed is searched, what is found is listed, what is chosen is kept by its id and shown by its name.
// Domain-free; the page searches. ARIA 1.2 combobox with a listbox: arrows, Enter, Esc.
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useWords } from './language.tsx';
import './choiceField.css';

export const choiceFieldWords = {
  search: { zh: '输入名称查找', en: 'Type a name to search' },
  none: { zh: '没有找到', en: 'Nothing found' },
  more: { zh: '还有 {n} 个，请多输几个字', en: '{n} more; type more of the name' },
};

export interface Option {
  readonly id: string;
  readonly title: string;
  readonly note?: string | null;
}

export interface Found {
  readonly options: readonly Option[];
  readonly more: number;
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
    const exact = found?.options.find((option) => option.id === text || option.title === text);
    if (text === '') choose(undefined);
    else if (exact !== undefined) choose(exact);
    else close();
  };
  const press = (event: KeyboardEvent) => {
    const options = found?.options ?? [];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (typed === undefined) setTyped('');
      else if (options.length > 0)
        setAt((at + (event.key === 'ArrowDown' ? 1 : options.length - 1)) % options.length);
    } else if (event.key === 'Enter' && typed !== undefined) {
      event.preventDefault();
      const option = options[at];
      if (option !== undefined) choose(option);
    } else if (event.key === 'Escape' && typed !== undefined) {
      // Closes the list, not the sheet around it.
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  };
  const isOpen = typed !== undefined && found !== undefined;
  return (
    <span className="choice-field">
      <input
        id={id}
        className="input"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && found.options.length > 0 ? `${listId}-${at}` : undefined}
        aria-describedby={describedBy}
        aria-label={label}
        autoComplete="off"
        placeholder={say('search')}
        value={typed ?? (shown || value)}
        title={value}
        onChange={(event) => setTyped(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={leave}
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
              <span className="mono soft push">{option.id}</span>
            </span>
          ))}
          {found.options.length === 0 && <span className="soft">{say('none')}</span>}
          {found.more > 0 && <span className="soft small">{say('more', { n: found.more })}</span>}
        </span>
      )}
    </span>
  );
}
