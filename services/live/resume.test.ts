// Tries D6.1, D6.2.
import { afterAll, beforeAll, expect, test } from 'bun:test';
import {
  connect,
  eventsOf,
  expectSeqs,
  gather,
  open,
  post,
  reached,
  wholeLog,
} from '../../testkit/gathering.ts';
import { startWorld, type World } from '../../testkit/world.ts';

const resumeEventsMax = 20;
let world: World;
beforeAll(async () => {
  world = await startWorld({
    env: {
      ROOKERY_LIMIT_RESUME_EVENTS_MAX: String(resumeEventsMax),
      ROOKERY_LIMIT_CATCH_UP_PAGE_EVENTS: '7',
    },
  });
});
afterAll(() => world.stop());

/** A room with so many messages, and what a client that has it all knows of it. */
async function roomWith(messages: number) {
  const { room, owner } = await gather(world);
  const writing = await connect(owner);
  for (let i = 0; i < messages; i++) await post(writing, room.id, `${i}`);
  const log = await wholeLog(owner, room.id);
  const idAt = (seq: number) => log[seq - 1]?.id ?? '';
  return { room: room.id, owner, epoch: room.epoch, head: log.length, idAt };
}

test('a client comes back with its true position and gets exactly what it missed', async () => {
  const { room, owner, epoch, head, idAt } = await roomWith(6);
  for (let after = 0; after <= head; after++) {
    const socket = await connect(owner, {
      open: { [room]: { after, epoch, last: after === 0 ? 'anything' : idAt(after) } },
    });
    expect((await socket.next('caught-up')).seq).toBe(head);
    expectSeqs(eventsOf(socket, room), after + 1, head);
    expect(socket.all.filter(({ t }) => t === 'reset')).toEqual([]);
    await socket.close();
  }
});

test('a position that does not belong to this log is reset, by hello as by open', async () => {
  const { room, owner, epoch, head, idAt } = await roomWith(4);
  const wrong = [
    { after: 2, epoch: 'another' },
    { after: 2, epoch: '' },
    { after: 0, epoch: 'another' },
    { epoch: 'another' },
    { after: head + 1 },
    { after: Number.MAX_SAFE_INTEGER, epoch },
    { after: 2, epoch, last: idAt(3) },
    { after: 2, last: 'nonsense' },
    { after: head, epoch, last: idAt(head - 1) },
  ];
  for (const position of wrong) {
    const byHello = await connect(owner, { open: { [room]: position } });
    const byOpen = await connect(owner);
    byOpen.send({ t: 'open', room, ...position });
    for (const socket of [byHello, byOpen]) {
      expect([position, await socket.next('caught-up')]).toEqual([
        position,
        { t: 'caught-up', room, seq: head },
      ]);
      const about = socket.all.filter((frame) => 'room' in frame && frame.room === room);
      expect(about).toEqual([
        { t: 'reset', room, epoch, head },
        { t: 'caught-up', room, seq: head },
      ]);
      await socket.close();
    }
  }
});

test('after a reset the room is live', async () => {
  const { room, owner, head } = await roomWith(3);
  const socket = await connect(owner);
  await open(socket, room, { after: 99 });
  const { seq } = await post(socket, room, 'go on');
  expect(seq).toBe(head + 1);
  await reached(socket, room, seq);
  expectSeqs(eventsOf(socket, room), seq, seq);
});

test('what was missed is replayed up to the limit and reset beyond it', async () => {
  const { room, owner, head } = await roomWith(resumeEventsMax);
  const enough = await connect(owner);
  expect(await open(enough, room, { after: head - resumeEventsMax })).toBe(head);
  expectSeqs(eventsOf(enough, room), head - resumeEventsMax + 1, head);
  const tooMuch = await connect(owner);
  expect(await open(tooMuch, room, { after: head - resumeEventsMax - 1 })).toBe(head);
  expect(await tooMuch.next('reset')).toMatchObject({ head });
  expect(eventsOf(tooMuch, room)).toEqual([]);
});
