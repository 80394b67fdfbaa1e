import { expect, test } from 'bun:test';
import { check } from './check.ts';
import { Script } from './script.ts';

const { bothOpen } = Script;

function expectClean(script: Script): void {
  expect(check(script.end())).toEqual([]);
}

test('talk, with ack and event in either order', () => {
  const s = bothOpen();
  const first = s.say('a', 'ann', 'k1');
  s.deliver('a', first).deliver('b', first).post('b', 'ben', 'k2');
  const second = s.stored('ben', 'k2');
  s.deliver('b', second).ack('b', 'ben', 'k2', second).deliver('a', second);
  expectClean(s.history('ann', 0));
});

test('a cut and a resume, with an ack that was lost and the same key again', () => {
  const s = bothOpen().post('a', 'ann', 'k1');
  const seq = s.stored('ann', 'k1');
  s.add({ is: 'disconnected', socket: 'a', code: null }).deliver('b', seq).say('b', 'ben', 'k2');
  s.connect('a2', 'ann').post('a2', 'ann', 'k1').open('a2', 2).ack('a2', 'ann', 'k1', seq);
  expectClean(s.deliver('b', 4));
});

test('opening again at once: what was under way before comes first', () => {
  const s = bothOpen();
  for (const key of ['k1', 'k2', 'k3']) s.say('b', 'ben', key);
  s.open('a', 0, null).deliver('a', 3, 4).deliver('a', 1, 5).caughtUp('a', 5);
  expectClean(s.deliver('b', 3, 5));
});

test('closed, and opened again from now on', () => {
  const s = bothOpen().add({ is: 'close-room', socket: 'a', room: 'r' });
  s.say('b', 'ben', 'k1');
  s.say('b', 'ben', 'k2');
  s.deliver('a', 3).open('a', null);
  s.say('b', 'ben', 'k3');
  expectClean(s.deliver('a', 5).deliver('b', 3, 5));
});

test('a reset after another epoch, a position beyond the head, another last event, or too many missing', () => {
  const s = new Script();
  const open = { is: 'open', room: 'r', after: 2, epoch: 'e', last: s.log[1]?.id ?? null } as const;
  const opens = [{ epoch: 'other' }, { after: 3, last: null }, { last: 'other' }];
  for (const [i, other] of opens.entries()) {
    const socket = `s${i}`;
    s.connect(socket, 'ann').add({ ...open, ...other, socket });
    s.add({ is: 'reset', socket, room: 'r', epoch: 'e', head: 2 }).caughtUp(socket, 2);
  }
  s.connect('far', 'ann').add({ ...open, after: 0, last: null, socket: 'far' });
  s.add({ is: 'reset', socket: 'far', room: 'r', epoch: 'e', head: 2 }).caughtUp('far', 2);
  expect(check(s.end(), { resumeEventsMax: 1 })).toEqual([]);
});

test('a store put back from a copy: what came after it may be lost, and numbered anew', () => {
  const s = bothOpen();
  s.say('a', 'ann', 'k1');
  s.say('a', 'ann', 'k2');
  s.delete(3);
  s.deliver('a', 3, 5).deliver('b', 3, 5);
  s.add({ is: 'disconnected', socket: 'a', code: null }, { is: 'disconnected', socket: 'b', code: null });
  s.restore(2)
    .connect('a2', 'ann')
    .add({ is: 'open', socket: 'a2', room: 'r', after: 5, epoch: 'e', last: 'x' });
  s.add({ is: 'reset', socket: 'a2', room: 'r', epoch: 'e', head: 2 }).caughtUp('a2', 2);
  s.say('a2', 'ann', 'k2');
  s.say('a2', 'ann', 'k3');
  expectClean(s.deliver('a2', 3, 4).history('ann', 0));
});

test('a message that was deleted has its text again when a restoration took the deletion back', () => {
  const s = bothOpen();
  s.say('a', 'ann', 'k1');
  s.deliver('a', 3);
  const text = s.log[2]?.data ?? {};
  s.delete(3);
  s.deliver('b', 3, 4).history('ben', 0);
  s.add({ is: 'disconnected', socket: 'a', code: null }, { is: 'disconnected', socket: 'b', code: null });
  s.restore(3);
  s.log[2] = { ...JSON.parse(s.frame(3)), data: text };
  expectClean(s.connect('b2', 'ben').open('b2', 0).history('ann', 0));
});

test('a message that took the number of one deleted before a restoration is served until it is deleted itself', () => {
  const s = bothOpen();
  s.say('a', 'ann', 'k1');
  s.deliver('a', 3).deliver('b', 3);
  s.delete(3);
  s.add({ is: 'disconnected', socket: 'a', code: null }, { is: 'disconnected', socket: 'b', code: null });
  s.restore(2).connect('b2', 'ben').open('b2', null);
  s.deliver('b2', s.say('b2', 'ben', 'k2'));
  s.delete(3);
  expectClean(s.deliver('b2', 4).history('ann', 0));
});

test('a store that was put back under running sockets: who has events that are no more is reset, and goes on', () => {
  const s = bothOpen();
  s.deliver('a', s.say('a', 'ann', 'k1'));
  s.restore(2, true).add({ is: 'reset', socket: 'a', room: 'r', epoch: 'e', head: 2 }).caughtUp('a', 2);
  s.deliver('a', s.say('a', 'ann', 'k2')).deliver('b', 3);
  expectClean(s.history('ann', 0));
});

test('removal, a rejoin, and the whole room for whoever came back', () => {
  const s = bothOpen();
  const end = s.remove('ben');
  s.deliver('b', end).add({ is: 'gone', socket: 'b', room: 'r', code: 'removed' }).deliver('a', end);
  s.post('b', 'ben', 'no').refused('b', 'ben', 'no', false, 'not_found');
  s.say('a', 'ann', 'k1');
  const again = s.join('ben');
  s.deliver('a', 4, again).open('b', 2).post('b', 'ben', 'no');
  s.ack('b', 'ben', 'no', s.stored('ben', 'no'));
  expectClean(s.deliver('b', 6).deliver('a', 6).history('ben', 0));
});

test('let in again by an event that nobody saw before a restoration took it away', () => {
  const s = bothOpen();
  const end = s.remove('ben');
  s.deliver('b', end).add({ is: 'gone', socket: 'b', room: 'r', code: 'removed' }).deliver('a', end);
  s.add({ is: 'disconnected', socket: 'a', code: null }, { is: 'disconnected', socket: 'b', code: null });
  s.join('ben');
  s.connect('b2', 'ben').open('b2', null);
  s.deliver('b2', s.say('b2', 'ben', 'k1'));
  expectClean(s.add({ is: 'disconnected', socket: 'b2', code: null }).restore(end));
});

test('an edited message, deleted: its text goes from all that begins later', () => {
  const s = bothOpen();
  const seq = s.say('a', 'ann', 'k1');
  s.deliver('a', seq);
  s.edit(seq, 'better');
  s.deliver('a', 4).deliver('b', 3, 4);
  s.delete(seq);
  s.deliver('a', 5).deliver('b', 5).connect('late', 'ben').open('late', 0);
  expectClean(s.history('ben', 2));
});

test('a message that was on its way to a socket as it was deleted, and the room opened there again', () => {
  const s = bothOpen();
  s.say('a', 'ann', 'k1');
  const frame = s.frame(3);
  s.delete(3);
  s.open('b', 2, null).add({ is: 'event', socket: 'b', room: 'r', frame });
  expectClean(s.deliver('b', 3, 4).caughtUp('b', 4).deliver('a', 3, 4));
});

test('refused for now: what follows waits, and something new may go before what waited', () => {
  const s = bothOpen().post('a', 'ann', 'k1').post('a', 'ann', 'k2');
  s.refused('a', 'ann', 'k1', true).refused('a', 'ann', 'k2', true, 'after_refused');
  s.say('a', 'ann', 'k1');
  s.say('a', 'ann', 'k3');
  s.say('a', 'ann', 'k2');
  expectClean(s.deliver('a', 3, 5).deliver('b', 3, 5));
});

test('all that was seen was durable', () => {
  const s = new Script().add({ is: 'durable', room: 'r', seq: 2 }).connect('a', 'ann').open('a', 0);
  s.post('a', 'ann', 'k1');
  const seq = s.stored('ann', 'k1');
  expectClean(s.add({ is: 'durable', room: 'r', seq }).deliver('a', seq).ack('a', 'ann', 'k1', seq));
});

test('what answers an opening from another epoch may come after the room was opened again', () => {
  const s = Script.bothOpen()
    .add({ is: 'restored', heads: { r: 2 }, epochs: { r: 'another' } })
    .connect('c', 'ben')
    .open('c', 2, null);
  const reset = { is: 'reset', socket: 'c', room: 'r', epoch: 'another', head: 2 } as const;
  s.add(reset).open('c', 2, null).caughtUp('c', 2).add(reset).caughtUp('c', 2);
  expect(check(s.end())).toEqual([]);
});
