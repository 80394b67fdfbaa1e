import { createHash } from 'node:crypto';
import { expect, test } from 'bun:test';
import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { auth } from './auth.ts';
import { chats } from './chats.ts';
import { closeCode, errorStatus } from './errors.ts';
import * as events from './events.ts';
import * as live from './live.ts';
import type { Route, Routes } from './route.ts';
import { users } from './users.ts';
import { wireVersion } from './version.ts';
import { wireHistory } from './wire-history.ts';

function isSchema(value: unknown): value is GenericSchema {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'schema';
}

/** A schema, what may be left out and what is filled in, in a form that only changes when it does. */
function shape(part: Route['body'] | null): unknown {
  if (!isSchema(part)) return part ?? null;
  const modes = ['input', 'output'] as const;
  return modes.map((typeMode) =>
    toJsonSchema(part, { target: 'draft-2020-12', errorMode: 'ignore', typeMode }),
  );
}

function shapesOf(table: Routes): unknown {
  return Object.entries(table).map(([name, { method, path, who, errors, ...parts }]) => ({
    ...{ name, method, path, who, errors },
    params: shape(parts.params),
    query: shape(parts.query),
    body: shape(parts.body),
    answers: Object.entries(parts.answers).map(([status, answer]) => [status, shape(answer)]),
  }));
}

function schemasOf(module: object): unknown {
  return Object.entries(module)
    .filter(([, value]) => isSchema(value))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [name, shape(value as GenericSchema)]);
}

const subjects = Object.entries(events.subject).map(([name, at]) => [
  name,
  typeof at === 'string' ? at : at('id'),
]);

test('whoever changes what crosses a boundary raises the version', () => {
  const rest = [auth, users, chats].map(shapesOf);
  const wire = {
    rest,
    live: [live.subprotocol, schemasOf(live)],
    bus: [subjects, schemasOf(events)],
    errorStatus,
    closeCode,
  };
  const hash = createHash('sha256').update(JSON.stringify(wire)).digest('hex').slice(0, 16);
  if (hash !== wireHistory.at(-1)) {
    throw new Error(
      `The wire changed: raise wireVersion in contracts/version.ts to ${wireHistory.length + 1}, ` +
        `and add '${hash}' at the end of contracts/wire-history.ts.`,
    );
  }
  expect(wireVersion).toBe(wireHistory.length);
});

test('every version had a wire of its own', () => {
  expect(new Set(wireHistory).size).toBe(wireHistory.length);
});
