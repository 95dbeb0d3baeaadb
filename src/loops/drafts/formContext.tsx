// What every field of a plan element's form shares: the draft, the names of ids, what the check found, and the frame around a field.
import { createContext, type ReactNode, useContext, useId } from 'react';
import type { Json } from '../../kernel/json.ts';
import { useLanguage, useWords } from '../../ui/language.tsx';
import type { Issue } from './draftViews.tsx';
import { elementWords } from './draftWords.tsx';
import {
  choiceWords,
  type FormSchema,
  helpOf,
  isMap,
  itemSchema,
  objectSchema,
  sameValue,
  titleOf,
} from './formSchema.ts';

export type Path = readonly (string | number)[];

export interface FormContext {
  readonly draft: string | undefined;
  readonly readOnly: boolean;
  /** Names of what the element refers to, by id. */
  readonly names: ReadonlyMap<string, string>;
  readonly named: (id: string, title: string) => void;
  /** By the path inside the element, `splits.0.unit`; '' for the element as a whole. */
  readonly issues: ReadonlyMap<string, readonly Issue[]>;
  /** The element is new: its id can still be chosen. */
  readonly isNew: boolean;
  /** Compare against a base: nothing is marked in what is new as a whole. */
  readonly marks: boolean;
}

/** What the fields and values around a field are called, for its help. */
export const Terms = createContext<ReadonlyMap<string, string>>(new Map());

const Context = createContext<FormContext | undefined>(undefined);

export const FormContextProvider = Context.Provider;

export function useForm(): FormContext {
  const form = useContext(Context);
  if (form === undefined) throw new Error('FormContextProvider is missing');
  return form;
}

export interface FieldProps {
  readonly name: string;
  readonly schema: FormSchema;
  readonly value: Json | undefined;
  readonly base: Json | undefined;
  readonly path: Path;
  readonly onChange: (value: Json | undefined) => void;
  readonly required?: boolean;
  /** In a row of a list: short labels, no help. */
  readonly inRow?: boolean;
}

export function useTitle(name: string, schema: FormSchema, inRow = false): string {
  const { language } = useLanguage();
  return titleOf(name, schema, language, inRow);
}

/** Help in the page's words; descriptions are Chinese only, and an English reader gets them as they stand. */
function useHelp(): (name: string, schema: FormSchema) => string | undefined {
  const { language } = useLanguage();
  const terms = useContext(Terms);
  return (name, schema) => (language === 'en' ? schema.description : helpOf(name, schema, terms));
}

/** The label, the field, what it was before, what helps, what is wrong. */
export function Frame({
  name,
  schema,
  value,
  base,
  path,
  required = false,
  inRow = false,
  children,
}: Omit<FieldProps, 'onChange'> & {
  readonly children: (ids: { readonly id: string; readonly 'aria-describedby': string }) => ReactNode;
}) {
  const say = useWords(elementWords);
  const { marks, issues } = useForm();
  const id = useId();
  const title = useTitle(name, schema, inRow);
  const changed = marks && !sameValue(value, base);
  const helpFor = useHelp();
  const help = inRow ? undefined : helpFor(name, schema);
  const own = issues.get(path.join('.')) ?? [];
  return (
    <div className={`field plan-field${changed ? ' changed' : ''}`} data-field={path.join('.')}>
      <label htmlFor={id}>
        {title}
        {required && <span className="wanted">{say('required')}</span>}
        {changed && <span className="tag">{say('changed')}</span>}
      </label>
      {children({ id, 'aria-describedby': `${id}hint` })}
      <div id={`${id}hint`} className="hint">
        {changed && <Was name={name} schema={schema} base={base} />}
        {help !== undefined && <p>{help}</p>}
        <Findings issues={own} />
      </div>
    </div>
  );
}

function Was({ name, schema, base }: Pick<FieldProps, 'name' | 'schema' | 'base'>) {
  const say = useWords(elementWords);
  const shown = useShown();
  const text = shown(name, schema, base);
  return <p className="was">{text === '' ? say('wasNone') : say('was', { value: text })}</p>;
}

/** A value in one line, names for ids. */
export function useShown(): (
  name: string,
  schema: FormSchema | undefined,
  value: Json | undefined,
) => string {
  const form = useContext(Context);
  const { language } = useLanguage();
  return function shown(name, schema, value): string {
    if (value === undefined || value === null || value === '') return '';
    if (typeof value === 'boolean') return language === 'zh' ? (value ? '是' : '否') : value ? 'yes' : 'no';
    if (Array.isArray(value)) {
      const { items } = schema ?? {};
      return value
        .map((each: Json) => shown(name, items === undefined ? undefined : itemSchema(schema!, items), each))
        .join(language === 'zh' ? '、' : ', ');
    }
    if (isMap(value)) {
      return Object.entries(value)
        .map(([key, inner]) => shown(key, schema && objectSchema(schema).properties?.[key], inner))
        .filter((text) => text !== '')
        .join(' ');
    }
    const text = String(value);
    if (schema?.enum !== undefined && language === 'zh') return choiceWords(text, schema.description ?? '');
    return form?.names.get(text) ?? text;
  };
}

export function Findings({ issues }: { readonly issues: readonly Issue[] }) {
  const say = useWords(draftFix);
  return issues.map((issue) => (
    <p key={`${issue.code} ${issue.path}`} className={issue.severity === 'error' ? 'found bad' : 'found'}>
      {issue.shown.message}
      {issue.fix !== '' && <span className="soft"> {say('fix', { fix: issue.shown.fix })}</span>}
    </p>
  ));
}

const draftFix = { fix: { zh: '怎么改：{fix}', en: 'What to do: {fix}' } };

export function Group({
  name,
  schema,
  value,
  base,
  path,
  required,
  children,
}: FieldProps & { readonly children: ReactNode }) {
  const say = useWords(elementWords);
  const { marks, issues } = useForm();
  const title = useTitle(name, schema);
  const changed = marks && !sameValue(value, base);
  const help = useHelp()(name, schema);
  const own = issues.get(path.join('.')) ?? [];
  return (
    <fieldset className={`plan-group${changed ? ' changed' : ''}`} data-field={path.join('.')}>
      <legend>
        {title}
        {required && <span className="wanted">{say('required')}</span>}
        {changed && <span className="tag">{say('changed')}</span>}
      </legend>
      {help !== undefined && <p className="hint">{help}</p>}
      <div className="hint">
        <Findings issues={own} />
      </div>
      {children}
    </fieldset>
  );
}
