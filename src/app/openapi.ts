// OpenAPI 3.1 made from the routes that are mounted and the commands of the loops, so that the document cannot say something else than the server does.
import { type ZodType, z } from 'zod';
import type { Route } from '../access/route.http.ts';
import type { Loop } from '../kernel/loop.ts';

type JsonSchema = Record<string, unknown>;

const PROBLEM: JsonSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string', description: 'urn:luodi:problem:<code>' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable code; all codes: docs/reference/errors.md' },
    detail: { type: 'string', description: 'What happened' },
    kept: { type: ['string', 'null'], description: 'What was kept' },
    fix: { type: ['string', 'null'], description: 'What to do' },
  },
};

const RECORDED: JsonSchema = {
  type: 'object',
  required: ['seq', 'facts', 'subject', 'revision', 'head'],
  properties: {
    seq: {
      type: 'array',
      items: { type: 'integer' },
      minItems: 2,
      maxItems: 2,
      description: 'First and last seq',
    },
    facts: { type: 'array', items: { type: 'string' } },
    subject: { type: 'string' },
    revision: { type: 'integer' },
    head: { type: 'string', description: 'SEQ:HASH' },
    repeated: { type: 'boolean', description: 'True when the same key was answered before' },
  },
};

export function openApi(routes: readonly Route[], loops: readonly Loop[], version: string): JsonSchema {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route) };
  }
  for (const loop of loops) {
    for (const command of loop.commands) {
      paths[`/api/commands/${loop.name}/${command.name}`] = {
        post: {
          operationId: `${loop.name}.${command.name}`,
          summary: `${command.title.zh} · ${command.title.en}`,
          tags: [loop.name],
          parameters: [IDEMPOTENCY],
          requestBody: jsonBody(commandBody(schemaOf(command.schema, 'input'))),
          responses: responses('Recorded', RECORDED),
        },
      };
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Luodi 落地',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        '日期 YYYY-MM-DD，金额为元，小数一律为字符串。Dates are of the city, money is yuan, decimals are strings.',
    },
    paths,
    components: {
      schemas: { Problem: PROBLEM },
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'luodi_session' } },
    },
    security: [{ session: [] }],
  };
}

const IDEMPOTENCY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  schema: { type: 'string', minLength: 1, maxLength: 200 },
  description: '同一个键只办一次。One key, one command. In plain forms: the hidden field idempotencyKey.',
};

function operation(route: Route): JsonSchema {
  const pathParameters = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => ({
    name: match[1],
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const query = route.query
    ? (schemaOf(route.query, 'input').properties as Record<string, JsonSchema> | undefined)
    : undefined;
  const required = route.query
    ? ((schemaOf(route.query, 'input').required as string[] | undefined) ?? [])
    : [];
  const queryParameters = Object.entries(query ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
    ...(typeof schema.description === 'string' ? { description: schema.description } : {}),
  }));
  const reply = typeof route.reply === 'string' ? undefined : schemaOf(route.reply, 'output');
  return {
    summary: `${route.title.zh} · ${route.title.en}`,
    parameters: [...pathParameters, ...queryParameters, ...(route.writes ? [IDEMPOTENCY] : [])],
    ...(route.body ? { requestBody: jsonBody(schemaOf(route.body, 'input')) } : {}),
    ...(isPublic(route) ? { security: [] } : {}),
    responses: responses(typeof route.reply === 'string' ? route.reply : 'OK', reply),
  };
}

/** Routes that need no session. Listed here once: the server asks, the document says. */
const PUBLIC = new Set([
  'POST /api/session',
  'GET /api/session',
  'DELETE /api/session',
  'GET /api/demo-accounts',
  'GET /api/openapi.json',
  'GET /api/health',
  'GET /firm/{token}',
  'POST /firm/{token}/questions',
]);

export function isPublic(route: Pick<Route, 'method' | 'path'>): boolean {
  return PUBLIC.has(`${route.method} ${route.path}`);
}

function schemaOf(schema: ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonSchema;
  return rest;
}

/** The body of a command over HTTP: its own fields and the two that every command takes. */
function commandBody(schema: JsonSchema): JsonSchema {
  return {
    ...schema,
    properties: {
      ...(schema.properties as JsonSchema | undefined),
      late: { type: 'boolean', description: '补报：发生在已封账的月份' },
      expectedRevision: { type: 'integer', description: '只在对象仍是这一版时办理' },
    },
  };
}

function jsonBody(schema: JsonSchema): JsonSchema {
  return { required: true, content: { 'application/json': { schema } } };
}

function responses(words: string, schema: JsonSchema | undefined): JsonSchema {
  return {
    '200': { description: words, content: { 'application/json': { schema: schema ?? {} } } },
    default: {
      description: 'Problem (RFC 9457)',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  };
}
