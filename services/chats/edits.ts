import type { Message } from '../../contracts/chats.ts';
import { ApiError } from '../../contracts/errors.ts';
import type { Changes } from './changes.ts';
import { append, lockRoom } from './event-log.ts';
import { messageView } from './history.ts';
import { membership, noSuchRoom } from './membership.ts';
import { forgetMentions, mentionedIn, storeMentions } from './mentions.ts';
import type { MessageRow, Tx } from './schema.ts';
import { checkBody } from './texts.ts';

interface Which {
  user: string;
  room: string;
  seq: number;
}

/** Changes the text of one's own message. Throws `not_found` (also once deleted), `not_allowed`, `invalid`. */
export async function editMessage(
  changes: Changes,
  which: Which,
  body: string,
  bodyUnits: number,
  now: number,
): Promise<Message> {
  checkBody(body, bodyUnits);
  return changes.run(async (tx, told) => {
    const { row, message } = await find(tx, which);
    if (message.deleted_at !== null) throw noSuchMessage();
    if (message.by !== which.user) throw new ApiError('not_allowed', 'Only its author can edit a message.');
    if (message.body === body) return messageView(message);
    const changed = { body, rev: message.rev + 1, edited_at: now };
    await tx
      .updateTable('messages')
      .set(changed)
      .where('room', '=', which.room)
      .where('seq', '=', which.seq)
      .execute();
    const data = { target: which.seq, body };
    told.rooms.push(
      await append(tx, row, [{ type: 'message.edited', by: which.user, at: now, target: which.seq, data }]),
    );
    const before = mentionedIn(message.body ?? '');
    const after = mentionedIn(body);
    await forgetMentions(
      tx,
      which,
      before.filter((user) => !after.includes(user)),
    );
    const users = after.filter((user) => !before.includes(user));
    if (users.length > 0)
      await storeMentions(tx, told, [{ room: which.room, seq: which.seq, by: which.user, users }], now);
    return messageView({ ...message, ...changed });
  });
}

/**
 * Deletes one's own message, or any as an owner of the room: its text goes from the message and from every event that
 * held it. Deleted already: nothing happens. Throws `not_found`, `not_allowed`.
 */
export async function deleteMessage(changes: Changes, which: Which, now: number): Promise<void> {
  await changes.run(async (tx, told) => {
    const { row, message, role } = await find(tx, which);
    if (message.by !== which.user && role !== 'owner') {
      throw new ApiError('not_allowed', 'Only its author or an owner of the room can delete a message.');
    }
    if (message.deleted_at !== null) {
      // The try before may have failed at clearing the files.
      told.erased = ['events', 'messages'];
      return;
    }
    const { room, seq } = which;
    await tx
      .updateTable('messages')
      .set({ body: null, deleted_at: now })
      .where('room', '=', room)
      .where('seq', '=', seq)
      .execute();
    await tx
      .updateTable('events')
      .set({ data: JSON.stringify({ n: message.n, key: message.key, body: null }) })
      .where('room', '=', room)
      .where('seq', '=', seq)
      .execute();
    await tx
      .updateTable('events')
      .set({ data: JSON.stringify({ target: seq, body: null }) })
      .where('room', '=', room)
      .where('target', '=', seq)
      .where('type', '=', 'message.edited')
      .execute();
    await forgetMentions(tx, which, mentionedIn(message.body ?? ''));
    told.erased = ['events', 'messages'];
    const data = { target: seq };
    told.rooms.push(
      await append(tx, row, [{ type: 'message.deleted', by: which.user, at: now, target: seq, data }]),
    );
  });
}

async function find(tx: Tx, { user, room, seq }: Which) {
  const row = await lockRoom(tx, room);
  const { member } = await membership(tx, room, user);
  const message: MessageRow | undefined = await tx
    .selectFrom('messages')
    .selectAll()
    .where('room', '=', room)
    .where('seq', '=', seq)
    .executeTakeFirst();
  if (!row) throw noSuchRoom();
  if (!message) throw noSuchMessage();
  return { row, message, role: member.role };
}

function noSuchMessage(): ApiError {
  return new ApiError('not_found', 'There is no such message.');
}
