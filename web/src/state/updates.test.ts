import { expect, test } from 'bun:test';
import { ManualClock } from '../live/manual-clock.ts';
import { hiddenMs, Updates } from './updates.ts';

function page() {
  const clock = new ManualClock();
  const world = { server: 'one' as string | Error, idle: true, reloads: 0 };
  const updates = new Updates({
    clock,
    build: 'one',
    currentBuild: async () => {
      if (world.server instanceof Error) throw world.server;
      return world.server;
    },
    isIdle: () => world.idle,
    reload: () => world.reloads++,
  });
  return { clock, world, updates, state: () => updates.getSnapshot().state };
}

test('a newer build is told of, and never takes the page from under its user', async () => {
  const { clock, world, updates, state } = page();
  await updates.look();
  expect(state()).toBe('none');
  world.server = 'two';
  await updates.look();
  expect(state()).toBe('newer');
  clock.pass(10 * hiddenMs);
  expect(world.reloads).toBe(0);
  updates.reload();
  expect(world.reloads).toBe(1);
});

test('a page hidden for long changes by itself, but not while something is unsent or being typed', async () => {
  const { clock, world, updates } = page();
  world.server = 'two';
  await updates.look();
  world.idle = false;
  updates.shown(false);
  clock.pass(hiddenMs);
  expect(world.reloads).toBe(0);
  world.idle = true;
  clock.pass(hiddenMs - 1);
  expect(world.reloads).toBe(0);
  clock.pass(1);
  expect(world.reloads).toBe(1);
});

test('what comes while the page is hidden for long changes it at once; a short look away does not count', async () => {
  const { clock, world, updates } = page();
  world.server = 'two';
  updates.shown(false);
  clock.pass(hiddenMs - 1);
  updates.shown(true);
  clock.pass(hiddenMs);
  await updates.look();
  expect(world.reloads).toBe(0);
  updates.shown(false);
  clock.pass(hiddenMs);
  expect(world.reloads).toBe(1);
  world.server = 'three';
  await updates.look();
  expect(world.reloads).toBe(2);
});

test('a server that does not answer says nothing; one set back takes its word back', async () => {
  const { world, updates, state } = page();
  world.server = new Error('away');
  await updates.look();
  expect(state()).toBe('none');
  world.server = 'two';
  await updates.look();
  world.server = new Error('away');
  await updates.look();
  expect(state()).toBe('newer');
  world.server = 'one';
  await updates.look();
  expect(state()).toBe('none');
});

test('a part that does not load is the newer build’s doing, or else a fault that a reload mends', async () => {
  const { world, updates, state } = page();
  await updates.partMissing();
  expect(state()).toBe('broken');
  await updates.look();
  expect(state()).toBe('broken');
  world.server = 'two';
  await updates.partMissing();
  expect(state()).toBe('newer');
});
