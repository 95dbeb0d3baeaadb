// The form of one plan element, made from its section's JSON Schema. It knows no section: every field is drawn by what its schema says, what was
// changed against the base is marked, and what the check found stands beside its field.
import { useMemo } from 'react';
import { add, decimal, decimalText, isDecimalText } from '../../kernel/decimal.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { grouped } from '../../ui/figures.ts';
import { useLanguage, useWords } from '../../ui/language.tsx';
import { elementWords } from './draftWords.tsx';
import { type FieldProps, Findings, Group, Terms, useForm } from './formContext.tsx';
import { CheckList, LineList, ReferenceList, Single, VariantChoice } from './formControls.tsx';
import {
  controlOf,
  type FormSchema,
  isMap,
  itemSchema,
  objectSchema,
  sameValue,
  termsOf,
  titleOf,
  variantOf,
} from './formSchema.ts';

/** All fields of a map; provenance last and folded. */
export function ObjectFields({
  schema: given,
  value,
  base,
  path,
  onChange,
  inRow,
}: Omit<FieldProps, 'name'>) {
  const schema = objectSchema(given);
  const fields = isMap(value) ? value : {};
  const was = isMap(base) ? base : {};
  const required = new Set(schema.required ?? []);
  const set = (key: string, next: Json | undefined) => {
    const { [key]: _, ...rest } = fields;
    onChange(next === undefined ? rest : { ...rest, [key]: next });
  };
  const terms = useMemo(() => termsOf(schema), [schema]);
  return (
    <Terms value={terms}>
      {Object.entries(schema.properties ?? {})
        .filter(([key, own]) => key !== 'provenance' && !(key === 'kind' && own.const !== undefined))
        .map(([key, own]) => (
          <FormField
            key={key}
            name={key}
            schema={own}
            value={fields[key]}
            base={was[key]}
            path={[...path, key]}
            onChange={(next) => set(key, next)}
            required={required.has(key)}
            inRow={inRow ?? false}
          />
        ))}
      {schema.properties?.provenance !== undefined && (
        <Provenance
          schema={schema.properties.provenance}
          siblings={schema.properties}
          value={fields.provenance}
          base={was.provenance}
          path={[...path, 'provenance']}
          onChange={(next) => set('provenance', next)}
        />
      )}
    </Terms>
  );
}

export function FormField(props: FieldProps) {
  const { name, schema, value, path, onChange } = props;
  const control = controlOf(name, schema);
  if (control.is === 'object') {
    return (
      <Group {...props}>
        <ObjectFields {...props} />
      </Group>
    );
  }
  if (control.is === 'variants') {
    const at = variantOf(value, control.variants);
    const variant = control.variants[at];
    return (
      <Group {...props}>
        <VariantChoice {...props} variants={control.variants} at={at} />
        {variant?.type === 'array' && <ListRows {...props} schema={variant} item={variant.items ?? {}} />}
        {variant?.properties !== undefined && (
          <ObjectFields schema={variant} value={value} base={props.base} path={path} onChange={onChange} />
        )}
      </Group>
    );
  }
  if (control.is === 'list') {
    const item = itemSchema(schema, control.item);
    const inner = controlOf('', item);
    if (inner.is === 'choice') return <CheckList {...props} item={item} values={inner.values} />;
    if (inner.is === 'reference') return <ReferenceList {...props} of={inner.of} />;
    if (inner.is === 'text' || inner.is === 'date') return <LineList {...props} />;
    return (
      <Group {...props}>
        <ListRows {...props} item={control.item} />
      </Group>
    );
  }
  if (control.is === 'map') return null;
  return <Single {...props} />;
}

const KEYS = ['id', 'unit', 'post', 'key', 'by', 'period', 'name', 'title', 'year'];

/** The base's item that this one continues: by what tells items apart, else by its place. */
function baseItem(item: Json, index: number, base: readonly Json[]): Json | undefined {
  if (!isMap(item)) return base[index];
  const key = KEYS.find((each) => item[each] !== undefined);
  if (key === undefined) return base[index];
  return base.find((each) => isMap(each) && sameValue(each[key], item[key]));
}

function ListRows({ value, base, path, onChange, item }: FieldProps & { readonly item: FormSchema }) {
  const say = useWords(elementWords);
  const { readOnly, issues } = useForm();
  const rows = Array.isArray(value) ? (value as readonly Json[]) : [];
  const was = Array.isArray(base) ? (base as readonly Json[]) : [];
  const fields = Object.entries(objectSchema(item).properties ?? {}).filter(([key]) => key !== 'provenance');
  const isFlat =
    fields.length > 0 &&
    fields.length <= 3 &&
    fields.every(([key, own]) => !['object', 'list', 'map', 'variants'].includes(controlOf(key, own).is));
  const put = (index: number, next: Json | undefined) =>
    onChange(rows.map((row, at) => (at === index ? (next ?? {}) : row)));
  const isScalar = controlOf('', item).is !== 'object';
  return (
    <div className="plan-rows">
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name while they are typed.
        <div key={index} className={isFlat ? 'plan-row flat' : 'plan-row'}>
          <div className="hint wide">
            <Findings issues={issues.get([...path, index].join('.')) ?? []} />
          </div>
          {isScalar ? (
            <FormField
              name=""
              schema={item}
              value={row}
              base={was[index]}
              path={[...path, index]}
              onChange={(next) => put(index, next ?? '')}
              inRow
            />
          ) : (
            <ObjectFields
              schema={item}
              value={row}
              base={baseItem(row, index, was)}
              path={[...path, index]}
              onChange={(next) => put(index, next)}
              inRow={isFlat}
            />
          )}
          {!readOnly && (
            <button
              type="button"
              className="button quiet"
              aria-label={say('removeRowOf', { n: index + 1 })}
              onClick={() => onChange(rows.filter((_, at) => at !== index))}
            >
              {say('removeRow')}
            </button>
          )}
        </div>
      ))}
      <div className="row apart">
        {!readOnly && (
          <button type="button" className="button" onClick={() => onChange([...rows, isScalar ? '' : {}])}>
            {say('addRow')}
          </button>
        )}
        <Sum rows={rows} />
      </div>
    </div>
  );
}

/** Of rows that bear amounts, what they come to: it must be the whole. */
function Sum({ rows }: { readonly rows: readonly Json[] }) {
  const say = useWords(elementWords);
  const amounts = rows.flatMap((row) => (isMap(row) && row.amount !== undefined ? [String(row.amount)] : []));
  if (amounts.length < 2 || !amounts.every(isDecimalText)) return null;
  const sum = amounts.map((text) => decimal(text)).reduce(add);
  return <output className="num soft">{say('sum', { sum: grouped(decimalText(sum)) })}</output>;
}

/** By field, where a value comes from. */
function Provenance({
  schema,
  siblings,
  value,
  base,
  path,
  onChange,
}: Omit<FieldProps, 'name'> & { readonly siblings: Readonly<Record<string, FormSchema>> }) {
  const say = useWords(elementWords);
  const { readOnly } = useForm();
  const { language } = useLanguage();
  const told: JsonObject = isMap(value) ? value : {};
  const was: JsonObject = isMap(base) ? base : {};
  const item = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {};
  const keys = Object.keys(told);
  const nameOf = (key: string) =>
    key === '*'
      ? say('wholeElement')
      : siblings[key] === undefined
        ? key
        : titleOf(key, siblings[key], language);
  const open = ['*', ...Object.keys(siblings)].filter(
    (key) => key !== 'provenance' && told[key] === undefined,
  );
  return (
    <details className="plan-provenance">
      <summary>{say('provenance', { n: keys.length })}</summary>
      {keys.map((key) => (
        <fieldset key={key} className="plan-group">
          <legend>
            {nameOf(key)}
            {!readOnly && (
              <button
                type="button"
                className="button quiet"
                aria-label={`${say('removeRow')} ${nameOf(key)}`}
                onClick={() => {
                  const { [key]: _, ...rest } = told;
                  onChange(rest);
                }}
              >
                {say('removeRow')}
              </button>
            )}
          </legend>
          <div className="plan-grid">
            <ObjectFields
              schema={item}
              value={told[key]}
              base={was[key]}
              path={[...path, key]}
              onChange={(next) => onChange({ ...told, [key]: next ?? {} })}
              inRow
            />
          </div>
        </fieldset>
      ))}
      {!readOnly && (
        <select
          className="input"
          aria-label={say('ofField')}
          value=""
          onChange={(event) => onChange({ ...told, [event.target.value]: {} })}
        >
          <option value="">{say('ofField')}</option>
          {open.map((key) => (
            <option key={key} value={key}>
              {nameOf(key)}
            </option>
          ))}
        </select>
      )}
    </details>
  );
}
