// 计划内容: the plan in force, section by section, to be read by anybody who may read.
import { useAnswer } from '../../ui/answer.tsx';
import { useWords } from '../../ui/language.tsx';
import { Link, navigate, useAddress } from '../../ui/router.tsx';
import { PageHead } from '../../ui/shell.tsx';
import { Answered } from '../../ui/states.tsx';
import type { SectionLine } from './draftViews.tsx';
import { planWords } from './draftWords.tsx';
import { ElementSheet } from './elementSheet.tsx';
import { SectionPanel, SectionTabs } from './sectionPanel.tsx';
import './drafts.css';

export default function ContentsPage() {
  const say = useWords(planWords);
  const address = useAddress();
  const answer = useAnswer<{ readonly sections: readonly SectionLine[] }>('/api/plan/sections');
  const section = address.query.get('section') ?? 'targets';
  const element = address.query.get('element');
  const close = () => navigate(address.with({ element: null }));
  return (
    <>
      <PageHead title={say('contents')}>
        <Link to="/plan">{say('title')}</Link>
      </PageHead>
      <Answered answer={answer} bars={2}>
        {(view) => <SectionTabs sections={view.sections} />}
      </Answered>
      <SectionPanel key={section} draft={undefined} section={section} editable={false} issues={[]} />
      {element !== null && (
        <ElementSheet
          draft={undefined}
          section={section}
          element={element}
          editable={false}
          issues={[]}
          onClose={close}
          onDone={close}
        />
      )}
    </>
  );
}
