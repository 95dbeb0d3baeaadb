// 企业专页 of one project, for the offices: its links and what the firm asks.
import { useWords } from '../../ui/language.tsx';
import { RecordedNotice, useRecorded } from '../../ui/recorded.tsx';
import { pathOf } from '../../ui/route.ts';
import { Link } from '../../ui/router.tsx';
import { PageHead } from '../../ui/shell.tsx';
import { FirmLinkPanel } from './firmLinkPanel.tsx';
import { promiseWords } from './promiseWords.tsx';

export default function FirmLinkPage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const say = useWords(promiseWords);
  const { seq, tell } = useRecorded();
  const project = params.id ?? '';
  return (
    <>
      <PageHead title={say('link')}>
        <Link to={pathOf('projects', project)}>{project}</Link>
      </PageHead>
      <RecordedNotice seq={seq} />
      <FirmLinkPanel project={project} onRecorded={tell} />
    </>
  );
}
