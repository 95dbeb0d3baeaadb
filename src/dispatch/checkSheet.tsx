// 数据审核: a reading that waits is passed, or returned with a reason.
import { useState } from 'react';
import { type Recorded, useCommand } from '../ui/answer.tsx';
import { amountText, periodText } from '../ui/figures.ts';
import { Form, TextArea } from '../ui/form.tsx';
import { useLanguage, useWords } from '../ui/language.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { ProblemNotice } from '../ui/states.tsx';
import type { InboxItem } from './inbox.view.ts';

export const checkWords = {
  title: { zh: '数据审核', en: 'Check a reading' },
  pass: { zh: '审核通过', en: 'Pass' },
  giveBack: { zh: '退回补正', en: 'Return' },
  reason: { zh: '退回理由', en: 'Reason to return' },
  reasonWanted: { zh: '请先填写退回理由。', en: 'Give the reason first.' },
};

export function CheckSheet({
  item,
  onClose,
  onDone,
}: {
  readonly item: InboxItem;
  readonly onClose: () => void;
  readonly onDone: (recorded: Recorded) => void;
}) {
  const say = useWords(checkWords);
  const { language } = useLanguage();
  const pass = useCommand('indicators/checkReading');
  const giveBack = useCommand('indicators/returnReading');
  const [wanted, setWanted] = useState(false);
  const [reason, setReason] = useState('');
  const problem = pass.problem ?? giveBack.problem;
  const busy = pass.busy || giveBack.busy;
  const [indicator, unit] = item.subject.split('/');
  const give = async (command: typeof pass, withReason: boolean) => {
    pass.clear();
    giveBack.clear();
    setWanted(withReason && reason === '');
    if (withReason && reason === '') return;
    const recorded = await command.send({
      indicator,
      unit,
      period: item.period,
      reading: item.claim,
      ...(withReason ? { reason } : {}),
    });
    if (recorded !== undefined) onDone(recorded);
  };
  return (
    <Sheet title={say('title')} onClose={onClose}>
      <p>
        <strong>{amountText(item.what, item.whatUnit ?? '', language)}</strong> {item.title}{' '}
        {item.period !== undefined && periodText(item.period, language)}{' '}
        <span className="soft">{item.unitName}</span>
      </p>
      <Form onSend={() => void give(pass, false)}>
        <TextArea
          label={say('reason')}
          maxLength={500}
          onChange={(event) => setReason(event.target.value.trim())}
        />
        {wanted && (
          <p role="alert" className="notice bad">
            {say('reasonWanted')}
          </p>
        )}
        {problem !== undefined && <ProblemNotice problem={problem} />}
        <div className="sheet-acts">
          <button type="submit" className="button main" disabled={busy}>
            {say('pass')}
          </button>
          <button type="button" className="button" disabled={busy} onClick={() => void give(giveBack, true)}>
            {say('giveBack')}
          </button>
        </div>
      </Form>
    </Sheet>
  );
}
