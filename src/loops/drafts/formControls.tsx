// The controls of one field: text, number, day, choice, what names another element, lists of such.
import { ask } from '../../ui/answer.tsx';
import { ChoiceField, type Found } from '../../ui/choiceField.tsx';
import { DateInput } from '../../ui/dateField.tsx';
import { useLanguage, useWords } from '../../ui/language.tsx';
import { withQuery } from '../../ui/route.ts';
import type { NamesView } from './draftViews.tsx';
import { elementWords } from './draftWords.tsx';
import { type FieldProps, Frame, useForm, useTitle } from './formContext.tsx';
import {
  choiceWords,
  controlOf,
  type FormSchema,
  plainNumber,
  variantStart,
  variantTitle,
} from './formSchema.ts';

export function Single(props: FieldProps) {
  const { name, schema, value, onChange, path } = props;
  const say = useWords(elementWords);
  const { readOnly, isNew } = useForm();
  const { language } = useLanguage();
  const control = controlOf(name, schema);
  const text = value === undefined || value === null ? '' : String(value);
  const set = (next: string) => onChange(next === '' ? undefined : next);
  const isFixed = readOnly || (path.length === 1 && name === 'id' && !isNew);
  return (
    <Frame {...props}>
      {(ids) => {
        if (control.is === 'yesNo') {
          const chosen = value === undefined ? schema.default : value;
          return (
            <input
              type="checkbox"
              className="yes-no"
              {...ids}
              checked={chosen === true}
              disabled={isFixed}
              onChange={(event) => onChange(event.target.checked)}
            />
          );
        }
        if (control.is === 'choice') {
          return (
            <select
              className="input"
              {...ids}
              value={text}
              disabled={isFixed}
              onChange={(event) => set(event.target.value)}
            >
              <option value="">{say('nothing')}</option>
              {control.values.map((each) => (
                <option key={each} value={each}>
                  {language === 'zh' ? choiceWords(each, schema.description ?? '') : each}
                </option>
              ))}
            </select>
          );
        }
        if (control.is === 'reference' && !isFixed) return <Reference {...props} ids={ids} of={control.of} />;
        if (control.is === 'text' && control.long) {
          return (
            <textarea
              className="input"
              rows={3}
              {...ids}
              value={text}
              disabled={isFixed}
              onChange={(event) => set(event.target.value)}
            />
          );
        }
        return (
          <Input ids={ids} control={control.is} text={text} disabled={isFixed} schema={schema} set={set} />
        );
      }}
    </Frame>
  );
}

function Input({
  ids,
  control,
  text,
  disabled,
  schema,
  set,
}: {
  readonly ids: object;
  readonly control: string;
  readonly text: string;
  readonly disabled: boolean;
  readonly schema: FormSchema;
  readonly set: (text: string) => void;
}) {
  const form = useForm();
  const isNumber = control === 'integer' || control === 'decimal';
  if (control === 'date') return <DateInput {...ids} value={text} disabled={disabled} onText={set} />;
  const shown = control === 'reference' ? (form.names.get(text) ?? text) : text;
  return (
    <input
      className={isNumber ? 'input num' : 'input'}
      type="text"
      inputMode={control === 'integer' ? 'numeric' : isNumber ? 'decimal' : undefined}
      maxLength={schema.maxLength}
      autoComplete="off"
      {...ids}
      value={shown}
      disabled={disabled}
      onChange={(event) => set(isNumber ? plainNumber(event.target.value) : event.target.value)}
    />
  );
}

function useSearch(of: readonly string[]): (text: string) => Promise<Found> {
  const { draft } = useForm();
  return async (text) => {
    const view = await ask<NamesView>(
      `/api/plan/names${withQuery('', { draft: draft ?? null, of: of.join(','), q: text })}`,
    );
    return { options: view.names, more: view.more };
  };
}

function Reference({
  value,
  onChange,
  ids,
  of,
}: FieldProps & {
  readonly ids: { readonly id: string; readonly 'aria-describedby': string };
  readonly of: readonly string[];
}) {
  const form = useForm();
  const search = useSearch(of);
  const id = typeof value === 'string' ? value : '';
  return (
    <ChoiceField
      id={ids.id}
      describedBy={ids['aria-describedby']}
      value={id}
      shown={form.names.get(id) ?? ''}
      search={search}
      onChoose={(option) => {
        if (option !== undefined) form.named(option.id, option.title);
        onChange(option?.id);
      }}
    />
  );
}

export function ReferenceList(props: FieldProps & { readonly of: readonly string[] }) {
  const { value, onChange, of, name, schema } = props;
  const say = useWords(elementWords);
  const form = useForm();
  const search = useSearch(of);
  const ids = (Array.isArray(value) ? value : []).map(String);
  const title = useTitle(name, schema);
  return (
    <Frame {...props}>
      {(own) => (
        <div className="chosen">
          {ids.map((id) => (
            <span key={id} className="chip" title={id}>
              {form.names.get(id) ?? id}
              {!form.readOnly && (
                <button
                  type="button"
                  aria-label={`${say('removeRow')} ${form.names.get(id) ?? id}`}
                  onClick={() => onChange(ids.filter((each) => each !== id))}
                >
                  ×
                </button>
              )}
            </span>
          ))}
          {form.readOnly ? (
            <span {...own}>{ids.length === 0 ? say('nothing') : ''}</span>
          ) : (
            <ChoiceField
              id={own.id}
              describedBy={own['aria-describedby']}
              label={title}
              value=""
              shown=""
              search={search}
              onChoose={(option) => {
                if (option === undefined || ids.includes(option.id)) return;
                form.named(option.id, option.title);
                onChange([...ids, option.id]);
              }}
            />
          )}
        </div>
      )}
    </Frame>
  );
}

export function CheckList(
  props: FieldProps & { readonly item: FormSchema; readonly values: readonly string[] },
) {
  const { value, onChange, item, values } = props;
  const form = useForm();
  const { language } = useLanguage();
  const chosen = (Array.isArray(value) ? value : []).map(String);
  const isOn = (each: string) => chosen.includes(each);
  return (
    <Frame {...props}>
      {(ids) => (
        // biome-ignore lint/a11y/useSemanticElements: the label above names the group.
        <div {...ids} role="group" className="row">
          {values.map((each) => (
            <label key={each} className="check">
              <input
                type="checkbox"
                checked={isOn(each)}
                disabled={form.readOnly}
                onChange={() => onChange(values.filter((one) => (one === each ? !isOn(one) : isOn(one))))}
              />
              {language === 'zh' ? choiceWords(each, item.description ?? '') : each}
            </label>
          ))}
        </div>
      )}
    </Frame>
  );
}

/** Short texts: one a line. What is empty is left out when it is saved. */
export function LineList(props: FieldProps) {
  const { value, onChange } = props;
  const say = useWords(elementWords);
  const form = useForm();
  const lines = (Array.isArray(value) ? value : []).map(String);
  return (
    <Frame {...props}>
      {(ids) => (
        <textarea
          className="input"
          rows={Math.min(8, Math.max(2, lines.length + 1))}
          placeholder={say('lines')}
          {...ids}
          value={lines.join('\n')}
          disabled={form.readOnly}
          onChange={(event) =>
            onChange(event.target.value === '' ? undefined : event.target.value.split('\n'))
          }
        />
      )}
    </Frame>
  );
}

export function VariantChoice({
  name,
  schema,
  variants,
  at,
  onChange,
}: FieldProps & { readonly variants: readonly FormSchema[]; readonly at: number }) {
  const say = useWords(elementWords);
  const { readOnly } = useForm();
  const { language } = useLanguage();
  const title = useTitle(name, schema);
  const label = (variant: FormSchema, index: number) =>
    language === 'zh'
      ? variantTitle(variant, schema)
      : String(variant.const ?? variant.properties?.kind?.const ?? variant.type ?? index);
  return (
    <select
      className="input"
      aria-label={title}
      value={at}
      disabled={readOnly}
      onChange={(event) => {
        const chosen = variants[Number(event.target.value)];
        onChange(chosen === undefined ? undefined : variantStart(chosen));
      }}
    >
      <option value={-1}>{say('nothing')}</option>
      {variants.map((variant, index) => (
        <option key={label(variant, index)} value={index}>
          {label(variant, index)}
        </option>
      ))}
    </select>
  );
}
