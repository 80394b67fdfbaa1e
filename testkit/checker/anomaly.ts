/** What may be wrong, each with the promise of the delivery contract that it breaks. */
export const rules = {
  numbers: 'order: events are numbered 1, 2, 3, … with no gap',
  ordinals: 'order: messages are counted 1, 2, 3, … with no gap',
  'key-two-seqs': 'idempotency: the same key gives the first seq',
  'lost-write': 'durability: what was acknowledged or delivered is stored',
  'before-durable': 'visibility: nobody sees an event before it is durable',
  'stale-read': 'visibility: a read begun after an ack includes it',
  'two-values': 'erasure: the bytes of an event never change, except by deletion',
  gap: 'delivery: events come strictly n, n+1, … with no gap',
  duplicate: 'delivery: events come with no double; a key is stored once',
  reorder: 'delivery: events come in order',
  'not-open': 'delivery: only open rooms are delivered',
  'false-caught-up': 'resume: caught-up comes once an open, at what was delivered',
  'reset-without-cause': 'resume: a reset needs one of its four causes',
  'missing-reset': 'resume: a position of another log is reset, never gone on from',
  'after-revocation': 'revocation: who left or was removed gets nothing with a higher seq',
  'after-sign-out': 'revocation: a sign-out closes open sockets',
  'ack-without-post': 'idempotency: each post is answered once, and nothing else is',
  'refused-for-good': 'refusal: what cannot be taken in just now may be tried again',
  'ack-order': 'sender order: acks come in the order of their numbers',
  'sender-order': 'sender order: posts are numbered in the order sent',
  'outsider-post': 'only members post',
  'unsent-post': 'what is stored is what somebody sent',
  'redacted-text': 'erasure: nothing serves the text of a deleted message',
  'after-room-deletion': 'erasure: nothing serves a deleted room, and nothing is taken in there',
  'untold-room-deletion': 'erasure: who has a room open hears that it is deleted, when it is',
  'room-leftovers': 'erasure: nothing of a deleted room stays in the store',
  'lost-change': 'durability: an edit, deletion or change of members that was answered is stored',
  projection: 'the messages and members of a room are what its events say',
  malformed: 'the wire: an event names its room, number, id, type and sender',
} as const;

export type Kind = keyof typeof rules;

/** One broken promise. `records`: where in the history it can be seen, in the order in which it is told. */
export interface Anomaly {
  kind: Kind;
  rule: string;
  room: string | null;
  seq: number | null;
  key: string | null;
  socket: string | null;
  sentence: string;
  records: number[];
}

export type Report = (
  kind: Kind,
  sentence: string,
  where: { room?: string; seq?: number; key?: string; socket?: string | null; records?: number[] },
) => void;

/** A run that went wrong at its start breaks the same promise a million times: so many of a kind are told. */
const toldOfKind = 1000;

/** Gathers anomalies. */
export function gatherAnomalies(): { found: Anomaly[]; report: Report } {
  const found: Anomaly[] = [];
  const counts = new Map<Kind, number>();
  const report: Report = (kind, sentence, { room, seq, key, socket, records }) => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    if (count > toldOfKind) return;
    const where = { room: room ?? null, seq: seq ?? null, key: key ?? null, socket: socket ?? null };
    found.push({ kind, rule: rules[kind], ...where, sentence, records: records ?? [] });
  };
  return { found, report };
}
