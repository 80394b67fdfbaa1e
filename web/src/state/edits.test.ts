import { expect, test } from 'bun:test';
import { ManualClock } from '../live/manual-clock.ts';
import { Edits } from './edits.ts';
import { limits } from './limits.ts';

function world() {
  const clock = new ManualClock();
  const sent: string[] = [];
  const answer = { fails: false };
  const edits = new Edits({
    clock,
    send: async (_room, _seq, body) => {
      if (answer.fails) throw new Error('refused');
      sent.push(body);
    },
  });
  const stateOf = (body: string | null) => edits.getSnapshot().of('nest', 2, body)?.state;
  return { clock, sent, answer, edits, stateOf };
}

test('an edit is sent at once, and for a while undoing it sends the text before', async () => {
  const { clock, sent, edits, stateOf } = world();
  await edits.change('nest', 2, 'appels', 'apples');
  expect([sent, stateOf('apples')]).toEqual([['apples'], 'offered']);
  // The log has not shown the edit yet.
  expect(stateOf('appels')).toBeUndefined();
  const undoing = edits.undo('nest', 2, 'apples');
  expect(stateOf('apples')).toBe('undoing');
  await undoing;
  expect([sent, stateOf('apples')]).toEqual([['apples', 'appels'], undefined]);

  await edits.change('nest', 2, 'appels', 'apples');
  clock.pass(limits.undoMs);
  expect(stateOf('apples')).toBeUndefined();
  await edits.undo('nest', 2, 'apples');
  expect(sent).toHaveLength(3);
  expect(clock.waiting).toBe(0);
});

test('once somebody changed or deleted the message meanwhile, there is nothing to undo', async () => {
  const { sent, edits, stateOf } = world();
  await edits.change('nest', 2, 'appels', 'apples');
  for (const body of ['from another device', null]) {
    expect(stateOf(body)).toBeUndefined();
    await edits.undo('nest', 2, body);
  }
  expect(sent).toEqual(['apples']);
});

test('a later edit is undone to the one before it; an undoing that fails can be tried again', async () => {
  const { clock, sent, answer, edits, stateOf } = world();
  await edits.change('nest', 2, 'one', 'two');
  clock.pass(limits.undoMs - 1_000);
  await edits.change('nest', 2, 'two', 'three');
  clock.pass(2_000);
  answer.fails = true;
  await edits.undo('nest', 2, 'three');
  clock.pass(60_000);
  expect(stateOf('three')).toBe('failed');
  answer.fails = false;
  await edits.undo('nest', 2, 'three');
  expect([sent, stateOf('three')]).toEqual([['two', 'three', 'two'], undefined]);
});

test('a refused edit throws, and offers nothing', async () => {
  const { answer, edits, stateOf } = world();
  answer.fails = true;
  await expect(edits.change('nest', 2, 'one', 'two')).rejects.toThrow('refused');
  expect(stateOf('two')).toBeUndefined();
});
