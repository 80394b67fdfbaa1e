import { expect, test } from 'bun:test';
import { subject } from '../../contracts/events.ts';
import type { Bus } from '../../platform/bus.ts';
import { localBus } from '../../platform/bus-local.ts';
import { ManualClock } from '../../testkit/clock.ts';
import { Presence } from './presence.ts';

const limits = { presenceIntervalMs: 5000, presenceGraceMs: 30_000 };

/** Several live processes on one clock, each with a cable to the bus that can be pulled. */
function processes(count: number) {
  const clock = new ManualClock();
  const bus = localBus((error) => {
    throw error;
  });
  const all = Array.from({ length: count }, () => {
    const told: string[] = [];
    const cable = { out: true, in: true, payloads: [] as string[] };
    const own: Bus = {
      ...bus,
      publish(name, payload) {
        if (name === subject.presence) cable.payloads.push(payload);
        if (cable.out) bus.publish(name, payload);
      },
      subscribe: (name, handler) =>
        bus.subscribe(name, (...given) => {
          if (cable.in) handler(...given);
        }),
    };
    const publisher = { publish: (_topic: string, bytes: string) => void told.push(bytes) };
    const presence = new Presence({ bus: own, clock, limits, publisher: () => publisher });
    presence.start();
    const sees = (user: string) => /"online"/.test(presence.frameFor([user]));
    return { presence, told, cable, sees };
  });
  return { clock, all };
}

/** What watchers heard of a user, in order. */
function heard(told: string[], user: string): string[] {
  return told.flatMap((frame) => {
    const { users } = JSON.parse(frame) as { users: Record<string, string> };
    return users[user] ?? [];
  });
}

const [ana, ben] = [crypto.randomUUID(), crypto.randomUUID()];

test('who is online on one process is online on all, within two intervals, and goes after the grace', async () => {
  const { clock, all } = processes(3);
  const [first, , third] = all as [(typeof all)[0], (typeof all)[0], (typeof all)[0]];
  first.presence.entered(ana);
  expect(first.sees(ana)).toBe(true);
  await clock.advance(10_000);
  expect(all.map(({ sees }) => sees(ana))).toEqual([true, true, true]);
  expect(third.sees(ben)).toBe(false);
  first.presence.left(ana);
  await clock.advance(29_000);
  expect(third.sees(ana)).toBe(true);
  await clock.advance(10_000);
  expect(all.map(({ sees }) => sees(ana))).toEqual([false, false, false]);
  expect(heard(third.told, ana)).toEqual(['online', 'offline']);
});

test('whoever moves from one process to another stays online for everybody all the while', async () => {
  const { clock, all } = processes(2);
  const [first, second] = all as [(typeof all)[0], (typeof all)[0]];
  first.presence.entered(ana);
  await clock.advance(10_000);
  first.presence.left(ana);
  second.presence.entered(ana);
  await clock.advance(60_000);
  second.presence.left(ana);
  await clock.advance(60_000);
  for (const { told } of all) expect(heard(told, ana)).toEqual(['online', 'offline']);
});

test('a process that starts later, or missed a report, learns of everybody', async () => {
  const { clock, all } = processes(2);
  const [first, second] = all as [(typeof all)[0], (typeof all)[0]];
  second.cable.in = false;
  first.presence.entered(ana);
  first.presence.entered(ben);
  first.presence.left(ben);
  await clock.advance(40_000);
  expect(second.sees(ana)).toBe(false);
  second.cable.in = true;
  await clock.advance(15_000);
  expect([second.sees(ana), second.sees(ben)]).toEqual([true, false]);
  // What somebody heard twice is no news.
  expect(heard(first.told, ana)).toEqual(['online']);
});

test('a process that died takes its people with it after the grace; one that comes back brings them', async () => {
  const { clock, all } = processes(2);
  const [first, second] = all as [(typeof all)[0], (typeof all)[0]];
  first.presence.entered(ana);
  await clock.advance(10_000);
  first.cable.out = false;
  await clock.advance(25_000);
  expect(second.sees(ana)).toBe(true);
  await clock.advance(15_000);
  expect(second.sees(ana)).toBe(false);
  first.cable.out = true;
  await clock.advance(15_000);
  expect(second.sees(ana)).toBe(true);
  expect(heard(second.told, ana)).toEqual(['online', 'offline', 'online']);
});

test('while the bus is gone nobody is taken for dead', async () => {
  const { clock, all } = processes(2);
  const [first, second] = all as [(typeof all)[0], (typeof all)[0]];
  first.presence.entered(ana);
  await clock.advance(10_000);
  for (const { cable } of all) cable.in = cable.out = false;
  await clock.advance(120_000);
  expect(second.sees(ana)).toBe(true);
  second.cable.in = second.cable.out = true;
  await clock.advance(20_000);
  first.cable.in = first.cable.out = true;
  await clock.advance(60_000);
  expect(second.sees(ana)).toBe(true);
  expect(heard(second.told, ana)).toEqual(['online']);
});

test('many people fit: reports are cut into payloads, and change nothing before the last', async () => {
  const { clock, all } = processes(2);
  const [first, second] = all as [(typeof all)[0], (typeof all)[0]];
  const users = Array.from({ length: 25_000 }, () => crypto.randomUUID());
  for (const user of users) first.presence.entered(user);
  await clock.advance(10_000);
  expect(users.every((user) => second.sees(user))).toBe(true);
  expect(Math.max(...first.cable.payloads.map((payload) => payload.length))).toBeLessThan(500_000);
  // Everybody is told anew to a process that missed something, and nobody seems to leave meanwhile.
  second.cable.in = false;
  await clock.advance(5000);
  second.cable.in = true;
  const before = second.told.length;
  await clock.advance(15_000);
  expect(users.every((user) => second.sees(user))).toBe(true);
  expect(second.told.length).toBe(before);
});
