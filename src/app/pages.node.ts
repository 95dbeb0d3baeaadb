// The built pages from dist/web: hashed assets for ever, index.html for every address that is a page. Compressed twins (.br, .gz) are used when the build made
// them; else an asset is gzipped once, at its first request, and kept.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join, normalize, sep } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.map': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};
const COMPRESSIBLE = new Set(['.html', '.js', '.css', '.json', '.svg', '.map', '.txt']);
const MIN_BYTES = 1024;

interface Asset {
  readonly plain: Buffer;
  readonly type: string;
  readonly compressible: boolean;
  gzip?: Buffer;
  br?: Buffer;
}

export async function mountPages(server: FastifyInstance, folder: string): Promise<void> {
  const assets = new Map<string, Asset>();
  server.get('/*', async (request, reply) => {
    const path = decodedPath(request);
    if (path === undefined || path.startsWith('/api/') || path === '/api') return reply.callNotFound();
    // Ids in an address may hold dots (/figures/projects.started), so only what is asked of /assets/ must be a file.
    const mustBeFile = path.startsWith('/assets/');
    const file =
      findAsset(assets, folder, path) ?? (mustBeFile ? undefined : findAsset(assets, folder, '/index.html'));
    if (!file) {
      if (mustBeFile) return reply.callNotFound();
      return reply
        .status(503)
        .type('text/plain; charset=utf-8')
        .send('页面尚未构建：npm run prepare。The pages are not built: npm run prepare.\n');
    }
    reply.header(
      'cache-control',
      path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    );
    return sendAsset(request, reply, file);
  });
}

function decodedPath(request: FastifyRequest): string | undefined {
  try {
    const path = normalize(decodeURIComponent(request.url.split('?')[0] ?? '/'));
    return path.includes('\0') || path.split(sep).includes('..')
      ? undefined
      : path === '/'
        ? '/index.html'
        : path;
  } catch {
    return undefined;
  }
}

/** Small and few: read once and kept. What is not a file of the folder is undefined. */
function findAsset(assets: Map<string, Asset>, folder: string, path: string): Asset | undefined {
  const known = assets.get(path);
  if (known) return known;
  const file = join(folder, path);
  if (!file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) return undefined;
  const plain = readFileSync(file);
  const extension = extname(file);
  const asset: Asset = {
    plain,
    type: TYPES[extension] ?? 'application/octet-stream',
    compressible: COMPRESSIBLE.has(extension) && plain.length >= MIN_BYTES,
    ...(existsSync(`${file}.br`) ? { br: readFileSync(`${file}.br`) } : {}),
    ...(existsSync(`${file}.gz`) ? { gzip: readFileSync(`${file}.gz`) } : {}),
  };
  assets.set(path, asset);
  return asset;
}

function sendAsset(request: FastifyRequest, reply: FastifyReply, asset: Asset): FastifyReply {
  reply.type(asset.type);
  if (!asset.compressible) return reply.send(asset.plain);
  reply.header('vary', 'accept-encoding');
  const accepted = String(request.headers['accept-encoding'] ?? '');
  if (/\bbr\b/.test(accepted)) {
    asset.br ??= brotliCompressSync(asset.plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
    return reply.header('content-encoding', 'br').send(asset.br);
  }
  if (/\bgzip\b/.test(accepted)) {
    asset.gzip ??= gzipSync(asset.plain, { level: 6 });
    return reply.header('content-encoding', 'gzip').send(asset.gzip);
  }
  return reply.send(asset.plain);
}
