import { localBus } from '../platform/bus-local.ts';
import { systemClock } from '../platform/clock.ts';
import type { Database } from '../platform/db.ts';
import { migrate } from '../platform/migrate.ts';
import { Changes } from '../services/chats/changes.ts';
import { Digests } from '../services/chats/digests.ts';
import { migrations } from '../services/chats/migrations.ts';
import type { ChatsTables } from '../services/chats/schema.ts';
import { testStore } from './store.ts';

/** The store of `chats` in its shape of now, with what writes to it, without the service around. The caller closes it. */
export async function openChats(
  folder: string,
): Promise<{ database: Database<ChatsTables>; changes: Changes }> {
  const database = await testStore<ChatsTables>('chats', folder);
  await migrate('chats', database, migrations);
  const bus = localBus(() => undefined);
  return { database, changes: new Changes(database, bus, new Digests(bus, systemClock)) };
}
