// Real logs for tests and measurements stand beside the checkout (../shared/data) or where LUODI_DATA_SETS says; they are not part of the repository, and what
// needs them is skipped without them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Beside the checkout, whether this file runs as it stands (bench) or built (dist/bench). */
const BESIDE = ['../../shared/data', '../../../shared/data'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

/** The path of a data set, or undefined where this machine has none. */
export function findDataSet(name: string): string | undefined {
  const given = process.env.LUODI_DATA_SETS;
  return (given === undefined ? BESIDE : [given])
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}
