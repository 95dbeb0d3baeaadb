// The city loop, whole: handed to the registry like any other loop.
import { readFileSync } from 'node:fs';
import type { CommandKind, Loop } from '../kernel/loop.ts';
import { cityFacts } from './city.facts.ts';
import { adoptCalendar, adoptPlan, closePeriod, eraseVaultValue, setClock } from './city.ts';

export const cityLoop: Loop = {
  name: 'city',
  title: { zh: '账本', en: 'Ledger' },
  sections: [],
  facts: cityFacts,
  folds: readFileSync(new URL('./city.fold.sql', import.meta.url), 'utf8'),
  commands: [
    adoptPlan,
    adoptCalendar,
    closePeriod,
    setClock,
    eraseVaultValue,
  ] as unknown as readonly CommandKind<never>[],
  sources: [],
  measures: [],
};
