// The firm's page that a newcomer may open in a simulated city: the token of a rehearsed link follows from the seed, so that it can be printed. A link that the rehearsal did not
// issue is never found here, and a real city has no seed.
import { hashHex } from '../kernel/hash.node.ts';
import { sql } from '../kernel/sql.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { demoToken } from './rehearsal/simulatedFirm.ts';

export interface DemoLink {
  readonly path: string;
  readonly projectName: string;
}

/** Of a project with a signed letter before any other; undefined where none holds today. */
export async function findDemoLink(view: LedgerView): Promise<DemoLink | undefined> {
  const city = view.city.id;
  const rows = await view.query(sql`
    select l.subject, l.project_name, l.digest, c.seed
    from firm_link l join city c on c.city = l.city and c.simulated and c.seed is not null
    left join promise p on p.city = l.city and p.sort = 'letter' and p.project = split_part(l.subject, '/', 2) and p.ended_on is null
    left join firm_question q on q.city = l.city and q.subject = l.subject
    where l.city = ${city} and l.revoked_on is null and l.until_day >= ${view.today}::date
    group by l.subject, l.project_name, l.digest, c.seed, p.signed_on
    order by p.signed_on is null, count(q.question) = 0, p.signed_on desc, l.subject limit 20`);
  const sha256Hex = (text: string) => hashHex('sha256', text);
  for (const { subject, project_name: name, digest, seed } of rows) {
    const token = demoToken(String(seed), String(subject).slice('link/'.length), sha256Hex);
    if (sha256Hex(token) === digest) return { path: `/firm/${token}`, projectName: String(name) };
  }
  return undefined;
}
