import * as v from 'valibot';

/** Ids that the server makes: UUIDv7 as text. Direct conversations may later use other ids of the same alphabet. */
export const Id = v.pipe(v.string(), v.regex(/^[0-9a-z-]{8,64}$/, 'is not an id'));
/** What a client gives a post so that trying again never doubles it. */
export const Key = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{8,64}$/, 'must be 8–64 of A–Z a–z 0–9 _ -'));
/** An opaque secret in a link: base64url of at least 128 bits. */
export const Token = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22,86}$/, 'is not a token'));
/** A position in a room's or a user's log. 2^53-1 is the largest that JSON carries exactly. */
export const Seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Milliseconds since 1970. */
export const Time = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A whole number in a query string. */
export function count(min: number, max: number) {
  return v.pipe(
    v.union([
      v.pipe(v.string(), v.regex(/^\d{1,16}$/, 'is not a whole number'), v.transform(Number)),
      v.number(),
    ]),
    v.safeInteger(),
    v.minValue(min),
    v.maxValue(max),
  );
}

/** Page size: 50 unless given, 200 at most. */
export const Limit = v.optional(count(1, 200), 50);

/** A message text as it came in; length and forbidden characters are checked with a named error by `chats`. */
export const Body = v.string();

export const User = v.object({ id: Id, username: v.string() });
export const Role = v.picklist(['owner', 'member']);
