// Tries D8.2.
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { localBus } from '../../platform/bus-local.ts';
import { ManualClock } from '../../testkit/clock.ts';
import { connect, follow, gather, newcomer, post, reached } from '../../testkit/gathering.ts';
import { resetPassword } from '../../run/wire.ts';
import { readSettings } from '../../platform/config.ts';
import { startLiveWorld } from '../../testkit/live-world.ts';
import { password, Person } from '../../testkit/person.ts';
import type { TestSocket } from '../../testkit/socket.ts';
import { storeSettings } from '../../testkit/store.ts';
import { startWorld, type World } from '../../testkit/world.ts';

let world: World;
beforeAll(async () => {
  // Time stands still: nothing but the bus can tell of an end, which is promised within a second.
  const clock = new ManualClock();
  world = await startLiveWorld(
    localBus(() => undefined),
    {},
    { clock },
  );
});
afterAll(() => world.stop());

async function expectSignedOut(socket: TestSocket): Promise<void> {
  expect(await socket.closed).toEqual({ code: 4001, reason: 'session_ended' });
}

test('signing out closes the sockets of that session, on all tabs, and no others', async () => {
  const { room, owner, others } = await gather(world);
  const [friend] = others as [Person];
  const elsewhere = await new Person(world).login(owner.user.username);
  const silent = await owner.socket();
  const [tab, second, other, theirs] = await Promise.all([
    follow(owner, room.id),
    connect(owner),
    follow(elsewhere, room.id),
    follow(friend, room.id),
  ]);
  await owner.auth.logout();
  for (const socket of [tab, second, silent]) await expectSignedOut(socket);
  const { seq } = await post(theirs, room.id, 'after');
  await reached(other, room.id, seq);
  expect(JSON.stringify(tab.all)).not.toContain('after');
  await expect(owner.socket()).rejects.toThrow('not connected');
});

test('what was posted just before signing out is stored if it was acknowledged', async () => {
  const { room, owner, others } = await gather(world);
  const [friend] = others as [Person];
  const socket = await connect(friend);
  for (let i = 0; i < 30; i++) socket.send({ t: 'post', room: room.id, key: `parting-${i}`, body: `${i}` });
  await friend.auth.logout();
  await expectSignedOut(socket);
  const acked = socket.all.flatMap((frame) =>
    frame.t === 'ack' ? [{ key: frame.key, seq: frame.seq }] : [],
  );
  const { messages } = await owner.chats.messages({ params: { room: room.id } });
  const stored = messages.map(({ key, seq }) => ({ key, seq }));
  for (const one of acked) expect(stored).toContainEqual(one);
  expect(messages.map(({ body }) => body)).toEqual(messages.map((_, i) => `${i}`));
});

test('a session ended from another device is closed', async () => {
  const ana = await newcomer(world);
  const { session } = await ana.auth.session();
  const elsewhere = await new Person(world).login(ana.user.username);
  const [old, other] = await Promise.all([connect(ana), connect(elsewhere)]);
  await elsewhere.auth.endSession({ params: { session: session.id } });
  await expectSignedOut(old);
  await other.settled();
});

test("a new password closes the other sessions and keeps one's own", async () => {
  const ana = await newcomer(world);
  const elsewhere = await new Person(world).login(ana.user.username);
  const stranger = await newcomer(world);
  const [own, other, third, theirs] = await Promise.all([
    connect(ana),
    connect(elsewhere),
    connect(elsewhere),
    connect(stranger),
  ]);
  await ana.auth.changePassword({ body: { password, newPassword: 'an entirely new and long one' } });
  for (const socket of [other, third]) await expectSignedOut(socket);
  await own.settled();
  await theirs.settled();
});

test('a socket that connects while its session ends does not stay', async () => {
  for (let round = 0; round < 8; round++) {
    const ana = await newcomer(world);
    const connecting = Promise.allSettled(Array.from({ length: 4 }, () => ana.socket()));
    await ana.auth.logout();
    for (const attempt of await connecting) {
      if (attempt.status === 'fulfilled') await expectSignedOut(attempt.value);
    }
  }
});

test('a password that was reset on the host itself closes every socket of that account, and no later one', async () => {
  const whole = await startWorld();
  const ana = await newcomer(whole);
  const elsewhere = await new Person(whole).login(ana.user.username);
  const stranger = await newcomer(whole);
  const [first, second, theirs] = await Promise.all([connect(ana), connect(elsewhere), connect(stranger)]);
  const stores = await storeSettings(whole.dataFolder);
  const settings = readSettings({ ROOKERY_DATA: whole.dataFolder, ...stores }, []);
  const secret = await resetPassword(settings, ana.user.username);
  const back = await new Person(whole).login(ana.user.username, secret);
  const fresh = await connect(back);
  for (const socket of [first, second]) expect(await socket.closed).toMatchObject({ code: 4001 });
  await fresh.settled();
  await theirs.settled();
  await whole.stop();
});
