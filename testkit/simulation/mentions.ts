import type { MentionRows } from '../checker/mentions.ts';
import type { SimulatedWorld } from './world.ts';

/** What the store holds about mentions. */
export async function mentionRows({ disk: { store } }: SimulatedWorld): Promise<MentionRows> {
  return {
    messages: await store.selectFrom('messages').select(['room', 'seq', 'by', 'body', 'rev']).execute(),
    members: await store.selectFrom('memberships').select(['room', 'user', 'joined_seq']).execute(),
    mentions: await store.selectFrom('mentions').selectAll().execute(),
    told: await store.selectFrom('me_log').select(['user', 'data']).where('type', '=', 'mention').execute(),
    cut: new Set(),
  };
}

/** By user and room: seqs of unread messages that mention them. */
export async function unreadMentions({ disk: { store } }: SimulatedWorld): Promise<Map<string, number[]>> {
  const rows = await store
    .selectFrom('mentions as x')
    .innerJoin('memberships as m', (join) =>
      join.onRef('m.room', '=', 'x.room').onRef('m.user', '=', 'x.user'),
    )
    .select(['x.room', 'x.user', 'x.seq'])
    .whereRef('x.seq', '>', 'm.read_seq')
    .orderBy('x.seq')
    .execute();
  const byReader = Map.groupBy(rows, ({ user, room }) => `${user} ${room}`);
  return new Map([...byReader].map(([reader, some]) => [reader, some.map(({ seq }) => seq)]));
}
