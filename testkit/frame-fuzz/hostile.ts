import * as v from 'valibot';
import { Down } from '../../contracts/live.ts';
import type { Person } from '../person.ts';
import type { Random } from '../random.ts';
import { frameBytes, opcode, RawSocket } from '../raw-socket.ts';

/** Frames that go out in one write, before a ping asks whether the server still answers. */
const together = 100;
/** One write in so many is nonsense to WebSocket itself, and costs its connection. */
const brokenOneIn = 40;

/** What became of the frames of one sender. */
export interface Sent {
  frames: number;
  connections: number;
  /** How often each kind of answer came; errors and refusals with their code. */
  answers: Map<string, number>;
  /** How often the server ended the connection with each close code. */
  closes: Map<number | null, number>;
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Fails at the first answer that is not a frame of the contract. */
function take(raw: RawSocket, sent: Sent): void {
  for (const frame of raw.frames.splice(0)) {
    const read = v.safeParse(Down, frame);
    if (!read.success) throw new Error(`not a frame of the contract: ${JSON.stringify(frame)}`);
    const code = 'code' in read.output ? ` ${read.output.code}` : '';
    count(sent.answers, read.output.t + code);
  }
}

/** Bytes that are no frames, or not such as WebSocket allows. */
function broken(random: Random): Buffer {
  const bytes = Buffer.from(Array.from({ length: 1 + random.below(300) }, () => random.below(256)));
  return random.chance(50) ? bytes : frameBytes(opcode.text, bytes);
}

async function open(person: Person, sent: Sent): Promise<RawSocket> {
  sent.connections++;
  const raw = await RawSocket.open(person);
  raw.send({ t: 'hello' });
  return raw;
}

/**
 * Sends so many frames from one person, over one connection after another when the server ends them. Throws when it
 * answers with what is no frame of the contract; waits for ever when it no longer answers.
 */
export async function sendHostile(
  person: Person,
  frames: number,
  text: () => string,
  random: Random,
): Promise<Sent> {
  const sent: Sent = { frames: 0, connections: 0, answers: new Map(), closes: new Map() };
  let raw = await open(person, sent);
  const anew = async () => {
    count(sent.closes, await raw.ended);
    take(raw, sent);
    raw = await open(person, sent);
  };
  while (sent.frames < frames) {
    if (random.below(brokenOneIn) === 0) {
      raw.write(broken(random));
      // What was declared may be longer than what was sent: the server waits for the rest.
      setTimeout(() => raw.destroy(), 5);
      sent.frames++;
      await anew();
      continue;
    }
    const kinds = Array.from({ length: together }, () => (random.chance(3) ? opcode.binary : opcode.text));
    raw.write(Buffer.concat(kinds.map((kind) => frameBytes(kind, text()))));
    sent.frames += together;
    raw.send({ t: 'ping' });
    try {
      await raw.got('pong');
      take(raw, sent);
    } catch {
      await anew();
    }
  }
  raw.destroy();
  return sent;
}
