import { readFrame } from './event-frame.ts';
import type { StoredRoom } from './history.ts';
import type { Judge, Run } from './judge.ts';

/** Every stored log is numbered 1..head, and its messages and members are what its events say. */
export function judgeStoredRooms({ history, keys, report }: Run): Judge {
  function log({ room, head, events }: StoredRoom): void {
    const ids = new Set<string>();
    let expected = 1;
    for (const { seq, id, type, by, frame } of events) {
      if (seq !== expected) {
        const sentence = `the store holds event ${seq} where ${expected} should be`;
        report('numbers', sentence, { room, seq: expected });
      }
      expected = seq + 1;
      if (ids.has(id)) report('duplicate', `the store holds event ${id} twice`, { room, seq });
      ids.add(id);
      const event = readFrame(frame);
      if (event && (event.seq !== seq || event.id !== id || event.type !== type || event.by !== by))
        report('projection', `the row of event ${seq} says other than its bytes`, { room, seq });
    }
    if (head !== expected - 1)
      report('numbers', `the head is ${head}, but the last event is ${expected - 1}`, { room, seq: head });
  }

  function messages(stored: StoredRoom): void {
    const { room, events } = stored;
    const rows = new Map(stored.messages.map((row) => [row.seq, row]));
    const bodies = new Map<number, string | null>();
    const seen = new Set<string>();
    let n = 0;
    for (const { seq, by, frame } of events) {
      const event = readFrame(frame);
      if (event?.type === 'message.edited' || event?.type === 'message.deleted') {
        const { target, body } = event.data;
        if (target !== undefined) bodies.set(target, body ?? null);
      }
      if (event?.type !== 'message.posted') continue;
      n++;
      const { key = '', body = null } = event.data;
      const where = { room, seq, key };
      bodies.set(seq, body);
      if (event.data.n !== n)
        report('ordinals', `message ${seq} is counted ${event.data.n}, not ${n}`, where);
      if (seen.has(`${by} ${key}`)) report('duplicate', `key ${key} of ${by} is stored twice`, where);
      seen.add(`${by} ${key}`);
      const row = rows.get(seq);
      if (row?.by !== by || row.key !== key || row.n !== event.data.n)
        report('projection', `the row of message ${seq} is not what its event says`, where);
      const posted = keys.get(by, room, key);
      if (!posted?.posts.length)
        report('unsent-post', `message ${seq} is stored, but ${by} never sent key ${key}`, where);
      else if (body !== null && !posted.bodies.includes(body))
        report('two-values', `message ${seq} holds other text than was sent: ${body}`, {
          ...where,
          records: posted.posts.map(({ index }) => index),
        });
    }
    for (const { seq, body } of stored.messages)
      if (!bodies.has(seq)) report('projection', `message ${seq} has no event`, { room, seq });
      else if (body !== null && body !== bodies.get(seq))
        report('projection', `the text of message ${seq} is not that of its last event`, { room, seq });
      else if (body === null && bodies.get(seq) !== null)
        report('projection', `the text of message ${seq} is gone, but not from its event`, { room, seq });
  }

  function members(stored: StoredRoom): void {
    const { room } = stored;
    const now = new Set<string>();
    for (const { seq, by, frame } of stored.events) {
      const { type = '', data } = readFrame(frame) ?? {};
      if (type.startsWith('message.') && type !== 'message.deleted' && !now.has(by)) {
        const sentence = `${by} was no member when event ${seq} of theirs was stored`;
        report('outsider-post', sentence, { room, seq });
      }
      if (type === 'room.created') now.add(by);
      if (type === 'member.joined' && data?.user) now.add(data.user);
      if ((type === 'member.left' || type === 'member.removed') && data?.user) now.delete(data.user);
    }
    const stray = [...now].filter((user) => !stored.members.includes(user));
    stray.push(...stored.members.filter((user) => !now.has(user)));
    if (stray.length > 0)
      report('projection', `the events and the list of members differ in ${stray.join(', ')}`, { room });
  }

  return {
    see() {},
    end() {
      for (const stored of history.store) {
        log(stored);
        messages(stored);
        members(stored);
      }
    },
  };
}
