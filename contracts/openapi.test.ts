import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { auth } from './auth.ts';
import { chats } from './chats.ts';
import { errorStatus, type ErrorCode } from './errors.ts';
import { errorsOf, openapiDocument, openapiText } from './openapi.ts';
import type { Route } from './route.ts';
import { users } from './users.ts';

const routes: Route[] = [auth, users, chats].flatMap((table) => Object.values<Route>(table));
const isPublic = (route: Route) => route.who !== 'peer';

/** Codes that only the socket says, in `refused`, `error`, `gone` or at the handshake. */
const onlySocket: ErrorCode[] = ['after_refused', 'too_many_sockets', 'too_many_in_flight'];

test('is valid OpenAPI 3.1', async () => {
  const result = await new Validator().validate(openapiDocument());
  expect(result.errors ?? []).toEqual([]);
  expect(result.valid).toBe(true);
});

test('has every public route with its answers, and no other', () => {
  const { paths } = openapiDocument() as { paths: Record<string, Record<string, { responses: object }>> };
  const described = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { responses }]) => ({
      call: `${method.toUpperCase()} ${path}`,
      statuses: Object.keys(responses).map(Number),
    })),
  );
  const wanted = routes.filter(isPublic).map((route) => `${route.method} ${route.path}`);
  expect(described.map(({ call }) => call).sort()).toEqual(wanted.sort());
  for (const route of routes.filter(isPublic)) {
    const { statuses } = described.find(({ call }) => call === `${route.method} ${route.path}`) ?? {
      statuses: [],
    };
    const answers = Object.keys(route.answers).map(Number);
    const errors = errorsOf(route).map((code) => errorStatus[code]);
    expect(statuses.sort()).toEqual([...new Set([...answers, ...errors])].sort());
  }
});

test('points only to shapes that it has', () => {
  const document = openapiDocument() as { components: { schemas: object } };
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1]);
  const names = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
  expect(references.length).toBeGreaterThan(20);
  expect([...new Set(references)].filter((reference) => !names.includes(reference ?? ''))).toEqual([]);
});

test('every error code can be met: by a route or by the socket', () => {
  const listed = new Set(routes.flatMap(errorsOf));
  const codes = Object.keys(errorStatus) as ErrorCode[];
  expect(codes.filter((code) => !listed.has(code)).sort()).toEqual([...onlySocket].sort());
});

test('the file is what the tables make', () => {
  expect(readFileSync(join(import.meta.dir, 'openapi.json'), 'utf8') === openapiText()).toBe(true);
});
