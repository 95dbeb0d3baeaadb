// 指标填报: one reading of one unit and period; where one stands already, its correction with a reason.
import { useState } from 'react';
import { isPeriod, periodEnd } from '../../kernel/period.ts';
import { type Recorded, useCommand } from '../../ui/answer.tsx';
import { CONFIRM, ConfirmCheck } from '../../ui/confirmCheck.tsx';
import { grouped, unitWord } from '../../ui/figures.ts';
import { Check, Form, Select, SendButton, TextArea, TextField } from '../../ui/form.tsx';
import { useLanguage, useWords } from '../../ui/language.tsx';
import { LateMark } from '../../ui/lateMark.tsx';
import { useSession } from '../../ui/session.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { ProblemNotice } from '../../ui/states.tsx';
import type { IndicatorLine } from './indicatorViews.tsx';
import { indicatorWords } from './indicatorWords.tsx';

type Values = Readonly<Record<string, string>>;

export function ReportSheet({
  line,
  unit,
  onClose,
  onDone,
}: {
  readonly line: IndicatorLine;
  readonly unit: string | null;
  readonly onClose: () => void;
  readonly onDone: (recorded: Recorded) => void;
}) {
  const say = useWords(indicatorWords);
  const { language } = useLanguage();
  const { session } = useSession();
  const report = useCommand('indicators/reportReading');
  const correct = useCommand('indicators/correctReading');
  const own = line.units.find((reading) => reading.unit === session?.unit.id);
  const [chosen, choose] = useState(unit ?? own?.unit ?? line.units[0]?.unit ?? '');
  const standing = line.units.find((reading) => reading.unit === chosen);
  const [period, setPeriod] = useState(line.period);
  // A reading that stands for this very period is corrected; of any other period it is a report.
  const corrects = period === line.period && standing?.value != null && standing.state !== 'returned';
  const command = corrects ? correct : report;
  const send = async (values: Values) => {
    const recorded = await command.send({
      ...(corrects ? { reason: values.reason } : {}),
      indicator: line.id,
      unit: chosen,
      period,
      value: values.value,
      ...rankOf(line, values),
      ...(values.late === 'on' ? { late: true } : {}),
      ...(values[CONFIRM] === 'on' ? { confirm: true } : {}),
    });
    if (recorded !== undefined) onDone(recorded);
  };
  return (
    <Sheet title={`${corrects ? say('correct') : say('report')} · ${line.title}`} onClose={onClose}>
      <Form onSend={(values) => void send(values)}>
        {line.units.length > 1 && (
          <Select
            label={say('unit')}
            value={chosen}
            onChange={(event) => choose(event.target.value)}
            choices={line.units.map((reading) => ({ value: reading.unit, label: reading.name }))}
          />
        )}
        <TextField
          label={say('period')}
          name="period"
          required
          value={period}
          onChange={(event) => setPeriod(event.target.value.trim())}
          hint={say('periodHint')}
        />
        <TextField
          label={
            line.kind === 'rank'
              ? say('position')
              : say('valueIn', { value: say('reading'), unit: unitWord(line.unit, language) || line.unit })
          }
          hint={corrects ? say('was', { value: grouped(standing?.value) }) : undefined}
          name="value"
          inputMode={line.kind === 'rank' || line.kind === 'count' ? 'numeric' : 'decimal'}
          pattern="-?[0-9]{1,18}(\.[0-9]{1,8})?"
          title={say('numberBad')}
          required
          autoComplete="off"
        />
        {line.kind === 'rank' && (
          <>
            <TextField label={say('group')} name="group" defaultValue={line.rank?.group} />
            <TextField
              label={say('of')}
              name="of"
              inputMode="numeric"
              pattern="[0-9]{1,5}"
              defaultValue={line.rank?.of ?? ''}
            />
            <Check label={say('isTied')} name="tied" />
          </>
        )}
        {corrects && <TextArea label={say('reason')} name="reason" required minLength={2} maxLength={500} />}
        <LateMark
          problem={command.problem}
          days={isPeriod(period) ? [periodEnd(period)] : []}
          label={say('late')}
        />
        <ConfirmCheck problem={command.problem} />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{corrects ? say('correct') : say('report')}</SendButton>
      </Form>
    </Sheet>
  );
}

function rankOf(line: IndicatorLine, values: Values): object {
  if (line.kind !== 'rank' || !values.group) return {};
  return {
    rank: {
      group: values.group,
      tied: values.tied === 'on',
      ...(values.of ? { of: Number(values.of) } : {}),
    },
  };
}
