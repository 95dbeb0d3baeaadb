// 登记项目: a project comes into the ledger. Its id is made here, once a form.
import { useState } from 'react';
import { useAnswer, useBrowser, useCommand } from '../../ui/answer.tsx';
import { DateField, Form, Select, SendButton, TextField } from '../../ui/form.tsx';
import { useWords } from '../../ui/language.tsx';
import { PickField } from '../../ui/pickField.tsx';
import { pathOf } from '../../ui/route.ts';
import { navigate, useAddress } from '../../ui/router.tsx';
import { useSession } from '../../ui/session.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { ProblemNotice } from '../../ui/states.tsx';
import { CreditCodeField, creditCodeOf } from './creditCodeField.tsx';
import { Marks, marksOf } from './lateCheck.tsx';
import type { Named, ProjectsView } from './projectViews.tsx';
import { projectWords } from './projectWords.tsx';
import { WanField, yuanOf } from './wanField.tsx';
import './matters.css';
import './projects.css';

interface Choices {
  readonly lifecycles: readonly Named[];
  readonly attributes: readonly {
    readonly id: string;
    readonly title: string;
    readonly values: readonly Named[];
  }[];
}

type Values = Readonly<Record<string, string>>;
const ATTRIBUTE = 'attribute:';

function given(values: Values, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const text = values[name]?.trim();
      return text ? [[name, text]] : [];
    }),
  );
}

function attributesOf(values: Values) {
  const told = Object.entries(values).filter(([name, value]) => name.startsWith(ATTRIBUTE) && value !== '');
  if (told.length === 0) return {};
  return {
    attributes: Object.fromEntries(told.map(([name, value]) => [name.slice(ATTRIBUTE.length), value])),
  };
}

export function RegisterSheet({
  facets,
  today,
  onClose,
}: {
  readonly facets: ProjectsView['facets'];
  readonly today: string | undefined;
  readonly onClose: () => void;
}) {
  const say = useWords(projectWords);
  const { session } = useSession();
  const { newId } = useBrowser();
  const [project] = useState(newId);
  // From 招商线索: what the lead told is there already, and the lead is closed by this registration.
  const { query } = useAddress();
  const ofLead = query.get('lead');
  const lead = (name: string) => query.get(`lead.${name}`) ?? '';
  const command = useCommand('projects/registerProject');
  const { data: choices } = useAnswer<Choices>('/api/registering');
  const own = session === undefined ? [] : [{ id: session.unit.id, name: session.unit.name }];
  const units: readonly Named[] = facets?.units ?? own;
  const send = async (values: Readonly<Record<string, string>>) => {
    const plannedInvestmentYuan = yuanOf(values.plannedWan);
    if (plannedInvestmentYuan === undefined) return;
    const recorded = await command.send({
      project,
      name: values.name,
      unit: values.unit,
      lifecycle: values.lifecycle || 'industrial',
      ...(values.cluster ? { cluster: values.cluster } : {}),
      plannedInvestmentYuan,
      ...given({ ...values, creditCode: creditCodeOf(values.creditCode ?? '') }, [
        'investor',
        'creditCode',
        'phaseOf',
      ]),
      ...(ofLead === null ? {} : { lead: ofLead }),
      ...(values.plannedJobs ? { plannedJobs: Number(values.plannedJobs) } : {}),
      ...attributesOf(values),
      occurredOn: values.occurredOn,
      ...marksOf(values, 'plannedWan'),
    });
    if (recorded !== undefined) navigate(pathOf('projects', project));
  };
  return (
    <Sheet title={say('register')} onClose={onClose}>
      <Form onSend={(values) => void send(values)}>
        {ofLead !== null && <p className="notice">{say('ofLead')}</p>}
        <TextField
          label={say('projectName')}
          name="name"
          required
          minLength={2}
          maxLength={200}
          defaultValue={lead('name')}
        />
        <Select
          label={say('unit')}
          name="unit"
          required
          defaultValue={[lead('unit'), session?.unit.id].find((id) => units.some((unit) => unit.id === id))}
          choices={units.map(({ id, name }) => ({ value: id, label: name }))}
        />
        {facets !== undefined && facets.clusters.length > 0 && (
          <Select
            label={say('cluster')}
            name="cluster"
            choices={[
              { value: '', label: '—' },
              ...facets.clusters.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
        {choices !== undefined && choices.lifecycles.length > 1 && (
          <Select
            label={say('lifecycle')}
            name="lifecycle"
            choices={choices.lifecycles.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        <WanField label={say('plannedWan')} name="plannedWan" yuanBefore={lead('yuan') || null} />
        <TextField
          label={say('investor')}
          name="investor"
          minLength={2}
          maxLength={200}
          defaultValue={lead('investor')}
          readOnly={ofLead !== null}
        />
        <CreditCodeField label={say('creditCode')} defaultValue={lead('creditCode')} />
        <details className="more-fields">
          <summary>{say('moreFields')}</summary>
          {choices?.attributes.map(({ id, title, values }) => (
            <Select
              key={id}
              label={title}
              name={ATTRIBUTE + id}
              choices={[
                { value: '', label: '—' },
                ...values.map((one) => ({ value: one.id, label: one.name })),
              ]}
            />
          ))}
          <TextField label={say('plannedJobs')} name="plannedJobs" inputMode="numeric" pattern="[0-9]{1,7}" />
          <PickField label={say('phaseOf')} name="phaseOf" from="/api/choices/projects" />
        </details>
        <DateField label={say('registeredOn')} name="occurredOn" required defaultValue={today ?? ''} />
        <Marks problem={command.problem} />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{say('save')}</SendButton>
      </Form>
    </Sheet>
  );
}
