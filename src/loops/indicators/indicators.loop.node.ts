// The indicators loop, whole: handed to the registry by app/.
import { readFileSync } from 'node:fs';
import type { Loop } from '../../kernel/loop.ts';
import { anySection } from '../../plan/section.ts';
import { INDICATOR_FACTS } from './indicators.facts.ts';
import { INDICATOR_MEASURES, INDICATOR_SOURCES } from './indicators.measures.ts';
import { indicatorsSection, lightsSection } from './indicators.plan.ts';
import { INDICATOR_COMMANDS } from './indicators.ts';
import { targetsSection } from './targets.rules.ts';

export const indicatorsLoop: Loop = {
  name: 'indicators',
  title: { zh: '指标数据', en: 'Indicators' },
  sections: [anySection(indicatorsSection), anySection(lightsSection), anySection(targetsSection)],
  facts: INDICATOR_FACTS,
  folds: readFileSync(new URL('./indicators.fold.sql', import.meta.url), 'utf8'),
  commands: INDICATOR_COMMANDS,
  sources: INDICATOR_SOURCES,
  measures: INDICATOR_MEASURES,
};
