// A file of evidence: chosen, sent into the vault at once, and its digest kept in the form. Nothing is recorded until the form is.
import { useState } from 'react';
import { ask, type ProblemBody, problemOf } from '../../ui/answer.tsx';
import { Field } from '../../ui/form.tsx';
import { useWords } from '../../ui/language.tsx';
import { ProblemNotice } from '../../ui/states.tsx';

export const evidenceWords = {
  file: {
    zh: '附文件（PDF、图片、Word、Excel，8 MB 以内）',
    en: 'File (PDF, picture, Word, Excel; up to 8 MB)',
  },
  fileOf: { zh: '{name}：附文件', en: '{name}: file' },
  sending: { zh: '正在上传…', en: 'Sending…' },
  sent: { zh: '已上传', en: 'Sent' },
  open: { zh: '打开', en: 'open' },
};

const CHUNK = 0x8000;

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += CHUNK)
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(binary);
}

export function EvidenceFile({ name, of }: { readonly name: string; readonly of?: string }) {
  const say = useWords(evidenceWords);
  const [digest, setDigest] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemBody>();
  const send = async (file: File | undefined) => {
    setDigest('');
    setProblem(undefined);
    if (file === undefined) return;
    setBusy(true);
    try {
      const kept = await ask<{ digest: string }>('/api/evidence', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ base64: await base64Of(file) }),
      });
      setDigest(kept.digest);
    } catch (thrown) {
      setProblem(problemOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Field label={of === undefined ? say('file') : say('fileOf', { name: of })}>
        {(ids) => (
          <input
            {...ids}
            className="input"
            type="file"
            accept=".pdf,.jpg,.jpeg,.png,.docx,.xlsx"
            onChange={(event) => void send(event.currentTarget.files?.[0])}
          />
        )}
      </Field>
      <input type="hidden" name={name} value={digest} />
      {busy && <p className="note">{say('sending')}</p>}
      {digest !== '' && <p className="note">{say('sent')}</p>}
      {problem !== undefined && <ProblemNotice problem={problem} />}
    </>
  );
}

/** A name of evidence; what has a file leads to it. */
export function EvidenceName({
  name,
  digest,
}: {
  readonly name: string;
  readonly digest?: string | undefined;
}) {
  const say = useWords(evidenceWords);
  if (digest === undefined) return name;
  return (
    <>
      {name}{' '}
      <a href={`/api/evidence/${digest}`} download>
        {say('open')}
      </a>
    </>
  );
}
