// Serves dist/web and the fixtures, to look at the pages without a database. Development only; never built in.
// node_modules/.bin/node src/app/web/dev/server.mts [port]
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import { answerOf } from '../fixtures/answers.mts';

const root = join(import.meta.dirname, '../../../../dist/web');
const port = Number(process.argv[2] ?? 4499);
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
}

createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname.startsWith('/api/')) {
    const answer = answerOf(request.method ?? 'GET', url, await bodyOf(request));
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
    return;
  }
  const path = normalize(url.pathname);
  // A measure's id holds a dot, so the folder says what is a file, not the ending.
  const file = path.startsWith('/assets/') ? path : '/index.html';
  try {
    const bytes = gzipSync(await readFile(join(root, file)), { level: 9 });
    response.writeHead(200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'content-encoding': 'gzip',
    });
    response.end(bytes);
  } catch {
    response.writeHead(404).end();
  }
}).listen(port, () => process.stdout.write(`http://127.0.0.1:${port}\n`));
