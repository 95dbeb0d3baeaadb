// A real Chromium: the one in the npm package @sparticuz/chromium, or LUODI_CHROMIUM. It is unpacked once into node_modules/.cache.
// Pages are drawn with the same fonts on every machine: the package's Open Sans, and Noto Sans SC handed to each page, so that layouts are
// not judged on empty boxes where no Chinese font is installed.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { ROOT } from './product.ts';

const require = createRequire(import.meta.url);
const UNPACKED = ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br'];

/** Unpacked beside its place and moved there whole: a run cut off in between leaves nothing that looks ready. */
async function unpacked(): Promise<string> {
  const bin = join(dirname(require.resolve('@sparticuz/chromium')), '..', 'bin');
  const { version } = JSON.parse(readFileSync(join(bin, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  for (const cache of [join(ROOT, 'node_modules', '.cache'), join(tmpdir(), 'luodi-e2e-cache')]) {
    const home = join(cache, `chromium-${version}`);
    if (existsSync(home)) return home;
    const making = `${home}.${process.pid}`;
    try {
      mkdirSync(making, { recursive: true, mode: 0o700 });
    } catch {
      continue;
    }
    await unpackInto(making, bin);
    try {
      renameSync(making, home);
    } catch {
      // Another run of this checkout was quicker.
      rmSync(making, { recursive: true, force: true });
    }
    writeFileSync(
      join(home, 'fonts.conf'),
      `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${home}/fonts</dir><cachedir>${home}/fonts-cache</cachedir></fontconfig>\n`,
    );
    return home;
  }
  throw new Error('nowhere to unpack Chromium to');
}

/** The package unpacks into os.tmpdir(); for that moment it is the folder we want. */
async function unpackInto(folder: string, bin: string): Promise<void> {
  const { inflate } = await import('@sparticuz/chromium');
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    await Promise.all(UNPACKED.map((name) => inflate(join(bin, name))));
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

export async function openBrowser(): Promise<Browser> {
  const own = process.env.LUODI_CHROMIUM;
  const args = ['--font-render-hinting=none', '--disable-gpu', '--disable-dev-shm-usage'];
  const common = { args, chromiumSandbox: process.getuid?.() !== 0 && own !== undefined };
  if (own !== undefined) return chromium.launch({ ...common, executablePath: own });
  const home = await unpacked();
  const options = { ...common, executablePath: join(home, 'chromium') };
  const env = { ...(process.env as Record<string, string>), FONTCONFIG_FILE: join(home, 'fonts.conf') };
  try {
    return await chromium.launch({ ...options, env });
  } catch (thrown) {
    if (!String(thrown).includes('shared libraries')) throw thrown;
    // A machine without NSS: the package brings one.
    return chromium.launch({ ...options, env: { ...env, LD_LIBRARY_PATH: join(home, 'al2023', 'lib') } });
  }
}

const FONT_PATH = '/e2e-fonts/';
const WEIGHTS = [400, 700];
/** The names that the theme's stack asks for. Faces of the page win over installed ones. */
const FAMILIES = ['Noto Sans CJK SC', 'Noto Sans SC'];

export async function giveChineseFont(context: BrowserContext): Promise<void> {
  const files = dirname(require.resolve('@fontsource/noto-sans-sc/package.json'));
  await context.route(`**${FONT_PATH}*`, (route) => {
    const name = new URL(route.request().url()).pathname.replace(FONT_PATH, '');
    return route.fulfill({ path: join(files, 'files', name), contentType: 'font/woff2' });
  });
  const faces = FAMILIES.flatMap((family) =>
    WEIGHTS.map(
      (weight) =>
        `@font-face{font-family:'${family}';font-weight:${weight};src:url(${FONT_PATH}noto-sans-sc-chinese-simplified-${weight}-normal.woff2)}`,
    ),
  );
  await context.addInitScript((css) => {
    document.addEventListener('DOMContentLoaded', () => {
      const style = document.createElement('style');
      style.textContent = css;
      document.head.append(style);
    });
  }, faces.join(''));
}
