import { sql } from 'kysely';
import type { ChatsTables } from '../services/chats/schema.ts';
import type { Person } from './person.ts';
import { testStore } from './store.ts';
import type { World } from './world.ts';

/**
 * Puts a room of a running world back to where it was at an earlier event, as from a backup: its epoch stays. `strangers`
 * were not in it then; nor have they anything in their own logs.
 */
export async function putBack(
  world: World,
  room: string,
  head: number,
  strangers: readonly Person[] = [],
): Promise<void> {
  const store = await testStore<ChatsTables>('chats', world.dataFolder);
  await store.transaction(async (tx) => {
    // As everybody does who changes a room: whoever is storing something has stored it before.
    await sql`update rooms set head = ${head} where id = ${room}`.execute(tx);
    for (const table of ['events', 'messages', 'keys'] as const)
      await tx.deleteFrom(table).where('room', '=', room).where('seq', '>', head).execute();
    for (const { id } of strangers) {
      await tx.deleteFrom('memberships').where('room', '=', room).where('user', '=', id).execute();
      await tx.deleteFrom('me_log').where('user', '=', id).execute();
      await tx.deleteFrom('me_heads').where('user', '=', id).execute();
    }
    const posts = sql<number>`(select count(*) from messages where room = ${room})`;
    const members = sql<number>`(select count(*) from memberships where room = ${room})`;
    await tx.updateTable('rooms').set({ posts, members }).where('id', '=', room).execute();
    const read = { read_seq: head, read_n: posts };
    await tx
      .updateTable('memberships')
      .set(read)
      .where('room', '=', room)
      .where('read_seq', '>', head)
      .execute();
  });
  await store.close();
}
