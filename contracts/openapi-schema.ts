import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { Account, Instance, Session } from './auth.ts';
import { Invite, Member, Message, Room, RoomEvent } from './chats.ts';
import { Profile } from './users.ts';

/** A part of the document; what may stand in it the standard says, and the test checks. */
export type Json = { [name: string]: unknown };

/** Shapes that have a name of their own in the document. */
const named = { Account, Session, Instance, Profile, Room, Member, Invite, Message, RoomEvent };

const options = {
  target: 'draft-2020-12',
  // Actions without a JSON Schema equivalent (text of a number → number) only make it less exact.
  errorMode: 'ignore',
  definitions: named,
  overrideRef: ({ referenceId }: { referenceId: string }) => `#/components/schemas/${referenceId}`,
} as const;

/** The JSON Schema of one shape, pointing to named ones. */
export function schemaOf(schema: GenericSchema): Json {
  const { $schema, $defs, ...rest } = toJsonSchema(schema, options) as Json;
  return plainNumbers(rest) as Json;
}

/** The named shapes, for `components.schemas`. */
export function namedSchemas(): Json {
  return Object.fromEntries(
    Object.entries(named).map(([name, schema]) => [name, withoutOwnName(name, schema)]),
  );
}

function withoutOwnName(name: string, schema: GenericSchema): Json {
  const others = Object.fromEntries(Object.entries(named).filter(([other]) => other !== name));
  const { $schema, $defs, ...rest } = toJsonSchema(schema, { ...options, definitions: others }) as Json;
  return plainNumbers(rest) as Json;
}

/** A number that may also come as text (in a query all do) is described as a number. */
function plainNumbers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainNumbers);
  if (typeof value !== 'object' || value === null) return value;
  const { anyOf, ...rest } = value as Json;
  const kept = anyOf === undefined || rest['type'] === 'integer' ? rest : { anyOf, ...rest };
  return Object.fromEntries(Object.entries(kept).map(([name, part]) => [name, plainNumbers(part)]));
}
