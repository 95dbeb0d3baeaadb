/**
 * Once per vitest run: names a folder outside the checkout for the tests' PostgreSQL, which the first test that asks for it starts, and
 * sets a watch that stops it and removes everything when the run is over. The watch is a process of its own that waits for the end of a
 * pipe held by vitest; so it works in the same way after a failure, after Ctrl-C and after kill -9.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export default function setup(): () => Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), `luodi-test-${process.pid}-`));
  chmodSync(dir, 0o700);
  // The forks of vitest inherit it.
  process.env.LUODI_TEST_DIR = dir;
  const reap = fileURLToPath(new URL('./reap.ts', import.meta.url));
  const script = 'cat >/dev/null; if [ -n "$(ls -A "$1")" ]; then "$2" "$3" "$1"; fi; rm -rf "$1"';
  // Detached: Ctrl-C in a terminal goes to the whole group, and the watch must outlive it.
  const watch = spawn('sh', ['-c', script, 'luodi-test-watch', dir, process.execPath, reap], {
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  watch.stdin.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => watch.on('close', () => resolve()));
  watch.unref();
  return async () => {
    watch.ref();
    watch.stdin.end();
    await ended;
  };
}
