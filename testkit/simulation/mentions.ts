import type { SimulatedWorld } from './world.ts';

/** The ids that a text mentions. By the contract's words, not by the product's code. */
function named(body: string | null): Set<string> {
  return new Set((body ?? '').match(/<@[0-9a-z-]{8,64}>/g)?.map((token) => token.slice(2, -1)));
}

/**
 * What the store says of mentions that its messages do not, or the other way round: who is mentioned in a message as it
 * is now, is a member and not its author, is stored as mentioned and was told so by their own log; nobody else is.
 */
export async function mentionsAmiss({ disk: { store } }: SimulatedWorld): Promise<string[]> {
  const messages = await store.selectFrom('messages').selectAll().execute();
  const members = await store.selectFrom('memberships').selectAll().execute();
  const mentions = await store.selectFrom('mentions').selectAll().execute();
  const told = await store.selectFrom('me_log').selectAll().where('type', '=', 'mention').execute();
  const id = (room: string, user: string, seq: number) => `${user} in ${room} at ${seq}`;
  const stored = new Set(mentions.map(({ room, user, seq }) => id(room, user, seq)));
  const toldOf = new Set(
    told.map(({ user, data }) => {
      const { room, seq } = JSON.parse(data) as { room: string; seq: number };
      return id(room, user, seq);
    }),
  );
  const may = new Set<string>();
  const wrong: string[] = [];
  for (const { room, seq, by, body, rev } of messages) {
    const users = named(body);
    for (const { user, joined_seq } of members.filter((member) => member.room === room)) {
      if (user === by || !users.has(user)) continue;
      may.add(id(room, user, seq));
      // Who came later, and an edit that names again whom it named before, need not be told.
      const must = rev === 1 && joined_seq < seq;
      if (must && !stored.has(id(room, user, seq))) wrong.push(`no mention of ${id(room, user, seq)}`);
    }
  }
  for (const one of stored) {
    if (!may.has(one)) wrong.push(`a mention of ${one}, which does not name them or is not there`);
    if (!toldOf.has(one)) wrong.push(`nobody told ${one} of their mention`);
  }
  return wrong;
}

/** By user and room: seqs of unread messages that mention them. */
export async function storedMentions({ disk: { store } }: SimulatedWorld): Promise<Map<string, number[]>> {
  const rows = await store
    .selectFrom('mentions as x')
    .innerJoin('memberships as m', (join) =>
      join.onRef('m.room', '=', 'x.room').onRef('m.user', '=', 'x.user'),
    )
    .select(['x.room', 'x.user', 'x.seq'])
    .whereRef('x.seq', '>', 'm.read_seq')
    .orderBy('x.seq')
    .execute();
  const all = new Map<string, number[]>();
  for (const { room, user, seq } of rows)
    all.set(`${user} ${room}`, [...(all.get(`${user} ${room}`) ?? []), seq]);
  return all;
}
