import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { Account, Instance, Session } from './auth.ts';
import { Invite, Member, Message, Room, RoomEvent } from './chats.ts';
import { Profile } from './users.ts';

/** A part of the document; what may stand in it the standard says, and the test checks. */
export type Json = { [name: string]: unknown };

/** Shapes that have a name of their own in the document. */
const named: Record<string, GenericSchema> = {
  Account,
  Session,
  Instance,
  Profile,
  Room,
  Member,
  Invite,
  Message,
  RoomEvent,
};

/** The JSON Schema of one shape, pointing to named ones. */
export function schemaOf(schema: GenericSchema): Json {
  return converted(schema, named);
}

/** The named shapes, for `components.schemas`. */
export function namedSchemas(): Json {
  const entries = Object.entries(named);
  return Object.fromEntries(
    entries.map(([name, schema]) => {
      // Not by its own name: that would be nothing but a pointer to itself.
      const others = Object.fromEntries(entries.filter(([other]) => other !== name));
      return [name, converted(schema, others)];
    }),
  );
}

function converted(schema: GenericSchema, definitions: Record<string, GenericSchema>): Json {
  const json: Json = {
    ...toJsonSchema(schema, {
      target: 'draft-2020-12',
      // Actions without a JSON Schema equivalent (text of a number → number) only make it less exact.
      errorMode: 'ignore',
      definitions,
      overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
    }),
  };
  delete json['$schema'];
  delete json['$defs'];
  return plainNumbers(json) as Json;
}

/** A number that may also come as text (in a query all do) is described as a number. */
function plainNumbers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainNumbers);
  if (typeof value !== 'object' || value === null) return value;
  const parts = Object.entries(value).filter(
    ([name]) => !(name === 'anyOf' && 'type' in value && value.type === 'integer'),
  );
  return Object.fromEntries(parts.map(([name, part]) => [name, plainNumbers(part)]));
}
