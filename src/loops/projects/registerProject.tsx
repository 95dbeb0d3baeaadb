// 登记项目: a project comes into the ledger. Its id is made here, once a form.
import { useState } from 'react';
import { useBrowser, useCommand } from '../../ui/answer.tsx';
import { DateField, Form, Select, SendButton, TextField } from '../../ui/form.tsx';
import { useWords } from '../../ui/language.tsx';
import { pathOf } from '../../ui/route.ts';
import { navigate } from '../../ui/router.tsx';
import { useSession } from '../../ui/session.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { ProblemNotice } from '../../ui/states.tsx';
import { LateCheck } from './lateCheck.tsx';
import type { Named, ProjectsView } from './projectViews.tsx';
import { projectWords } from './projectWords.tsx';
import { WanField, yuanOf } from './wanField.tsx';
import './projects.css';

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
  const command = useCommand('projects/registerProject');
  const own = session === undefined ? [] : [{ id: session.unit.id, name: session.unit.name }];
  const units: readonly Named[] = facets?.units ?? own;
  const send = async (values: Readonly<Record<string, string>>) => {
    const plannedInvestmentYuan = yuanOf(values.plannedWan);
    if (plannedInvestmentYuan === undefined) return;
    const recorded = await command.send({
      project,
      name: values.name,
      unit: values.unit,
      lifecycle: 'industrial',
      ...(values.cluster ? { cluster: values.cluster } : {}),
      plannedInvestmentYuan,
      occurredOn: values.occurredOn,
      ...(values.late === 'on' ? { late: true } : {}),
    });
    if (recorded !== undefined) navigate(pathOf('projects', project));
  };
  return (
    <Sheet title={say('register')} onClose={onClose}>
      <Form onSend={(values) => void send(values)}>
        <TextField label={say('projectName')} name="name" required minLength={2} maxLength={200} />
        <Select
          label={say('unit')}
          name="unit"
          required
          defaultValue={units.some((unit) => unit.id === session?.unit.id) ? session?.unit.id : undefined}
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
        <WanField label={say('plannedWan')} name="plannedWan" />
        <DateField label={say('registeredOn')} name="occurredOn" required defaultValue={today ?? ''} />
        <LateCheck problem={command.problem} />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{say('save')}</SendButton>
      </Form>
    </Sheet>
  );
}
