// Tries D6.3.
import { expect, test } from 'bun:test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { connect, eventsOf, expectSeqs, gather, open, post, reached } from '../../testkit/gathering.ts';
import { Person } from '../../testkit/person.ts';
import { copyStores } from '../../testkit/store.ts';
import { removeTemp, tempFolder } from '../../testkit/temp.ts';
import { startWorld } from '../../testkit/world.ts';

test('after the store was put back from a copy, a client that knows more is told so, never given a silent gap', async () => {
  const folder = tempFolder();
  const live = join(folder, 'live');
  const copy = join(folder, 'copy');
  mkdirSync(live);
  const first = await startWorld({ dataFolder: live });
  const { room, owner } = await gather(first, 0);
  const { username } = owner.user;
  await post(await connect(owner), room.id, 'in the copy');
  await first.stop();
  await copyStores(live, copy);

  const second = await startWorld({ dataFolder: live });
  const before = await new Person(second).login(username);
  const socket = await connect(before);
  await open(socket, room.id, { after: 0 });
  for (let i = 0; i < 3; i++) await post(socket, room.id, `lost ${i}`);
  const lostHead = room.head + 4;
  await reached(socket, room.id, lostHead);
  const events = eventsOf(socket, room.id);
  await second.stop();

  const third = await startWorld({ dataFolder: copy });
  const after = await new Person(third).login(username);
  const positionAt = (seq: number) => ({ after: seq, epoch: room.epoch, last: events[seq - 1]?.id ?? '' });
  const beyond = await connect(after, { open: { [room.id]: positionAt(lostHead) } });
  expect(await beyond.next('reset')).toMatchObject({ room: room.id, head: room.head + 1 });
  expect(await beyond.next('caught-up')).toMatchObject({ seq: room.head + 1 });

  // Others have written meanwhile: the position exists again, but it is another event.
  for (let i = 0; i < 5; i++) await post(beyond, room.id, `new ${i}`);
  const head = room.head + 6;
  const other = await connect(after, { open: { [room.id]: positionAt(lostHead) } });
  expect(await other.next('reset')).toMatchObject({ head });
  expect(await other.next('caught-up')).toMatchObject({ seq: head });
  expect(eventsOf(other, room.id)).toEqual([]);

  // A position from before the copy was made still holds.
  const known = await connect(after, { open: { [room.id]: positionAt(room.head + 1) } });
  expect(await known.next('caught-up')).toMatchObject({ seq: head });
  expectSeqs(eventsOf(known, room.id), room.head + 2, head);
  expect(known.all.filter(({ t }) => t === 'reset')).toEqual([]);
  await third.stop();
  removeTemp(folder);
});
