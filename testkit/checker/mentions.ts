/** What a store holds about mentions, as rows. */
export interface MentionRows {
  messages: { room: string; seq: number; by: string; body: string | null; rev: number }[];
  members: { room: string; user: string; joined_seq: number }[];
  mentions: { room: string; user: string; seq: number }[];
  /** Entries of users' own logs that tell of a mention. */
  told: { user: string; data: string }[];
  /** Users whose own log has lost its oldest entries. */
  cut: ReadonlySet<string>;
}

/** The ids that a text mentions: fifty of them at most. */
function named(body: string | null): Set<string> {
  const tokens = new Set((body ?? '').match(/<@[0-9a-z-]{8,64}>/g));
  return new Set([...tokens].slice(0, 50).map((token) => token.slice(2, -1)));
}

/**
 * What a store says of mentions that its messages do not, or the other way round: who is mentioned in a message as it is
 * now, is a member and not its author, is stored as mentioned and was told so by their own log; nobody else is.
 */
export function mentionsAmiss({ messages, members, mentions, told, cut }: MentionRows): string[] {
  const id = (room: string, user: string, seq: number) => `${user} in ${room} at ${seq}`;
  const stored = new Set(mentions.map(({ room, user, seq }) => id(room, user, seq)));
  const toldOf = new Set(
    told.map(({ user, data }) => {
      const { room, seq } = JSON.parse(data) as { room: string; seq: number };
      return id(room, user, seq);
    }),
  );
  const joined = new Map(members.map(({ room, user, joined_seq }) => [`${room} ${user}`, joined_seq]));
  const may = new Set<string>();
  const wrong: string[] = [];
  for (const { room, seq, by, body, rev } of messages) {
    for (const user of named(body)) {
      const since = joined.get(`${room} ${user}`);
      if (user === by || since === undefined) continue;
      may.add(id(room, user, seq));
      // Who came later, and an edit that names again whom it named before, need not be told.
      if (rev === 1 && since < seq && !stored.has(id(room, user, seq)))
        wrong.push(`no mention of ${id(room, user, seq)}`);
    }
  }
  for (const { room, user, seq } of mentions) {
    const one = id(room, user, seq);
    if (!may.has(one)) wrong.push(`a mention of ${one}, which does not name them or is not there`);
    if (!toldOf.has(one) && !cut.has(user)) wrong.push(`nobody told ${one} of their mention`);
  }
  return wrong;
}
