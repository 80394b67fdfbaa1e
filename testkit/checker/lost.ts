import type { HistoryRecord } from './history.ts';
import type { Judge, Run } from './judge.ts';

type Change = Extract<HistoryRecord, { is: 'edited' | 'deleted' | 'removed' | 'joined' }>;

/** What was acknowledged, answered or delivered is in the store at the end, unless a restoration took it back. */
export function judgeLost({ history, keys, logs, generations, report }: Run): Judge {
  const changes: { record: Change; index: number }[] = [];
  const stored = new Set(history.store.map(({ room }) => room));
  /** Rooms that somebody wanted to delete; those that the store does not have are. */
  const unwanted = new Set<string>();
  const isDeleted = (room: string) => unwanted.has(room) && !stored.has(room);

  function acked(): void {
    for (const { room, user, key, acks } of keys.all()) {
      const told = new Set<number>();
      for (const { seq, index, generation } of acks) {
        if (told.has(seq)) continue;
        told.add(seq);
        const entry = logs.at(room, seq, generation);
        const lasts = generations.survives(room, seq, generation) && !isDeleted(room);
        if (!entry && (!lasts || history.unfinished)) continue;
        const where = { room, seq, key, records: [index] };
        if (!entry || (lasts && !history.unfinished && !entry.inStore))
          report(
            'lost-write',
            `key ${key} was acknowledged as ${seq}, but the store has no such event`,
            where,
          );
        else if (
          entry.event.type !== 'message.posted' ||
          entry.event.by !== user ||
          entry.event.data.key !== key
        ) {
          // A number that two acks name is told of once, as a key with two numbers.
          if (new Set(acks.map((ack) => ack.seq)).size > 1) continue;
          const sentence = `key ${key} was acknowledged as ${seq}, but there is another event: ${entry.frame}`;
          report('lost-write', sentence, where);
        }
      }
    }
  }

  function delivered(): void {
    if (history.unfinished) return;
    for (const { room, version, entry } of logs.all()) {
      const { seq, by, data } = entry.event;
      if (entry.inStore || isDeleted(room)) continue;
      if (version !== generations.version(room, seq, generations.last)) continue;
      // An ack of it is told of already.
      if (data.key && keys.get(by, room, data.key)?.acks.some((ack) => ack.seq === seq)) continue;
      const sentence = `event ${seq} was delivered, but is not in the store`;
      report('lost-write', sentence, { room, seq, records: [entry.index] });
    }
  }

  /** Judged without restorations only: which change one took back cannot be told from outside. */
  function answered(): void {
    if (history.unfinished || generations.last > 0) return;
    const texts = new Set<string>();
    for (const { room, entry } of logs.all()) {
      const { type, seq, data } = entry.event;
      if (type === 'message.posted' || type === 'message.edited')
        texts.add(JSON.stringify([room, data.target ?? seq, data.body]));
    }
    for (const { record, index } of changes) {
      const { room } = record;
      if (isDeleted(room)) continue;
      if (!stands(record, texts)) {
        const of = 'target' in record ? `message ${record.target}` : record.user;
        const sentence = `that ${of} was ${record.is} was answered, but the store does not know of it`;
        report('lost-change', sentence, { room, records: [index] });
      }
    }
  }

  function stands(record: Change, texts: Set<string>): boolean {
    const { room } = record;
    if (record.is === 'edited')
      return (
        texts.has(JSON.stringify([room, record.target, record.body])) ||
        logs.deletes(room, record.target, generations.last)
      );
    if (record.is === 'deleted') return logs.deletes(room, record.target, generations.last);
    const known = logs.changesOf(room, record.user, generations.last);
    return known.some(({ member }) => member === (record.is === 'joined'));
  }

  return {
    see(record, index) {
      if (record.is === 'room-deletion') unwanted.add(record.room);
      if (
        record.is === 'edited' ||
        record.is === 'deleted' ||
        record.is === 'removed' ||
        record.is === 'joined'
      )
        changes.push({ record, index });
    },
    end() {
      acked();
      delivered();
      answered();
    },
  };
}
