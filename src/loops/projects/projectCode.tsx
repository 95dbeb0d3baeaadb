// What a project is called by number: the national code, else the id that its unit gave it. An id that the machine made is nothing to read out: its end, and the whole to copy.
import { useState } from 'react';
import { endOf, isUlid } from '../../kernel/id.ts';
import { useWords } from '../../ui/language.tsx';

export const projectCodeWords = {
  uncoded: { zh: '未编项目代码（内部号 {end}）', en: 'No project code yet (internal id {end})' },
  copy: { zh: '复制内部号', en: 'Copy the id' },
  copied: { zh: '已复制', en: 'Copied' },
};

export function ProjectCode({ id, code }: { readonly id: string; readonly code: unknown }) {
  const say = useWords(projectCodeWords);
  const [copied, setCopied] = useState<boolean>();
  if (typeof code === 'string') return <span className="mono soft">{code}</span>;
  if (!isUlid(id)) return <span className="mono soft">{id}</span>;
  const copy = () => {
    // A browser that lets no page write its clipboard shows the whole instead.
    const written = navigator.clipboard?.writeText(id) ?? Promise.reject(new Error('no clipboard'));
    written.then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <span className="soft" title={id}>
      {say('uncoded', { end: endOf(id) })}{' '}
      <button type="button" className="button quiet small no-print" onClick={copy}>
        {copied === true ? say('copied') : say('copy')}
      </button>
      {copied === false && <span className="mono">{id}</span>}
    </span>
  );
}
