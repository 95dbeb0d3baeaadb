// 更正: a claim or a monthly figure told wrong is told again, with the reason. What was told before stays on record.
import { useState } from 'react';
import { type Recorded, useCommand } from '../../ui/answer.tsx';
import { compareDecimals } from '../../ui/figures.ts';
import { DateField, Form, type FormText, Select, SendButton, TextArea, TextField } from '../../ui/form.tsx';
import { useWords } from '../../ui/language.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { Empty, ProblemNotice } from '../../ui/states.tsx';
import { Marks, marksOf } from './lateCheck.tsx';
import { type ClaimLine, type Evidence, type ProjectView, plannedOf } from './projectViews.tsx';
import { type AfterWord, projectWords } from './projectWords.tsx';
import { WanField, yuanOf } from './wanField.tsx';
import './projects.css';

interface SheetProps {
  readonly view: ProjectView;
  readonly onClose: () => void;
  readonly onDone: (recorded: Recorded, after?: AfterWord) => void;
}

const EVIDENCE = 'evidence:';

export function CorrectClaimSheet({
  view,
  claim,
  onClose,
  onDone,
}: SheetProps & { readonly claim: string | null }) {
  const say = useWords(projectWords);
  // Kept as it was opened: an answer that comes in meanwhile does not take the form away.
  const [line] = useState(() => view.milestones.find((one) => one.claim === claim));
  const may = view.actions.includes('correctMilestone');
  return (
    <Sheet title={say('correctThis', { name: line?.name ?? '' })} onClose={onClose}>
      {line === undefined || !line.correctable || !may ? (
        <Empty title={say('nothingToCorrect')} />
      ) : (
        <CorrectClaim view={view} line={line} from={line.correctable} onDone={onDone} />
      )}
    </Sheet>
  );
}

function CorrectClaim({
  view,
  line,
  from,
  onDone,
}: Omit<SheetProps, 'onClose'> & {
  readonly line: ClaimLine;
  readonly from: NonNullable<ClaimLine['correctable']>;
}) {
  const say = useWords(projectWords);
  const command = useCommand('projects/correctMilestone');
  const plan = plannedOf(view);
  const plannedBefore = from.plannedInvestmentYuan ?? plan;
  const stood = line.state === 'recognised';
  const send = async (values: FormText) => {
    const planned = yuanOf(values.plannedWan);
    if (planned === undefined) return;
    const evidence = evidenceAfter(line.evidence, from.evidence, values);
    const recorded = await command.send({
      project: view.project.id,
      claim: line.claim,
      occurredOn: values.occurredOn,
      ...(compareDecimals(planned, plannedBefore) === 0 ? {} : { plannedInvestmentYuan: planned }),
      ...(evidence === undefined ? {} : { evidence }),
      reason: values.reason,
      ...marksOf(values, 'plannedWan'),
    });
    const after = stood ? 'correctionWaits' : 'claimWaits';
    if (recorded !== undefined) onDone(recorded, line.needsRecognition ? after : undefined);
  };
  const recognised = stood ? 'correctRecognised' : 'correctClaimed';
  return (
    <>
      <p>{view.project.name}</p>
      <p className="notice">{say(line.needsRecognition ? recognised : 'correctAtOnce')}</p>
      <Form onSend={(values) => void send(values)}>
        <DateField label={say('occurredOn')} name="occurredOn" required defaultValue={line.occurredOn} />
        <WanField label={say('plannedWan')} name="plannedWan" plan={plan} yuanBefore={plannedBefore} />
        {from.evidence.map((wanted) => (
          <TextField
            key={wanted.kind}
            label={say(wanted.required ? 'wanted' : 'welcome', { name: wanted.name })}
            placeholder={say('evidenceHint')}
            name={EVIDENCE + wanted.kind}
            required={wanted.required}
            maxLength={200}
            defaultValue={nameOf(line.evidence, wanted.kind)}
          />
        ))}
        <Why />
        <Marks problem={command.problem} days={[line.occurredOn]} />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{say('correct')}</SendButton>
      </Form>
    </>
  );
}

function nameOf(evidence: readonly Evidence[], kind: string): string {
  return evidence.find((one) => one.kind === kind)?.name ?? '';
}

/** The evidence with what was typed put in its place and all else kept; undefined when nothing changed. */
export function evidenceAfter(
  before: readonly Evidence[],
  asked: readonly { readonly kind: string }[],
  values: FormText,
): readonly Evidence[] | undefined {
  const typed = asked.map(({ kind }) => ({ kind, name: values[EVIDENCE + kind] ?? '' }));
  if (typed.every(({ kind, name }) => name === nameOf(before, kind))) return undefined;
  const shown = new Set(typed.map(({ kind }) => before.find((one) => one.kind === kind)));
  return [...typed.filter(({ name }) => name !== ''), ...before.filter((one) => !shown.has(one))];
}

export function CorrectInvestmentSheet({
  view,
  report,
  onClose,
  onDone,
}: SheetProps & { readonly report: string | null }) {
  const say = useWords(projectWords);
  const command = useCommand('projects/correctInvestment');
  const named = view.investment.find((one) => report !== null && one.report === report);
  const reports = view.investment.flatMap(({ report: id, ...one }) =>
    id !== undefined && one.month === named?.month && one.state === 'stands' ? [{ ...one, report: id }] : [],
  );
  const [chosen, choose] = useState(report);
  const line = reports.find((one) => one.report === chosen) ?? reports[0];
  if (line === undefined || !view.actions.includes('correctInvestment')) {
    return (
      <Sheet title={say('correctInvestment')} onClose={onClose}>
        <Empty title={say('nothingToCorrect')} />
      </Sheet>
    );
  }
  const send = async (values: FormText) => {
    const amountYuan = yuanOf(values.amountWan);
    if (amountYuan === undefined) return;
    const recorded = await command.send({
      project: view.project.id,
      report: line.report,
      amountYuan,
      reason: values.reason,
      ...marksOf(values, 'amountWan'),
    });
    if (recorded !== undefined) onDone(recorded);
  };
  return (
    <Sheet title={say('correctInvestment')} onClose={onClose}>
      <p>
        {view.project.name} <span className="num">{line.month}</span>
      </p>
      <p className="notice">{say('correctAtOnce')}</p>
      <Form onSend={(values) => void send(values)}>
        <Select
          label={say('measure')}
          value={line.report}
          onChange={(event) => choose(event.target.value)}
          choices={reports.map((one) => ({ value: one.report, label: say(one.measure) }))}
        />
        <WanField
          key={line.report}
          label={say('amountWan')}
          name="amountWan"
          plan={plannedOf(view)}
          yuanBefore={line.amountYuan}
        />
        <Why />
        <Marks problem={command.problem} days={[line.month]} />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{say('correct')}</SendButton>
      </Form>
    </Sheet>
  );
}

function Why() {
  const say = useWords(projectWords);
  return <TextArea label={say('why')} name="reason" required minLength={2} maxLength={500} />;
}
