// On what a change rests: asked at saving for each changed field whose provenance is still that of the old value.
import type { Json, JsonObject } from '../../kernel/json.ts';
import { useLanguage, useWords } from '../../ui/language.tsx';
import { elementWords } from './draftWords.tsx';
import { ObjectFields } from './elementForm.tsx';
import { type FormSchema, isMap, objectSchema, titleOf } from './formSchema.ts';

export function NewBasis({
  fields,
  bare,
  schema,
  value,
  base,
  onChange,
}: {
  readonly fields: readonly string[];
  /** Those of them that still lack a basis or a note. */
  readonly bare: readonly string[];
  readonly schema: FormSchema;
  readonly value: JsonObject;
  readonly base: Json | undefined;
  readonly onChange: (value: Json) => void;
}) {
  const say = useWords(elementWords);
  const { language } = useLanguage();
  const properties = objectSchema(schema).properties ?? {};
  const { additionalProperties } = properties.provenance ?? {};
  const item = typeof additionalProperties === 'object' ? additionalProperties : {};
  const told = isMap(value.provenance) ? value.provenance : {};
  const was = isMap(base) && isMap(base.provenance) ? base.provenance : {};
  return (
    <div className="notice" role="alert">
      <p>{say('newBasis')}</p>
      {fields.map((field) => {
        const title = titleOf(field, properties[field], language);
        return (
          <fieldset key={field} className="plan-group">
            <legend>{title}</legend>
            {bare.includes(field) && <p className="found bad">{say('newBasisBare', { field: title })}</p>}
            <div className="plan-grid">
              <ObjectFields
                schema={item}
                value={told[field]}
                base={was[field]}
                path={['provenance', field]}
                onChange={(next) => onChange({ ...value, provenance: { ...told, [field]: next ?? {} } })}
                inRow
              />
            </div>
          </fieldset>
        );
      })}
    </div>
  );
}
