import type { Judge, Run } from './judge.ts';

/** So long after a sign-out everywhere a socket may still get something. */
const signOutMs = 5000;

/** Who left or was removed gets nothing with a higher seq, until they joined again; nor who was signed out. */
export function judgeRevocation({ logs, keys, seqs, generations, report }: Run): Judge {
  const users = new Map<string, string>();
  /** By user: sockets that were there when the user was signed out, and when that was. */
  const signedOut = new Map<string, { at: number; index: number }>();
  const socketsOf = new Map<string, Set<string>>();
  /** Live in a room when their own end came: nothing may follow before the room is opened again. */
  const ended = new Map<string, { seq: number; index: number }>();
  const live = new Set<string>();
  const provenBefore = new Map<string, number[]>();
  /** By user, room and generation: that they were let in was answered. */
  const letIn = new Set<string>();

  /** A record at which nothing from this seq on was there yet: a message numbered before it was only then sent. */
  function notYetAt(room: string, seq: number, generation: number): number {
    const id = `${room} ${generation}`;
    const known = provenBefore.get(id) ?? [-1];
    provenBefore.set(id, known);
    for (let at = known.length; at < seq; at++) {
      const event = logs.at(room, at, generation)?.event;
      const posted =
        event?.type === 'message.posted' && event.data.key
          ? keys.get(event.by, room, event.data.key)?.posts[0]?.index
          : undefined;
      known.push(Math.max(known[at - 1] ?? -1, posted ?? -1));
    }
    return known[seq - 1] ?? -1;
  }

  function revokedAt(
    user: string,
    room: string,
    seq: number,
    index: number,
    generation: number,
  ): number | null {
    const changes = logs.changesOf(room, user, generation);
    if (changes.every(({ member }) => member)) return null;
    const before = changes.findLast((change) => change.seq < seq);
    if (!before || before.member) return null;
    // Of a log that a restoration took away, the event that let them in may never have been seen.
    if (generation < generations.last && letIn.has(`${user} ${room} ${generation}`)) return null;
    const again = changes.find((change) => change.member && change.seq >= seq);
    // A member sees the whole room, also what came while they were away.
    return !again || (again.seq > seq && index < notYetAt(room, again.seq, generation)) ? before.seq : null;
  }

  function judge(
    user: string,
    room: string,
    seq: number,
    index: number,
    generation: number,
    socket?: string,
  ): void {
    const end = revokedAt(user, room, seq, index, generation);
    if (end === null) return;
    const sentence = `${user} was no member since ${end} and got event ${seq} ${socket ? `on ${socket}` : 'in history'}`;
    report('after-revocation', sentence, { room, seq, socket: socket ?? null, records: [index] });
  }

  function onSocket(socket: string, at: number, index: number): void {
    const out = signedOut.get(socket);
    if (!out || at <= out.at + signOutMs) return;
    const sentence = `${socket} still got something ${at - out.at} ms after its user was signed out`;
    report('after-sign-out', sentence, { socket, records: [out.index, index] });
  }

  return {
    see(record, index, generation) {
      switch (record.is) {
        case 'connected': {
          users.set(record.socket, record.user);
          const sockets = socketsOf.get(record.user) ?? new Set();
          socketsOf.set(record.user, sockets.add(record.socket));
          return;
        }
        case 'disconnected':
          signedOut.delete(record.socket);
          socketsOf.get(users.get(record.socket) ?? '')?.delete(record.socket);
          return;
        case 'signed-out':
          for (const socket of socketsOf.get(record.user) ?? [])
            if (!signedOut.has(socket)) signedOut.set(socket, { at: record.at, index });
          return;
        case 'joined':
          letIn.add(`${record.user} ${record.room} ${generation}`);
          return;
        case 'open':
          ended.delete(`${record.socket} ${record.room}`);
          live.delete(`${record.socket} ${record.room}`);
          return;
        case 'event': {
          const { socket, room, at } = record;
          onSocket(socket, at, index);
          const seq = seqs[index] ?? NaN;
          const user = users.get(socket);
          if (Number.isNaN(seq) || user === undefined) return;
          const id = `${socket} ${room}`;
          const end = ended.get(id);
          if (end && seq > end.seq) {
            const sentence = `${socket} was live when ${user} ceased to be a member at ${end.seq}, and got event ${seq}`;
            return report('after-revocation', sentence, { room, seq, socket, records: [end.index, index] });
          }
          const event = logs.at(room, seq, generation)?.event;
          const isEnd = event?.type === 'member.left' || event?.type === 'member.removed';
          if (isEnd && event.data.user === user && live.has(id)) ended.set(id, { seq, index });
          return judge(user, room, seq, index, generation, socket);
        }
        case 'caught-up':
          live.add(`${record.socket} ${record.room}`);
          return onSocket(record.socket, record.at, index);
        case 'ack':
        case 'refused':
        case 'reset':
        case 'gone':
          if (record.socket !== null) onSocket(record.socket, record.at, index);
          return;
        case 'history':
          for (const frame of record.events) {
            const seq = logs.seqOf(frame);
            if (seq !== null) judge(record.user, record.room, seq, index, generation);
          }
          return;
        default:
      }
    },
  };
}
