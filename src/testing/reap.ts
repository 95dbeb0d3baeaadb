/**
 * The end of a test run's databases (see globalSetup.ts): stops them, whoever uses them, and removes their data. There is the one all tests
 * share, and those that a test of the supervisor had in hand when the run was cut off.
 */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { removeDatabase } from '../app/database/supervisor.node.ts';
import { testBinaries } from './database.ts';

const dir = process.argv[2];
if (!dir) throw new Error('reap.ts DIR');
const pointers = (readdirSync(dir, { recursive: true }) as string[]).filter((path) =>
  path.endsWith('/database.json'),
);
for (const pointer of pointers) {
  // One that cannot be stopped (a copy refused on purpose) must not keep the others.
  await removeDatabase({ dataDir: dirname(join(dir, pointer)), binaries: testBinaries() }).catch(
    (thrown: unknown) => process.stderr.write(`${String(thrown)}\n`),
  );
}
