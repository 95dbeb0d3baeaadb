// From chosen proposals a draft of the plan in force: opened, filled, and left to the pages of drafts, which say place by place what is still open.
import { useRef, useState } from 'react';
import type { Proposal } from '../../../plan/draft.ts';
import { ask, forgetAnswers, type ProblemBody, problemOf, useBrowser } from '../../../ui/answer.tsx';
import { Form, Select, SendButton, TextField } from '../../../ui/form.tsx';
import { useWords } from '../../../ui/language.tsx';
import { pathOf } from '../../../ui/route.ts';
import { Link } from '../../../ui/router.tsx';
import { Done, ProblemNotice } from '../../../ui/states.tsx';
import { proposalEdits } from './traceDraftView.ts';
import { traceDraftWords } from './traceWords.tsx';

const NEW_SOURCE = '*';
const EDITS_MAX = 2000;
/** One request stays well below the server's limit of a body. */
const BATCH = 300;

export function OpenDraft({
  proposals,
  sources,
  same,
  title,
}: {
  readonly proposals: readonly Proposal[];
  readonly sources: readonly { readonly id: string; readonly title: string }[];
  /** The plan's source that this text is; any other text is quoted as itself. */
  readonly same: string | undefined;
  readonly title: string;
}) {
  const say = useWords(traceDraftWords);
  const browser = useBrowser();
  const key = useRef<string>(undefined);
  const [source, setSource] = useState(same ?? NEW_SOURCE);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemBody>();
  const [opened, setOpened] = useState<{ readonly id: string; readonly count: number }>();
  const open = async (values: Readonly<Record<string, string>>) => {
    // The same keys until all of it is recorded: a line that dropped in between goes on where it stopped.
    key.current ??= browser.newKey();
    setBusy(true);
    setProblem(undefined);
    try {
      const post = <T,>(address: string, part: string, body: object) =>
        ask<T>(address, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': `${key.current}-${part}` },
          body: JSON.stringify(body),
        });
      const { draft } = await post<{ draft: string }>('/api/plan/drafts', 'open', {
        title: values.draftTitle,
      });
      const quotedAs = source === NEW_SOURCE ? { title: values.sourceTitle ?? title } : { id: source };
      const edits = proposalEdits(proposals, draft, quotedAs);
      for (let at = 0; at < edits.length; at += BATCH) {
        await post(`/api/plan/drafts/${encodeURIComponent(draft)}/elements`, String(at), {
          edits: edits.slice(at, at + BATCH),
        });
      }
      key.current = undefined;
      forgetAnswers();
      setOpened({ id: draft, count: proposals.length });
    } catch (thrown) {
      const found = problemOf(thrown);
      if (found.status >= 400 && found.status < 500) key.current = undefined;
      setProblem(found);
    } finally {
      setBusy(false);
    }
  };
  const choices = [
    { value: NEW_SOURCE, label: say('newSource') },
    ...sources.map(({ id, title: name }) => ({ value: id, label: name })),
  ];
  return (
    <>
      <Form className="filters" onSend={open}>
        <TextField
          label={say('draftTitle')}
          name="draftTitle"
          required
          maxLength={100}
          defaultValue={say('draftTitleGiven')}
        />
        <Select
          label={say('quotedAs')}
          choices={choices}
          value={source}
          onChange={(event) => setSource(event.target.value)}
        />
        {source === NEW_SOURCE && (
          <TextField
            label={say('sourceTitle')}
            name="sourceTitle"
            required
            maxLength={100}
            defaultValue={title}
          />
        )}
        {proposals.length > EDITS_MAX ? (
          <p className="soft">{say('tooMany')}</p>
        ) : (
          proposals.length > 0 && (
            <SendButton busy={busy}>{say('openDraft', { count: proposals.length })}</SendButton>
          )
        )}
      </Form>
      {problem !== undefined && <ProblemNotice problem={problem} />}
      {opened !== undefined && (
        <Done>
          <p>
            {say('opened', { count: opened.count })}{' '}
            <Link to={pathOf('plan', 'drafts', opened.id)}>{say('openedLink')}</Link>
          </p>
        </Done>
      )}
    </>
  );
}
