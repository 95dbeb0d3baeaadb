// 企业专页 of one project, for the offices: its links and what the firm asks.
import { useAnswer } from '../../ui/answer.tsx';
import { useWords } from '../../ui/language.tsx';
import { RecordedNotice, useRecorded } from '../../ui/recorded.tsx';
import { pathOf } from '../../ui/route.ts';
import { Link } from '../../ui/router.tsx';
import { PageHead } from '../../ui/shell.tsx';
import { addressOfLinks, FirmLinkPanel } from './firmLinkPanel.tsx';
import type { LinksView } from './promiseViews.tsx';
import { promiseWords } from './promiseWords.tsx';

export default function FirmLinkPage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const say = useWords(promiseWords);
  const { seq, tell } = useRecorded();
  const project = params.id ?? '';
  const { data } = useAnswer<LinksView>(addressOfLinks(project));
  return (
    <>
      <PageHead title={say('link')}>
        <Link to={pathOf('projects', project)}>{data?.projectName ?? project}</Link>
        {data?.investor != null && <span className="soft">{data.investor}</span>}
      </PageHead>
      <RecordedNotice seq={seq} />
      <FirmLinkPanel project={project} onRecorded={tell} />
    </>
  );
}
