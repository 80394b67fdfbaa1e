/**
 * The route tables as an OpenAPI 3.1 document. `bun contracts/openapi.ts` writes `openapi.json` beside it; with
 * `--check` it only says whether that file still is what the tables make, and exits 1 if not.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { auth } from './auth.ts';
import { chats } from './chats.ts';
import { errorStatus, type ErrorCode } from './errors.ts';
import { namedSchemas, schemaOf, type Json } from './openapi-schema.ts';
import { errorsOfEveryCall, type Route, type Routes } from './route.ts';
import { users } from './users.ts';
import { wireVersion } from './version.ts';

const tables: Record<string, Routes> = { auth, users, chats };

const descriptions: Record<string, string> = {
  auth: 'Accounts, credentials and sessions.',
  users: 'Profiles: display name, status, picture.',
  chats: 'Rooms, members, invites, messages and read positions.',
};

const meanings: Record<number, string> = {
  200: 'Done.',
  201: 'Made.',
  204: 'Done; nothing to say.',
};

/** The document. Only public routes are in it; what services ask each other is theirs. */
export function openapiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const [service, table] of Object.entries(tables)) {
    for (const [name, route] of Object.entries(table)) {
      if (route.who === 'peer') continue;
      (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(service, name, route);
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Rookery',
      version: String(wireVersion),
      description:
        'Group chat that people host themselves. Every state change needs an `Origin` header that this server knows. ' +
        'Live events come over the WebSocket at `/live`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: Object.keys(tables).map((name) => ({ name, description: descriptions[name] })),
    paths,
    components: {
      schemas: { ...namedSchemas(), Error: errorSchema },
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'rookery_session',
          description:
            'Set by register and login; named `__Host-rookery_session` where the public address is HTTPS.',
        },
      },
    },
  };
}

/** The errors that a call can answer: its own, and those of every call as far as they can happen to it. */
export function errorsOf(route: Route): ErrorCode[] {
  const changes = route.method !== 'GET';
  const onlyChanges: ErrorCode[] = ['origin_refused', 'too_large', 'unsupported_media'];
  const general = errorsOfEveryCall.filter((code) => changes || !onlyChanges.includes(code));
  return [
    ...new Set([...(route.who === 'user' ? (['not_signed_in'] as const) : []), ...route.errors, ...general]),
  ];
}

const errorSchema: Json = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: {
        code: { type: 'string', enum: Object.keys(errorStatus) },
        message: { type: 'string', description: 'For people.' },
        fields: {
          type: 'object',
          additionalProperties: { type: 'string' },
          description: 'Bad fields, each with a reason code.',
        },
        retryAfterMs: { type: 'integer', minimum: 0, description: 'When trying again makes sense.' },
      },
    },
  },
};

function operation(service: string, name: string, route: Route): Json {
  const parameters = [...parametersOf(route, 'path'), ...parametersOf(route, 'query')];
  return {
    operationId: `${service}.${name}`,
    tags: [service],
    summary: route.summary,
    security: route.who === 'user' ? [{ session: [] }] : [],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body ? { requestBody: { required: true, content: contentOf(route.body) } } : {}),
    responses: { ...successes(route), ...failures(route) },
  };
}

function parametersOf(route: Route, place: 'path' | 'query'): Json[] {
  const shape = place === 'path' ? route.params : route.query;
  if (!shape) return [];
  const { properties, required } = schemaOf(shape) as { properties: Json; required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || (required ?? []).includes(name),
    schema,
  }));
}

function contentOf(schema: NonNullable<Route['body']>): Json {
  if (schema !== 'image') return { 'application/json': { schema: schemaOf(schema) } };
  return { 'image/*': { schema: { type: 'string', format: 'binary' } } };
}

function successes(route: Route): Json {
  const setsCookie =
    Object.values(route.answers).some((answer) => answer !== null) &&
    route.who === 'anyone' &&
    route.method === 'POST';
  const headers = { 'Set-Cookie': { description: 'The session.', schema: { type: 'string' } } };
  return Object.fromEntries(
    Object.entries(route.answers).map(([status, answer]) => [
      status,
      {
        description: meanings[Number(status)] ?? 'Done.',
        ...(setsCookie ? { headers } : {}),
        ...(answer === null ? {} : { content: contentOf(answer) }),
      },
    ]),
  );
}

function failures(route: Route): Json {
  const byStatus = Map.groupBy(errorsOf(route), (code) => errorStatus[code]);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `\`${code}\``).join(', '),
        ...(status === 429 || status === 503
          ? { headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } } }
          : {}),
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    ]),
  );
}

/** The document as the file has it. */
export function openapiText(): string {
  return `${JSON.stringify(openapiDocument(), null, 2)}\n`;
}

if (import.meta.main) {
  const file = join(import.meta.dir, 'openapi.json');
  if (!process.argv.includes('--check')) writeFileSync(file, openapiText());
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== openapiText()) {
    console.error('contracts/openapi.json is not what the route tables make. Run: bun contracts/openapi.ts');
    process.exit(1);
  }
}
