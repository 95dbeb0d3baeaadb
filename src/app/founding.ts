// The first start of a data folder: the plan is checked, and a city comes into being — rehearsed when the plan says how, else empty and real. Demo
// accounts of a rehearsed city get one known password; an account of a real city never does.
import { storeCredential } from '../access/credentials.pg.ts';
import { makeCredential } from '../access/password.node.ts';
import { listAccounts } from '../access/session.http.ts';
import { canonicalText } from '../kernel/canonical.ts';
import { ulid } from '../kernel/id.ts';
import { dateInZone, instantOf } from '../kernel/instant.ts';
import { hasErrors } from '../kernel/issue.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import { Problem } from '../kernel/problem.ts';
import type { LedgerLine } from '../ledger/exchange.ts';
import { foundingLines } from '../ledger/founding.ts';
import { hashText, type Ledger } from '../ledger/ledger.pg.ts';
import { calendarContent } from '../ledger/planStore.pg.ts';
import { restoreLedger } from '../ledger/restore.pg.ts';
import { calendarSection, citySection, workCalendarOf } from '../plan/city.ts';
import { compilePlan, type PlanContent } from '../plan/plan.ts';
import { planFilesContent } from '../plan/planFiles.ts';
import type { PlanFile } from '../plan/text.ts';
import { checkPlanAt, issuesText } from './cli/check.ts';
import { machineBits, machineNow } from './clock.ts';
import type { Config } from './config.node.ts';
import { type Opened, operator } from './open.ts';
import { LOOPS, SECTIONS } from './registry.node.ts';
import { rehearsalSection } from './rehearsal/rehearsal.plan.ts';
import { rehearse } from './rehearsal/rehearse.ts';

/** Of simulated cities only; it is printed and shown on the sign-in page. */
export const DEMO_PASSWORD = 'luodi-2021';

/** The seed of the ledger that a first start makes, so that two machines show the same city. */
const FIRST_SEED = 1;

/** False when the plan has errors: they were printed, nothing was made. Fails as `rehearse` and `restoreLedger` do. */
export async function foundCity(
  opened: Opened,
  config: Config,
  progress: (text: string) => void,
  out: (text: string) => void,
): Promise<boolean> {
  progress(`检查计划 checking ${config.plan}`);
  const { content, issues, files } = checkPlanAt(config.plan);
  if (content === undefined || hasErrors(issues)) {
    out(issuesText(issues));
    return false;
  }
  progress(`计划无误，${issues.length} 条提示 plan is sound, ${issues.length} remarks`);
  const client = await opened.owner();
  try {
    const restored = await restoreLedger(client, linesOf(content, files, progress), {
      loops: LOOPS,
      sections: SECTIONS,
      now: machineNow,
    });
    progress(`${restored.facts} 条事实入账 facts recorded, head ${restored.head.slice(0, 24)}…`);
  } finally {
    await client.end();
  }
  return true;
}

function linesOf(
  content: PlanContent,
  files: readonly PlanFile[],
  progress: (text: string) => void,
): Iterable<LedgerLine> {
  const compiled = compileContent(content);
  if (compiled.plan.section(rehearsalSection) !== null) {
    progress('演练台账 rehearsing the ledger (模拟)');
    return rehearsalLines(content, { seed: FIRST_SEED, files });
  }
  const { plan, city, calendar, calendarTitle } = compiled;
  const now = machineNow();
  return foundingLines({
    city: city.id,
    name: city.name,
    zone: city.zone,
    algorithm: city.hash,
    hash: hashText(city.hash),
    calendar: { content: calendarContent(calendar), title: calendarTitle },
    plan: { content, title: city.planTitle, files: planFilesContent(files) },
    effectiveFrom: city.effectiveFrom,
    on: dateInZone(instantOf(now), city.zone),
    at: instantOf(now),
    unit: plan.units.rootId,
    newId: (epochMs) => ulid(epochMs, machineBits),
  });
}

function compileContent(content: PlanContent) {
  const bare = compilePlan(content, SECTIONS, '');
  const city = bare.section(citySection);
  const hash = hashText(city.hash);
  const planHash = hash(canonicalText(content));
  const section = bare.section(calendarSection);
  const calendar = workCalendarOf(section, city.zone);
  return {
    plan: compilePlan(content, SECTIONS, planHash),
    planHash,
    hash,
    city,
    calendar,
    calendarTitle: section.title,
  };
}

/** The lines of a rehearsed ledger. Fails with `rehearsal_missing` and as `rehearse` does. */
export function rehearsalLines(
  content: PlanContent,
  options: {
    readonly seed: number;
    readonly until?: PlainDate;
    /** The files that the content was checked from: kept beside it. */
    readonly files?: readonly PlanFile[];
  },
): Iterable<LedgerLine> {
  const { plan, planHash, hash, calendar } = compileContent(content);
  const params = plan.section(rehearsalSection);
  if (params === null) {
    throw new Problem({
      code: 'rehearsal_missing',
      message: '计划里没有 rehearsal 一节，无从演练。The plan has no section `rehearsal`.',
      kept: '没有产生任何事实。Nothing was made.',
      fix: '在计划里写明演练要满足的公布数和参数。Say in the plan what the rehearsal must meet.',
    });
  }
  const stored = calendarContent(calendar);
  const filesContent = options.files && planFilesContent(options.files);
  return rehearse({
    plan,
    planContent: content,
    planHash,
    planFiles: filesContent && { content: filesContent, hash: hash(canonicalText(filesContent)) },
    calendarContent: stored,
    calendarHash: hash(canonicalText(stored)),
    params,
    seed: options.seed,
    until: options.until ?? params.until,
    hash,
  });
}

/** Every open account of a simulated city that has no password yet gets the known one. */
export async function giveDemoPasswords(ledger: Ledger, progress: (text: string) => void): Promise<void> {
  for (const city of await ledger.cities()) {
    if (!city.simulated) continue;
    const { without, unit } = await ledger.read(city.id, {}, async (view) => ({
      without: (await listAccounts(view)).filter((one) => one.closedOn === null && one.credential === ''),
      unit: view.plan.units.rootId,
    }));
    if (without.length === 0) continue;
    progress(`演示账号设口令 passwords of ${without.length} demo accounts`);
    const door = { ledger, city: city.id, actor: operator(unit) };
    await Promise.all(
      without.map(async (one) => storeCredential(door, one.id, await makeCredential(DEMO_PASSWORD))),
    );
  }
}
