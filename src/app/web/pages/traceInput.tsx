// Where the text comes from: pasted, or a file that is read here and sent as its bytes, so that the server counts its paragraphs as the command line does.
import { type ChangeEvent, type ClipboardEvent, useState } from 'react';
import type { ProblemBody } from '../../../ui/answer.tsx';
import { Form, SendButton, TextArea } from '../../../ui/form.tsx';
import { useWords } from '../../../ui/language.tsx';
import { ProblemNotice } from '../../../ui/states.tsx';
import type { Given } from './heldText.tsx';
import { traceWords } from './traceWords.tsx';

const FILE_BYTES_MAX = 6 * 1024 * 1024;
/** A field of so many characters makes a browser slow: what is longer is taken as it is pasted, and not written into the field. */
const FIELD_MAX = 50_000;

export function TextInput({
  given,
  busy,
  onGiven,
}: {
  readonly given: Given | undefined;
  readonly busy: boolean;
  readonly onGiven: (given: Given) => void;
}) {
  const say = useWords(traceWords);
  const [problem, setProblem] = useState<ProblemBody>();
  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    event.target.value = '';
    if (file === undefined) return;
    if (file.size > FILE_BYTES_MAX) {
      setProblem({
        status: 413,
        code: 'source_too_large',
        title: say('fileTooLarge'),
        kept: say('nothingSent'),
        fix: say('fileTooLargeFix'),
      });
      return;
    }
    setProblem(undefined);
    onGiven({ name: file.name, base64: await base64Of(file) });
  };
  const paste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const text = event.clipboardData.getData('text/plain');
    if (text.length <= FIELD_MAX || event.currentTarget.value !== '') return;
    event.preventDefault();
    onGiven({ name: '', text });
  };
  const shown = given !== undefined && 'text' in given && given.text.length <= FIELD_MAX ? given.text : '';
  return (
    <section className="panel no-print" aria-label={say('text')}>
      <div className="body stack">
        <Form onSend={({ text = '' }) => onGiven({ name: '', text })}>
          <TextArea
            label={say('paste')}
            hint={say('pasteHint')}
            name="text"
            className="input trace-paste"
            required
            onPaste={paste}
            defaultValue={shown}
          />
          <p className="row">
            <SendButton busy={busy}>{say('run')}</SendButton>
          </p>
        </Form>
        <p className="row">
          <label className="button trace-file">
            {say('choose')}
            <input type="file" accept=".txt,.md,text/plain" className="unseen" onChange={choose} />
          </label>
          <span className="hint">{say('fileHint')}</span>
        </p>
        {problem !== undefined && <ProblemNotice problem={problem} />}
      </div>
    </section>
  );
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error ?? new Error('the file cannot be read'));
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.readAsDataURL(file);
  });
}
