import { expect, test } from 'bun:test';
import { memoryOf } from '../../bench/processes/usage.ts';
import { eventually } from '../../testkit/eventually.ts';
import { connect, gather, open, post } from '../../testkit/gathering.ts';
import { startProcess } from '../../testkit/process.ts';
import { frameBytes, opcode, RawSocket } from '../../testkit/raw-socket.ts';
import { removeTemp, tempFolder } from '../../testkit/temp.ts';

const openings = 100_000;
const together = 1_000;
const events = 100;
const grownMostMiB = 50;
/** Openings of one socket in a stretch of time that no run of this test is shorter than. */
const opened = 50;

test('100,000 openings are all answered, replay no more than may be asked for, and leave the process its size', async () => {
  const folder = tempFolder();
  const server = await startProcess(folder, {
    ROOKERY_LOG: 'silent',
    ROOKERY_RATE_LIMITS: 'on',
    ROOKERY_LIMIT_OPENS_PER_SOCKET: `${opened}/1h`,
  });
  try {
    const { room, owner } = await gather(server, 0);
    const writing = await connect(owner);
    for (let i = 0; i < events; i++) await post(writing, room.id, `${i}`);
    const raw = await RawSocket.open(owner);
    raw.send({ t: 'hello' });
    await raw.got('rooms');
    raw.frames.length = 0;
    const frame = frameBytes(opcode.text, JSON.stringify({ t: 'open', room: room.id, after: 0 }));
    const many = Buffer.concat(Array.from({ length: together }, () => frame));
    const memory = () => memoryOf(server.pid)?.resident ?? 0;
    const counts = new Map<string, number>();
    let before = 0;
    for (let sent = 0; sent < openings; sent += together) {
      if (sent === openings / 10) before = memory();
      raw.write(many);
      raw.send({ t: 'ping' });
      await raw.got('pong');
      for (const answer of raw.frames.splice(0)) {
        const kind = answer.t === 'error' ? answer.code : answer.t;
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
        if (kind === 'rate_limited') expect(answer).toMatchObject({ re: 'open', room: room.id });
      }
    }
    expect(counts.get('rate_limited')).toBe(openings - opened);
    // Each opening ends the one before it, which may have replayed all or nothing.
    expect(counts.get('event') ?? 0).toBeLessThanOrEqual(opened * (room.head + events));
    expect(before).toBeGreaterThan(0);
    // What a collection of garbage takes away was no growth.
    await eventually(() => expect(memory() - before).toBeLessThan(grownMostMiB));
    raw.destroy();
    const socket = await connect(owner);
    expect(await open(socket, room.id, { after: 0 })).toBe(room.head + events);
  } finally {
    await server.stop();
    removeTemp(folder);
  }
}, 120_000);
