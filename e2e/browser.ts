// A real Chromium: the one in the npm package @sparticuz/chromium, or LUODI_CHROMIUM. It is unpacked once into node_modules/.cache, together
// with the fonts that pages are drawn with on every machine: the package's Open Sans, and Noto Sans SC.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { writeChineseFonts } from './chineseFont.ts';
import { ROOT } from './product.ts';

const UNPACKED = ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br'];

/** Made beside its place and moved there whole: a run cut off in between leaves nothing that looks ready. */
async function unpacked(): Promise<string> {
  const bin = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..', 'bin');
  const manifest = readFileSync(join(bin, '..', 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  for (const cache of [join(ROOT, 'node_modules', '.cache'), join(tmpdir(), 'luodi-e2e-cache')]) {
    const home = join(cache, `chromium-${version}`);
    if (existsSync(home)) return home;
    const making = `${home}.${process.pid}`;
    try {
      mkdirSync(making, { recursive: true, mode: 0o700 });
    } catch {
      // A read-only node_modules.
      continue;
    }
    await unpackInto(making, bin);
    writeChineseFonts(join(making, 'fonts'));
    writeFileSync(join(making, 'fonts.conf'), fontsConf(home));
    try {
      renameSync(making, home);
    } catch {
      // Another run of this checkout was quicker.
      rmSync(making, { recursive: true, force: true });
    }
    return home;
  }
  throw new Error('there is nowhere to unpack Chromium to');
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

function fontsConf(home: string): string {
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${home}/fonts</dir><cachedir>${home}/fonts-cache</cachedir></fontconfig>
`;
}

export async function openBrowser(): Promise<Browser> {
  const own = process.env.LUODI_CHROMIUM;
  const home = await unpacked();
  const options = {
    executablePath: own ?? join(home, 'chromium'),
    args: ['--font-render-hinting=none', '--disable-gpu', '--disable-dev-shm-usage'],
    // The unpacked one has no setuid helper; root may not use a sandbox at all.
    chromiumSandbox: own !== undefined && process.getuid?.() !== 0,
  };
  const env = {
    ...(process.env as Record<string, string>),
    FONTCONFIG_FILE: join(home, 'fonts.conf'),
    // In the plain C locale a Chinese file name of a download is lost.
    LC_ALL: 'C.UTF-8',
  };
  try {
    return await chromium.launch({ ...options, env });
  } catch (thrown) {
    if (!String(thrown).includes('shared libraries')) throw thrown;
    // A machine without NSS: the package brings one.
    return chromium.launch({ ...options, env: { ...env, LD_LIBRARY_PATH: join(home, 'al2023', 'lib') } });
  }
}
