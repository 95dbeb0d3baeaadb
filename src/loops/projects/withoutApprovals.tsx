// What a recognition went without, and on what: on the project's line, and asked of who recognises.
import { useId } from 'react';
import { DateField, Select, TextField } from '../../ui/form.tsx';
import { useWords } from '../../ui/language.tsx';
import type { WithoutApproval } from './projectViews.tsx';
import { projectWords } from './projectWords.tsx';

export function WithoutApprovals({ of }: { readonly of: readonly WithoutApproval[] }) {
  const say = useWords(projectWords);
  if (of.length === 0) return null;
  return (
    <span className="note">
      <span className="tag">{say('recognisedWithout')}</span>
      {of.map((one) => (
        <span key={one.id + one.name} className="note">
          {one.basis === undefined ? (
            <>
              {one.name} <span className="tag">{say('basisOpen')}</span>
            </>
          ) : (
            say(one.basis.kind === 'exempt' ? 'basisExempt' : 'basisDeferred', {
              name: one.name,
              document: one.basis.document,
              approver: one.basis.approver,
              day: one.basis.dueOn ?? '',
            })
          )}
        </span>
      ))}
    </span>
  );
}

export interface BasisGiven {
  readonly item: string;
  readonly kind: 'exempt' | 'deferred';
  readonly document: string;
  readonly approver: string;
  readonly dueOn?: string;
}

interface Asked {
  readonly id: string;
  readonly name: string;
}

/** One set of fields for each approval that is missing; read by basesOf. */
export function BasisFields({ items }: { readonly items: readonly Asked[] }) {
  const say = useWords(projectWords);
  return items.map((item) => <Basis key={item.id} item={item} say={say} />);
}

function Basis({
  item: { id, name },
  say,
}: {
  readonly item: Asked;
  readonly say: ReturnType<typeof useWords<typeof projectWords>>;
}) {
  const title = useId();
  return (
    <fieldset aria-labelledby={title}>
      <legend id={title}>{say('basisTitle', { name })}</legend>
      <Select
        label={say('basisKind')}
        name={`${id} kind`}
        defaultValue="exempt"
        choices={[
          { value: 'exempt', label: say('exempt') },
          { value: 'deferred', label: say('deferred') },
        ]}
      />
      <TextField label={say('basisDocument')} name={`${id} document`} maxLength={200} />
      <TextField label={say('basisApprover')} name={`${id} approver`} maxLength={200} />
      <DateField label={say('basisDue')} name={`${id} dueOn`} />
    </fieldset>
  );
}

/** Undefined where one of them is not named: what is put off takes its day as well. */
export function basesOf(form: HTMLFormElement, items: readonly Asked[]): readonly BasisGiven[] | undefined {
  const values = new FormData(form);
  const of = (id: string, field: string) => String(values.get(`${id} ${field}`) ?? '').trim();
  const given = items.map(({ id: item }): BasisGiven => {
    const kind = of(item, 'kind') === 'deferred' ? 'deferred' : 'exempt';
    const dueOn = of(item, 'dueOn');
    return {
      item,
      kind,
      document: of(item, 'document'),
      approver: of(item, 'approver'),
      ...(kind === 'deferred' && dueOn !== '' ? { dueOn } : {}),
    };
  });
  const isWhole = given.every(
    ({ kind, document, approver, dueOn }) =>
      document !== '' && approver !== '' && (kind === 'exempt' || dueOn !== undefined),
  );
  return isWhole ? given : undefined;
}
