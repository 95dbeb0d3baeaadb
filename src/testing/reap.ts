/** The end of a test run's database (see globalSetup.ts): stops it, whoever uses it, and removes its data. */
import { removeDatabase } from '../app/database/supervisor.node.ts';
import { testBinaries } from './database.ts';

const dataDir = process.argv[2];
if (!dataDir) throw new Error('reap.ts DATA_DIR');
await removeDatabase({ dataDir, binaries: testBinaries() });
