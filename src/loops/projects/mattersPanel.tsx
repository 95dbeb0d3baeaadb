// Groups of lines with what may be done about each (matters.view.ts): on the project's page, and as pages of leads, inspections and batches. Draws what the
// server offers and sends it; knows no command by name.
import { useState } from 'react';
import { type Recorded, useAnswer, useCommand } from '../../ui/answer.tsx';
import { amountText } from '../../ui/figures.ts';
import { DateField, Form, Select, SendButton, TextArea, TextField } from '../../ui/form.tsx';
import { useLanguage, useSaid, useWords } from '../../ui/language.tsx';
import { PickField, PickManyField } from '../../ui/pickField.tsx';
import { RecordedNotice } from '../../ui/recorded.tsx';
import { pathOf } from '../../ui/route.ts';
import { Link, navigate, useAddress, useStanding } from '../../ui/router.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { Answered, Empty, ProblemNotice } from '../../ui/states.tsx';
import { CreditCodeField, creditCodeOf } from './creditCodeField.tsx';
import { EvidenceFile, EvidenceName } from './evidenceFile.tsx';
import { Marks, marksOf } from './lateCheck.tsx';
import type { MatterField, MatterForm, MatterGroup, MatterLine, MattersView } from './matters.view.ts';
import { projectWords } from './projectWords.tsx';
import { WanField, yuanOf } from './wanField.tsx';
import './matters.css';

export function MattersPanel({
  address,
  onRecorded,
}: {
  readonly address: string;
  readonly onRecorded?: () => void;
}) {
  const answer = useAnswer<MattersView>(address);
  const [open, setOpen] = useState<MatterForm>();
  const [recorded, setRecorded] = useState<number>();
  const { query, with: withValues } = useAddress();
  const named = query.get('do') === 'matter' ? query.get('matter') : null;
  // The main act of the line that the address names: where a queue leads to.
  const asked = answer.data?.groups
    .flatMap(({ lines }) => lines)
    .find(({ key }) => key === named)
    ?.forms.toSorted((a, b) => Number(b.main ?? false) - Number(a.main ?? false))[0];
  const shown = open ?? asked;
  const close = () => {
    setOpen(undefined);
    if (named !== null) navigate(withValues({ do: null, matter: null }), { replace: true });
  };
  const done = (said: Recorded) => {
    setRecorded(said.seq[1]);
    close();
    answer.refresh();
    onRecorded?.();
  };
  return (
    <>
      <RecordedNotice seq={recorded} />
      <Answered answer={answer} bars={6}>
        {(view) => (
          <div className="matters">
            {view.groups
              .filter((group) => group.lines.length > 0 || group.forms.length > 0)
              .map((group) => (
                <Group key={group.key} group={group} open={setOpen} />
              ))}
            {view.groups.length === 1 &&
              view.groups.every((one) => one.lines.length + one.forms.length === 0) && (
                <Nothing group={view.groups[0] as MatterGroup} />
              )}
          </div>
        )}
      </Answered>
      {shown !== undefined && <MatterSheet form={shown} onClose={close} onDone={done} />}
    </>
  );
}

type Open = (form: MatterForm) => void;

function Nothing({ group }: { readonly group: MatterGroup }) {
  const said = useSaid();
  return (
    <section className="panel">
      <Empty title={said(group.empty)} />
    </section>
  );
}

function Group({ group, open }: { readonly group: MatterGroup; readonly open: Open }) {
  const said = useSaid();
  const id = `matter-${group.key}`;
  return (
    <section className="panel" aria-labelledby={id}>
      <header>
        <h2 id={id}>{said(group.title)}</h2>
        <Acts forms={group.forms} open={open} />
      </header>
      {group.lines.length === 0 ? (
        <p className="body soft">{said(group.empty)}</p>
      ) : (
        <ul className="matter-lines">
          {group.lines.map((line) => (
            <Line key={line.key} line={line} open={open} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** Many forms of one group lie folded, so that the list stays what is read. */
const SHOWN = 2;

function Acts({ forms, open }: { readonly forms: readonly MatterForm[]; readonly open: Open }) {
  const said = useSaid();
  const say = useWords(projectWords);
  const button = (form: MatterForm) => (
    <button
      key={form.title.en + JSON.stringify(form.fixed)}
      type="button"
      className={form.main ? 'button main' : 'button quiet'}
      onClick={() => open(form)}
    >
      {said(form.title)}
    </button>
  );
  if (forms.length === 0) return null;
  return (
    <span className="row no-print actions">
      {forms.length > SHOWN + 1 ? (
        <details className="rest">
          <summary>{say('report')}</summary>
          {forms.map(button)}
        </details>
      ) : (
        forms.map(button)
      )}
    </span>
  );
}

function Line({ line, open }: { readonly line: MatterLine; readonly open: Open }) {
  const said = useSaid();
  const say = useWords(projectWords);
  const standing = useStanding();
  const { language } = useLanguage();
  return (
    <li>
      <span className="matter-what">
        {line.project !== undefined && (
          <Link className="opens" to={standing(pathOf('projects', line.project.id))}>
            {line.project.name}
          </Link>
        )}
        <b>{typeof line.title === 'string' ? line.title : said(line.title)}</b>
        {line.tags.map((tag) => (
          <span key={tag.word.en} className={tag.light === undefined ? 'tag' : `tag ${tag.light}`}>
            {said(tag.word)}
          </span>
        ))}
        {line.notes.map((note) => (
          <span key={note.label.en + note.text} className={note.beside ? 'note beside' : 'note'}>
            {said(note.label)} {note.yuan ? amountText(note.text, '元', language) : note.text}
          </span>
        ))}
        {(line.files ?? []).map(({ label, name, digest }) => (
          <span key={label.en + name + (digest ?? '')} className="note">
            {said(label)} <EvidenceName name={name} digest={digest} />
          </span>
        ))}
      </span>
      <span className="soft num">
        {line.on} {line.by}{' '}
        {line.fact !== null && (
          <Link className="small" to={standing(pathOf('ledger', 'facts', line.fact))}>
            {say('factOf')}
          </Link>
        )}
      </span>
      <span className="row no-print actions">
        {line.goes !== undefined && (
          <Link className="button main" to={line.goes.to}>
            {said(line.goes.title)}
          </Link>
        )}
        <Acts forms={line.forms} open={open} />
      </span>
    </li>
  );
}

type Texts = Readonly<Record<string, string>>;

function MatterSheet({
  form,
  onClose,
  onDone,
}: {
  readonly form: MatterForm;
  readonly onClose: () => void;
  readonly onDone: (recorded: Recorded) => void;
}) {
  const said = useSaid();
  const say = useWords(projectWords);
  const command = useCommand(form.command);
  const send = async (values: Texts) => {
    const recorded = await command.send({
      ...form.fixed,
      ...bodyOf(form.fields, values, form.changesOnly),
      ...marksOf(values),
    });
    if (recorded !== undefined) onDone(recorded);
  };
  return (
    <Sheet title={said(form.title)} onClose={onClose}>
      <Form onSend={(values) => void send(values)}>
        {form.fields.map((field) => (
          <Input key={nameOf(field)} field={field} />
        ))}
        <Marks problem={command.problem} />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{say('confirmSend')}</SendButton>
      </Form>
    </Sheet>
  );
}

/** Name of the field that holds the digest of a file. */
const FILE = 'file';

const nameOf = ({ into, name }: MatterField): string => (into === undefined ? name : `${into}.${name}`);

function Input({ field }: { readonly field: MatterField }) {
  const said = useSaid();
  const base = {
    label: said(field.label),
    name: nameOf(field),
    required: field.required,
    defaultValue: field.value ?? '',
  };
  const hint = field.hint === undefined ? {} : { hint: said(field.hint) };
  switch (field.type) {
    case 'area':
      return field.shape === 'evidence' ? (
        <>
          <TextArea {...base} {...hint} maxLength={4000} />
          <EvidenceFile name={FILE} />
        </>
      ) : (
        <TextArea {...base} {...hint} maxLength={4000} />
      );
    case 'day':
      return <DateField {...base} />;
    case 'month':
      return <DateField {...base} type="month" />;
    case 'select':
      return (
        <Select
          {...base}
          {...hint}
          choices={(field.choices ?? []).map(({ value, label }) => ({ value, label: said(label) }))}
        />
      );
    case 'pick': {
      const Pick = field.shape === 'ids' ? PickManyField : PickField;
      return (
        <Pick
          label={base.label}
          {...hint}
          name={base.name}
          required={field.required}
          value={base.defaultValue}
          from={field.from ?? ''}
        />
      );
    }
    case 'money':
      return (
        <WanField
          label={base.label}
          name={base.name}
          required={field.required}
          yuanBefore={field.value ?? null}
        />
      );
    case 'creditCode':
      return <CreditCodeField {...base} />;
    case 'decimal':
      return <TextField {...base} {...hint} inputMode="decimal" pattern="[0-9]+([.][0-9]+)?" />;
    case 'text':
      return <TextField {...base} {...hint} maxLength={200} />;
  }
}

/** Name of a file that was given none. */
const UNNAMED = '附件';

/** The body as the command's schema has it; a field left empty is not said. */
export function bodyOf(
  fields: readonly MatterField[],
  values: Texts,
  changesOnly = false,
): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const field of fields) {
    const told = (values[nameOf(field)] ?? '').trim();
    // A file that was sent is not dropped because nobody named it.
    const text = told === '' && field.shape === 'evidence' && values[FILE] ? UNNAMED : told;
    if (changesOnly && isAsItStands(field, text)) continue;
    if (text === '') {
      if (field.shape === 'ids') body[field.name] = [];
      continue;
    }
    if (field.into !== undefined && field.shape === 'attribute') {
      body[field.into] = { ...(body[field.into] as object | undefined), [field.name]: text };
    } else if (field.into !== undefined) {
      const term = { term: field.name, [field.shape === 'termDay' ? 'day' : 'amount']: text };
      body[field.into] = [...((body[field.into] as readonly unknown[] | undefined) ?? []), term];
    } else if (field.type === 'money') body[field.name] = yuanOf(text) ?? text;
    else if (field.type === 'creditCode') body[field.name] = creditCodeOf(text);
    else body[field.name] = partOf(field, text, values[FILE]);
  }
  return body;
}

/** Amounts are typed in 万元 and stand in yuan. */
function isAsItStands({ type, value = '' }: MatterField, text: string): boolean {
  if (type !== 'money') return text === value;
  const yuan = yuanOf(text);
  return yuan !== undefined && value !== '' && Number(yuan) === Number(value);
}

/** The one file of a form belongs to its first piece of evidence. */
function partOf({ shape }: MatterField, text: string, digest: string | undefined): unknown {
  const lines = text
    .split(/[\n\r]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  switch (shape) {
    case 'integer':
      return Number(text);
    case 'evidence':
      return lines.map((name, at) => ({ kind: 'document', name, ...(at === 0 && digest ? { digest } : {}) }));
    case 'ids':
      return text.split(/[\s,，、;；]+/).filter((id) => id !== '');
    case 'conditions':
      return lines.map((what) => ({ what }));
    default:
      return text;
  }
}
