// Every word of every page is there in both languages, English is free of Chinese, and both take the same values.
import { describe, expect, it } from 'vitest';
import { checkWords } from '../../dispatch/checkSheet.tsx';
import { cockpitWords, figureWords } from '../../dispatch/cockpitWords.tsx';
import { causeWords, reasonWords, standWords } from '../../dispatch/flowTerms.ts';
import { flowWords, passageWords } from '../../dispatch/flowWords.tsx';
import { forecastWords, outlookWords, pushWords } from '../../dispatch/forecastWords.tsx';
import {
  basisWords,
  engineWords,
  gapWords,
  promiseKindWords,
  roleWords,
  shownWords,
  targetKindWords,
  taskListWords,
} from '../../dispatch/goalTerms.ts';
import { goalFieldWords, goalWords } from '../../dispatch/goalWords.tsx';
import { highlightWords } from '../../dispatch/highlights.tsx';
import { dutyWords, unitKindWords } from '../../dispatch/holders.ts';
import { inboxWords } from '../../dispatch/inboxWords.tsx';
import { reportingWords } from '../../dispatch/reporting.tsx';
import { targetWords } from '../../dispatch/target.tsx';
import { termWords } from '../../dispatch/terms.ts';
import { urgingWords } from '../../dispatch/urgingWords.tsx';
import { acceptanceWords } from '../../loops/approvals/acceptanceWords.tsx';
import { approvalActWords } from '../../loops/approvals/approvalActWords.tsx';
import { approvalToolWords } from '../../loops/approvals/approvalToolWords.tsx';
import { approvalWords } from '../../loops/approvals/approvalWords.tsx';
import { promiseWords } from '../../loops/approvals/promiseWords.tsx';
import { breakdownWords } from '../../loops/drafts/breakdownWords.tsx';
import {
  stateWords as draftStateWords,
  draftWords,
  elementWords,
  planWords,
} from '../../loops/drafts/draftWords.tsx';
import { indicatorWords } from '../../loops/indicators/indicatorWords.tsx';
import { actWords } from '../../loops/projects/actWords.tsx';
import { checkWords as projectCheckWords } from '../../loops/projects/checkTerms.ts';
import { listWords } from '../../loops/projects/listWords.tsx';
import { passWords } from '../../loops/projects/passSheet.tsx';
import { fieldWords, projectWords } from '../../loops/projects/projectWords.tsx';
import { recogniseManyWords } from '../../loops/projects/recogniseMany.tsx';
import { strengthWords } from '../../plan/fieldTitles.ts';
import { choiceFieldWords } from '../../ui/choiceField.tsx';
import { confirmWords } from '../../ui/confirmCheck.tsx';
import { type Dictionary, markWords } from '../../ui/language.tsx';
import { lightWords } from '../../ui/light.tsx';
import { sheetWords } from '../../ui/sheet.tsx';
import { shellWords } from '../../ui/shell.tsx';
import { standingWords } from '../../ui/standpoint.tsx';
import { stateWords } from '../../ui/states.tsx';
import { tableWords } from '../../ui/table.tsx';
import { accountWords } from './pages/accountsWords.tsx';
import { kindWords } from './pages/kindTitle.tsx';
import { ledgerWords } from './pages/ledgerWords.tsx';
import { openFieldWords, traceDraftWords, traceWords } from './pages/traceWords.tsx';
import { appWords, loginWords } from './words.tsx';

const dictionaries: Readonly<Record<string, Dictionary>> = {
  appWords,
  loginWords,
  approvalWords,
  promiseWords,
  flowWords,
  forecastWords,
  outlookWords,
  pushWords,
  passageWords,
  causeWords,
  reasonWords,
  standWords,
  ledgerWords,
  planWords,
  draftWords,
  draftStateWords,
  elementWords,
  breakdownWords,
  choiceFieldWords,
  traceWords,
  traceDraftWords,
  openFieldWords,
  kindWords,
  accountWords,
  cockpitWords,
  figureWords,
  termWords,
  targetWords,
  reportingWords,
  highlightWords,
  goalWords,
  goalFieldWords,
  targetKindWords,
  taskListWords,
  strengthWords,
  promiseKindWords,
  roleWords,
  engineWords,
  shownWords,
  basisWords,
  gapWords,
  dutyWords,
  unitKindWords,
  inboxWords,
  checkWords,
  indicatorWords,
  projectCheckWords,
  projectWords,
  listWords,
  actWords,
  recogniseManyWords,
  passWords,
  urgingWords,
  approvalToolWords,
  approvalActWords,
  acceptanceWords,
  fieldWords,
  lightWords,
  markWords,
  confirmWords,
  sheetWords,
  shellWords,
  standingWords,
  stateWords,
  tableWords,
};

const HAN = /\p{Script=Han}/u;
const values = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

describe.each(Object.entries(dictionaries))('%s', (name, dictionary) => {
  it.each(Object.entries(dictionary))('%s', (key, { zh, en }) => {
    expect(zh.trim()).not.toBe('');
    expect(en.trim()).not.toBe('');
    expect(values(en)).toEqual(values(zh));
    // The language switch names the other language in that language.
    if (name === 'shellWords' && key === 'other') return;
    expect(en).not.toMatch(HAN);
  });
});
