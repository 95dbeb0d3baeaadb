// 招商线索, 巡查整改, 集中活动: the lists over all projects, each a page of its own address.
import { useWords } from '../../ui/language.tsx';
import { useAddress } from '../../ui/router.tsx';
import { PageHead } from '../../ui/shell.tsx';
import { MattersPanel } from './mattersPanel.tsx';

export const mattersWords = {
  leads: { zh: '招商线索', en: 'Leads' },
  inspections: { zh: '巡查整改', en: 'Inspections' },
  batches: { zh: '集中活动', en: 'Batches' },
};

type Page = keyof typeof mattersWords;

export default function MattersPage() {
  const say = useWords(mattersWords);
  const { path } = useAddress();
  const page = path.split('/')[1] as Page;
  return (
    <>
      <PageHead title={say(page)} />
      <MattersPanel address={`/api/${page}`} />
    </>
  );
}
