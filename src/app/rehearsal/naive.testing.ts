// For tests: a naive reading of ledger lines, arrays and loops only, that shares no code with the folds or with the rehearsal. It recounts
// every headline figure as of a day, as known at a moment.
import type { FactLine, LedgerLine } from '../../ledger/exchange.ts';

export type LineFact = FactLine['fact'];

export function factsOf(lines: Iterable<LedgerLine>): LineFact[] {
  const facts: LineFact[] = [];
  for (const line of lines) if ('fact' in line) facts.push(line.fact);
  return facts;
}

interface Version {
  readonly id: string;
  readonly root: string;
  readonly subject: string;
  readonly unit: string;
  readonly milestone: string;
  readonly day: string;
  readonly planned: bigint;
  readonly needs: boolean;
  state: 'claimed' | 'recognised' | 'refused' | 'revoked';
}

export interface Recount {
  readonly counted: readonly Version[];
  readonly waiting: readonly Version[];
  count(milestone: string, from: string, asOf: string): number;
  planned(from: string, asOf: string): bigint;
  standing(asOf: string): readonly string[];
  built(asOf: string): bigint;
}

/** `known`: facts recorded later are not looked at. */
export function recount(all: readonly LineFact[], known = '9999'): Recount {
  const facts = all.filter((fact) => fact.recordedAt <= known);
  const versions = versionsOf(facts);
  const counted = countedOf(versions);
  const ended = facts.filter((fact) => fact.kind === 'projectEnded');
  const standing = (asOf: string): string[] => {
    const on = (milestone: string) =>
      counted.filter((v) => v.milestone === milestone && v.day <= asOf).map((v) => v.subject);
    const gone = new Set([
      ...on('completed'),
      ...ended.filter((fact) => fact.occurredOn <= asOf).map((fact) => fact.subject),
    ]);
    return on('started').filter((subject) => !gone.has(subject));
  };
  return {
    counted,
    waiting: versions.filter((version) => version.state === 'claimed'),
    count: (milestone, from, asOf) =>
      counted.filter((v) => v.milestone === milestone && v.day >= from && v.day <= asOf).length,
    planned: (from, asOf) =>
      counted
        .filter((v) => v.milestone === 'introduced' && v.day >= from && v.day <= asOf)
        .reduce((sum, version) => sum + version.planned, 0n),
    standing,
    built(asOf) {
      const subjects = new Set(standing(asOf));
      const amounts = new Map<string, bigint>();
      for (const fact of facts) {
        if (
          fact.kind === 'investmentReported' &&
          fact.body.measure === 'actual' &&
          subjects.has(fact.subject) &&
          fact.occurredOn <= asOf
        ) {
          amounts.set(fact.id, BigInt(fact.body.amountYuan as string));
        }
        if (fact.kind === 'investmentCorrected' && amounts.has(fact.corrects!)) {
          amounts.set(fact.corrects!, BigInt(fact.body.amountYuan as string));
        }
      }
      return [...amounts.values()].reduce((a, b) => a + b, 0n);
    },
  };
}

function versionsOf(facts: readonly LineFact[]): Version[] {
  const byId = new Map<string, Version>();
  for (const fact of facts) {
    const { body } = fact;
    if (fact.kind === 'milestoneClaimed' || fact.kind === 'milestoneCorrected') {
      const root = fact.kind === 'milestoneClaimed' ? undefined : byId.get(fact.corrects!)!;
      byId.set(fact.id, {
        id: fact.id,
        root: root?.id ?? fact.id,
        subject: fact.subject,
        unit: fact.unit,
        milestone: body.milestone as string,
        day: root ? (body.occurredOn as string) : fact.occurredOn,
        planned: BigInt(body.plannedInvestmentYuan as string),
        needs: root?.needs ?? body.needsRecognition === true,
        state: 'claimed',
      });
    }
    if (fact.kind === 'milestoneRecognised') byId.get(fact.corrects!)!.state = 'recognised';
    if (fact.kind === 'milestoneRefused') byId.get(fact.corrects!)!.state = 'refused';
    if (fact.kind === 'milestoneRevoked') byId.get(fact.corrects!)!.state = 'revoked';
  }
  return [...byId.values()];
}

/** The first occurrence that stands recognised, of each project and milestone; of the versions of one claim the last that stands. */
function countedOf(versions: readonly Version[]): Version[] {
  const stands = new Map<string, Version>();
  for (const version of versions) {
    if (version.state === 'recognised' || (!version.needs && version.state === 'claimed'))
      stands.set(version.root, version);
  }
  const first = new Map<string, Version>();
  for (const version of stands.values()) {
    const key = `${version.subject} ${version.milestone}`;
    const other = first.get(key);
    if (!other || version.day < other.day) first.set(key, version);
  }
  return [...first.values()];
}
