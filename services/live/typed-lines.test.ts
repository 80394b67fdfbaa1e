import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Message } from '../../contracts/chats.ts';
import { connect, eventsOf, expectSeqs, follow, gather, newKey, reached } from '../../testkit/gathering.ts';
import type { Person } from '../../testkit/person.ts';
import type { TestSocket } from '../../testkit/socket.ts';
import { typedLines } from '../../testkit/typed-lines.ts';
import { startWorld, type World } from '../../testkit/world.ts';

let world: World;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.stop());

/** Posts the lines in their order, never more in flight than the welcome allows. */
async function postAll(
  socket: TestSocket,
  room: string,
  lines: readonly string[],
  inFlight: number,
): Promise<void> {
  for (let sent = 0; sent < lines.length;) {
    const keys = lines.slice(sent, sent + inFlight).map((body) => {
      const key = newKey();
      socket.send({ t: 'post', room, key, body });
      return key;
    });
    for (const key of keys) await socket.next('ack', (ack) => ack.key === key);
    sent += keys.length;
  }
}

async function history(person: Person, room: string): Promise<Message[]> {
  const pages: Message[][] = [];
  for (let before: number | undefined; ; before = pages[0]?.[0]?.seq) {
    const { messages } = await person.chats.messages({ params: { room }, query: { before, limit: 200 } });
    if (messages.length === 0) return pages.flat();
    pages.unshift(messages);
  }
}

test('whatever people type comes back unit for unit: live, from history, and by catching up', async () => {
  const lines = typedLines();
  const { room, owner, others } = await gather(world);
  const [reader] = others as [Person];
  const listening = await follow(reader, room.id);
  const writing = await owner.socket();
  const { limits } = await writing.hello();
  await postAll(writing, room.id, lines, limits.inFlightPosts);

  const head = room.head + lines.length;
  await reached(listening, room.id, head);
  const live = eventsOf(listening, room.id);
  expectSeqs(live, room.head + 1, head);
  expect(firstDifference(lines, live.map(bodyOf))).toBeNull();

  const messages = await history(reader, room.id);
  expectSeqs(messages, room.head + 1, head);
  expect(messages.map(({ n }) => n)).toEqual(lines.map((_, i) => i + 1));
  expect(
    firstDifference(
      lines,
      messages.map(({ body }) => body),
    ),
  ).toBeNull();

  const late = await connect(reader, { open: { [room.id]: { after: room.head } } });
  await late.next('caught-up', ({ seq }) => seq === head, { withinMs: 15_000 });
  const resumed = eventsOf(late, room.id);
  expect(firstDifference(lines, resumed.map(bodyOf))).toBeNull();
  expect(resumed).toEqual(live);
}, 60_000);

function bodyOf(event: ReturnType<typeof eventsOf>[number]): string | null {
  return event.type === 'message.posted' ? event.data.body : `a ${event.type}`;
}

/** The first line that is not what it was, escaped so that it can be told apart; null when all are the same. */
function firstDifference(sent: readonly string[], got: readonly (string | null)[]): string | null {
  if (sent.length !== got.length) return `${got.length} instead of ${sent.length}`;
  const at = sent.findIndex((line, i) => line !== got[i]);
  return at < 0 ? null : `${JSON.stringify(sent[at])} became ${JSON.stringify(got[at])}`;
}
