// The plan's files, or a draft's, saved by the browser as one .zip: the same bytes that were adopted.
import { useState } from 'react';
import { ask, type ProblemBody, problemOf } from '../../ui/answer.tsx';
import { useWords } from '../../ui/language.tsx';
import { withQuery } from '../../ui/route.ts';
import { ProblemNotice } from '../../ui/states.tsx';
import { planWords } from './draftWords.tsx';
import { planZip } from './planZip.ts';

interface FilesView {
  readonly title: string;
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

export function PlanFilesButton({ draft }: { readonly draft?: string }) {
  const say = useWords(planWords);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemBody>();
  const save = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const view = await ask<FilesView>(`/api/plan/files${withQuery('', { draft: draft ?? null })}`);
      const encoder = new TextEncoder();
      const zip = planZip(view.files, (text) => encoder.encode(text));
      const address = URL.createObjectURL(new Blob([zip], { type: 'application/zip' }));
      const link = document.createElement('a');
      link.href = address;
      link.download = `${view.title}${draft === undefined ? '' : `-${draft}`}.zip`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
    } catch (thrown) {
      setProblem(problemOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button type="button" className="button no-print" disabled={busy} onClick={() => void save()}>
        {busy ? say('filesBusy') : say('files')}
      </button>
      {problem !== undefined && <ProblemNotice problem={problem} />}
    </>
  );
}
