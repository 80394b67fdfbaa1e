import { expect, test } from 'bun:test';
import type { Member } from '../../../contracts/chats.ts';
import { ApiError } from '../../../contracts/errors.ts';
import type { UpInput } from '../../../contracts/live.ts';
import type { Profile } from '../../../contracts/users.ts';
import { ManualClock } from '../live/manual-clock.ts';
import { seeded } from '../live/seeded.ts';
import { limits } from './limits.ts';
import { Members } from './members.ts';
import { Presence } from './presence.ts';
import { Profiles } from './profiles.ts';
import { Typing } from './typing.ts';

const room = 'room-one';
const profile = (id: string): Profile => ({
  id,
  username: id,
  displayName: id.toUpperCase(),
  status: '',
  avatarUrl: null,
});

async function settle(): Promise<void> {
  for (let i = 0; i < 8; i++) await Promise.resolve();
}

function wire() {
  const clock = new ManualClock();
  const sent: UpInput[] = [];
  const send = (frame: UpInput): boolean => sent.push(frame) > 0;
  return { clock, sent, send };
}

function people() {
  const { clock } = wire();
  const calls: string[][] = [];
  let failing = false;
  const profiles = new Profiles({
    clock,
    random: seeded(4),
    load: async (ids) => {
      calls.push([...ids]);
      if (failing) throw new ApiError('unavailable', 'made to fail');
      return ids.filter((id) => id !== 'user-ghost').map(profile);
    },
  });
  const of = (id: string) => profiles.getSnapshot().of(id);
  return { clock, calls, profiles, of, fail: (on: boolean) => (failing = on) };
}

test('profiles are asked for together and once; until then people are strangers', async () => {
  const { profiles, clock, calls, of } = people();
  expect(of('user-a')).toMatchObject({ known: false, displayName: '' });
  expect(of('user-a')).toBe(of('user-a'));
  profiles.want(['user-a']);
  profiles.want(['user-a', 'user-b', 'user-ghost']);
  clock.pass(50);
  await settle();
  expect(calls).toEqual([['user-a', 'user-b', 'user-ghost']]);
  expect(of('user-a')).toMatchObject({ known: true, displayName: 'USER-A' });
  profiles.want(['user-a', 'user-ghost']);
  clock.pass(60_000);
  await settle();
  expect(calls.length).toBe(1);
});

test('profiles that cannot be had are asked for again, and a username learned elsewhere shows meanwhile', async () => {
  const { profiles, clock, calls, of, fail } = people();
  fail(true);
  profiles.hint('user-a', 'anna');
  expect(of('user-a')).toMatchObject({ known: false, displayName: 'anna' });
  clock.pass(50);
  await settle();
  fail(false);
  clock.pass(500);
  await settle();
  expect(calls.length).toBe(1);
  clock.pass(2_000);
  await settle();
  expect(calls.length).toBe(2);
  expect(of('user-a').displayName).toBe('USER-A');
  profiles.put({ ...profile('user-a'), status: 'away' });
  expect(of('user-a').status).toBe('away');
});

test('no more profiles are asked for at once, or kept, than the limits', async () => {
  const { profiles, clock, calls, of } = people();
  profiles.want(Array.from({ length: limits.profilesPerCall + 50 }, (_, i) => `user-${i}`));
  for (let i = 0; i < 5; i++) {
    clock.pass(50);
    await settle();
  }
  expect(calls.map((ids) => ids.length)).toEqual([limits.profilesPerCall, 50]);
  for (let i = 0; i <= limits.profiles; i++) profiles.put(profile(`more-${i}`));
  expect(of('user-0').known).toBe(false);
  expect(of(`more-${limits.profiles}`).known).toBe(true);
  profiles.stop();
  profiles.want(['user-z']);
  expect(clock.waiting).toBe(0);
});

test('presence is watched for who is on show, told together, and again on every new socket', () => {
  const { clock, sent, send } = wire();
  const presence = new Presence(clock, send);
  const stop = presence.watch(['user-a', 'user-b']);
  const stopToo = presence.watch(['user-b']);
  clock.pass(200);
  expect(sent).toEqual([{ t: 'watch', users: ['user-a', 'user-b'] }]);
  presence.apply({ 'user-a': 'online', 'user-b': 'online', 'user-stranger': 'online' });
  expect([...presence.getSnapshot().online]).toEqual(['user-a', 'user-b']);
  presence.apply({ 'user-a': 'offline' });
  expect([...presence.getSnapshot().online]).toEqual(['user-b']);
  presence.disconnected();
  expect(presence.getSnapshot().online.size).toBe(0);
  presence.connected();
  expect(sent.length).toBe(2);
  stop();
  stop();
  clock.pass(200);
  expect(sent.at(-1)).toEqual({ t: 'watch', users: ['user-b'] });
  stopToo();
  clock.pass(200);
  expect(sent.at(-1)).toEqual({ t: 'watch', users: [] });
});

test('no more people are watched than a socket may', () => {
  const { clock, sent, send } = wire();
  const presence = new Presence(clock, send);
  presence.watch(Array.from({ length: limits.watched + 7 }, (_, i) => `user-${i}`));
  clock.pass(200);
  const frame = sent[0];
  if (frame?.t !== 'watch') throw new Error('nobody watched');
  expect(frame.users.length).toBe(limits.watched);
});

test('my typing is told at most every three seconds, and at once after a post', () => {
  const { clock, sent, send } = wire();
  const typing = new Typing('user-me', clock, send);
  typing.typed(room);
  clock.pass(2_999);
  typing.typed(room);
  expect(sent.length).toBe(1);
  clock.pass(1);
  typing.typed(room);
  expect(sent.length).toBe(2);
  typing.sent();
  typing.typed(room);
  expect(sent.length).toBe(3);
});

test('others count as typing for six seconds, until they post, or while the connection lasts', () => {
  const { clock, send } = wire();
  const typing = new Typing('user-me', clock, send);
  const inRoom = (): readonly string[] => typing.getSnapshot().rooms.get(room) ?? [];
  typing.apply(room, 'user-me');
  typing.apply(room, 'user-a');
  clock.pass(4_000);
  typing.apply(room, 'user-a');
  typing.apply(room, 'user-b');
  clock.pass(5_999);
  expect(inRoom()).toEqual(['user-a', 'user-b']);
  typing.stopped(room, 'user-b');
  expect(inRoom()).toEqual(['user-a']);
  clock.pass(1);
  expect(inRoom()).toEqual([]);
  for (let i = 0; i < limits.typing + 5; i++) typing.apply(room, `user-${i}`);
  expect(inRoom().length).toBe(limits.typing);
  typing.disconnected();
  expect([inRoom().length, clock.waiting]).toEqual([0, 0]);
});

const member = (user: string, role: Member['role'] = 'member'): Member => ({
  user,
  role,
  joinedSeq: 1,
  joinedAt: 1,
});
const memberEvent = (type: 'member.joined' | 'member.left' | 'member.removed', user: string) =>
  ({ t: 'event', v: 1, room, seq: 9, id: 'event-nine', at: 9, by: 'user-a', type, data: { user } }) as const;

function memberList(pages: Record<string, { members: Member[]; more: boolean }>) {
  const found: string[] = [];
  let failing = false;
  const members = new Members({
    load: async (after) => {
      if (failing) throw new ApiError('unavailable', 'made to fail');
      return pages[after ?? ''] ?? { members: [], more: false };
    },
    found: (users) => found.push(...users),
  });
  const shown = (): string[] => members.getSnapshot().members.map(({ user }) => user);
  return { members, found, shown, pages, fail: (on: boolean) => (failing = on) };
}

test('members come page by page and follow joins and leaves', async () => {
  const { members, shown, found, fail } = memberList({
    '': { members: [member('user-a', 'owner'), member('user-c')], more: true },
    'user-c': { members: [member('user-e')], more: false },
  });
  fail(true);
  await members.loadMore();
  expect(members.getSnapshot()).toMatchObject({ members: [], more: true, error: { code: 'unavailable' } });
  fail(false);
  await members.loadMore();
  members.apply(memberEvent('member.joined', 'user-b'));
  members.apply(memberEvent('member.joined', 'user-d'));
  expect(shown()).toEqual(['user-a', 'user-b', 'user-c']);
  members.apply(memberEvent('member.removed', 'user-c'));
  await members.loadMore();
  expect(shown()).toEqual(['user-a', 'user-b', 'user-e']);
  expect(members.getSnapshot()).toMatchObject({ more: false, error: null });
  expect(found).toEqual(['user-a', 'user-c', 'user-b', 'user-e']);
});

test('all members come page after page; a failure ends that, and it goes on where it was', async () => {
  const { members, shown, fail, pages } = memberList({
    '': { members: [member('user-a', 'owner'), member('user-b')], more: true },
    'user-b': { members: [member('user-c'), member('user-d')], more: true },
    'user-d': { members: [member('user-e')], more: false },
  });
  await members.loadMore();
  fail(true);
  await members.loadAll();
  expect([members.complete, members.getSnapshot().error?.code]).toEqual([false, 'unavailable']);
  fail(false);
  await members.loadAll();
  expect(members.complete).toBe(true);
  expect(shown()).toEqual(['user-a', 'user-b', 'user-c', 'user-d', 'user-e']);
  // After a start over, who left meanwhile goes with the page where they were.
  pages['user-b'] = { members: [member('user-d')], more: true };
  await members.reload();
  expect([members.complete, shown().length]).toEqual([false, 5]);
  await members.loadAll();
  expect(shown()).toEqual(['user-a', 'user-b', 'user-d', 'user-e']);
});

test('after a start over the next page is one with somebody new; who left meanwhile goes on the way', async () => {
  const { members, shown, pages } = memberList({
    '': { members: [member('user-a', 'owner')], more: true },
    'user-a': { members: [member('user-b'), member('user-c')], more: true },
    'user-c': { members: [member('user-d')], more: true },
    'user-d': { members: [member('user-e')], more: false },
  });
  await members.loadMore();
  await members.loadMore();
  await members.reload();
  expect(shown()).toEqual(['user-a', 'user-b', 'user-c']);
  pages['user-a'] = { members: [member('user-c')], more: true };
  await members.loadMore();
  expect(shown()).toEqual(['user-a', 'user-c', 'user-d']);
  expect(members.getSnapshot().more).toBe(true);
});

test('when an owner leaves, the list is asked for anew, since another may have become owner', async () => {
  const { members, pages, shown } = memberList({
    '': { members: [member('user-a', 'owner'), member('user-b')], more: false },
  });
  await members.loadMore();
  pages[''] = { members: [member('user-b', 'owner')], more: false };
  members.apply(memberEvent('member.left', 'user-a'));
  await settle();
  expect(shown()).toEqual(['user-b']);
  expect(members.getSnapshot().members[0]?.role).toBe('owner');
});
