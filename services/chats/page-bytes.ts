import { sql, type RawBuilder } from 'kysely';

interface Stretch {
  room: string;
  from: number;
  to: number;
  direction: 'asc' | 'desc';
  /** How many rows at most. */
  limit: number;
  /** How many bytes of text at most; one row is given however long it is. */
  bytes: number;
}

/**
 * Where a page of a room's log ends so that its texts are no more than so many bytes: the seq of its last row, as part of
 * the statement that reads the page. Only lengths are looked at: long texts beyond the page are never taken into memory.
 */
export function endOfPage(table: 'events' | 'messages', stretch: Stretch): RawBuilder<number> {
  const { room, from, to, limit, bytes } = stretch;
  const text = sql.ref(table === 'events' ? 'data' : 'body');
  const order = stretch.direction === 'asc' ? sql`asc` : sql`desc`;
  const last = stretch.direction === 'asc' ? sql`max` : sql`min`;
  return sql<number>`(
    select ${last}(seq) from (
      select seq, row_number() over running as place, sum(size) over running as bytes from (
        select seq, coalesce(octet_length(${text}), 0) as size from ${sql.table(table)}
        where room = ${room} and seq >= ${from} and seq <= ${to} order by seq ${order} limit ${limit}
      ) as sized window running as (order by seq ${order})
    ) as summed where bytes <= ${bytes} or place = 1
  )`;
}

/** The first of these that come to no more than so many bytes as JSON, where every character may be escaped; at least one. */
export function withinBytes<T>(rows: readonly T[], textOf: (row: T) => string | null, bytes: number): T[] {
  let size = 0;
  const end = rows.findIndex((row, i) => {
    size += Buffer.byteLength(JSON.stringify(textOf(row)));
    return i > 0 && size > bytes;
  });
  return end === -1 ? [...rows] : rows.slice(0, end);
}
