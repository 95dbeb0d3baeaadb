// For the tests of checks and probes: one project as told, with what a test says of it. Pure; no test stands here.
import type { JsonObject } from '../../kernel/json.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { Check } from './checks.plan.ts';
import type { CheckedProject } from './checks.rows.ts';

export const day = (text: string): PlainDate => text as PlainDate;

export function checkOf(condition: JsonObject, over: JsonObject = {}): Check {
  return Check.parse({ id: 'c', title: '体检', question: '为什么', condition, ...over });
}

interface Told extends Partial<Omit<CheckedProject, 'reached' | 'actual' | 'financing'>> {
  readonly reached?: Readonly<Record<string, string>>;
  readonly actual?: Readonly<Record<string, string>>;
  readonly financing?: Readonly<Record<string, string>>;
}

export function checked({ reached = {}, actual = {}, financing = {}, ...told }: Told = {}): CheckedProject {
  return {
    subject: 'P1',
    unit: 'gaoyao',
    name: '电池项目',
    lifecycle: 'industrial',
    investor: null,
    creditCode: null,
    park: null,
    landMu: null,
    parcel: null,
    plannedInvestmentYuan: '1000.00',
    code: null,
    phaseOf: null,
    registeredOn: day('2020-01-10'),
    registeredBy: 'gaoyao1',
    registeredUnit: 'gaoyao',
    endedOn: null,
    reached: new Map(Object.entries(reached).map(([milestone, on]) => [milestone, day(on)])),
    actual: new Map(Object.entries(actual)),
    financing: new Map(Object.entries(financing)),
    progress: null,
    suspensions: [],
    amounts: [],
    papers: [],
    bare: [],
    ...told,
  };
}
