// Fields that the forms of matters are made of. Pure.
import type { Words } from '../../kernel/loop.ts';
import type { MatterField, MatterForm } from './matters.view.ts';

export const w = (zh: string, en: string): Words => ({ zh, en });
/** A name that the plan or a person gave: the same in both languages. */
export const same = (text: string): Words => ({ zh: text, en: text });

type Rest = Partial<Omit<MatterField, 'name' | 'label'>>;

function field(name: string, label: Words, type: MatterField['type'], rest: Rest = {}): MatterField {
  return { name, label, type, shape: 'text', required: true, ...rest };
}

export const text = (name: string, label: Words, rest?: Rest) => field(name, label, 'text', rest);
export const area = (name: string, label: Words, rest?: Rest) => field(name, label, 'area', rest);
export const decimalField = (name: string, label: Words, rest?: Rest) => field(name, label, 'decimal', rest);

export const moneyField = (name: string, label: Words, rest?: Rest) => field(name, label, 'money', rest);
export const creditCodeField = (rest?: Rest) =>
  field('creditCode', w('统一社会信用代码', 'Credit code'), 'creditCode', rest);

/** Projects, looked for by name: several. */
export const projectsField = (name: string, label: Words, rest?: Rest) =>
  field(name, label, 'pick', { shape: 'ids', from: '/api/choices/projects', ...rest });

export const occurredOn = (today: string): MatterField =>
  field('occurredOn', w('发生日期', 'Occurred on'), 'day', { value: today });
export const month = (today: string): MatterField =>
  field('month', w('月份', 'Month'), 'month', { value: today.slice(0, 7) });
export const day = (name: string, label: Words, rest?: Rest) => field(name, label, 'day', rest);
export const reason = area('reason', w('理由', 'Reason'));
export const document = text('document', w('文号或资料名称', 'Document'), { required: false });
export const evidence = (required: boolean): MatterField =>
  area('evidence', w('印证资料', 'Evidence'), {
    required,
    shape: 'evidence',
    hint: w('一行一份：资料名称或文号', 'One a line: title or document number'),
  });

export function select(
  name: string,
  label: Words,
  choices: readonly { readonly id: string; readonly title: Words | string }[],
  rest: Rest = {},
): MatterField {
  const listed = choices.map(({ id, title }) => ({
    value: id,
    label: typeof title === 'string' ? same(title) : title,
  }));
  const none = rest.required === false ? [{ value: '', label: same('—') }] : [];
  return field(name, label, 'select', { ...rest, choices: [...none, ...listed] });
}

export function form(
  command: string,
  title: Words,
  fixed: MatterForm['fixed'],
  fields: readonly MatterField[],
  main = false,
): MatterForm {
  return { command: `projects/${command}`, title, main, fixed, fields };
}
