// Tries D3.1, D3.2, D3.3.
/** A message that was acknowledged survives kill -9: not lost, not doubled, not moved. */
import { expect, test } from 'bun:test';
import { call } from './call.ts';
import { Person } from './person.ts';
import { startProcess } from './process.ts';
import { removeTemp, tempFolder } from './temp.ts';
import type { World } from './world.ts';

interface Post {
  key: string;
  body: string;
  /** The seq it was answered with; null as long as no answer came. */
  seq: number | null;
}

const rounds = 3;
const writers = 4;

/** Posts one after the other until the server is gone; gives every try. */
async function postUntilGone(
  world: World,
  cookie: string,
  path: string,
  name: string,
  posted: () => void,
): Promise<Post[]> {
  const posts: Post[] = [];
  for (;;) {
    const post: Post = {
      key: `${name}-post-${posts.length}`,
      body: `${name} says ${posts.length}`,
      seq: null,
    };
    posts.push(post);
    try {
      const answer = await call(world, 'POST', path, { cookie, body: { key: post.key, body: post.body } });
      post.seq = (answer.json as { seq: number }).seq;
      posted();
    } catch {
      return posts;
    }
  }
}

test(
  'what was acknowledged before a kill -9 is there afterwards, and trying the rest again doubles nothing',
  async () => {
    const dataFolder = tempFolder();
    let world = await startProcess(dataFolder);
    const owner = await new Person(world).claim('owner');
    const { id: room } = await owner.room();
    const { cookie } = owner;
    const path = `/api/rooms/${room}/messages`;
    const known = new Map<string, { seq: number; body: string }>();

    for (let round = 0; round < rounds; round++) {
      let acknowledged = 0;
      const enough = Promise.withResolvers<void>();
      const posted = () => {
        if (++acknowledged === 40) enough.resolve();
      };
      const names = Array.from({ length: writers }, (_, i) => `round-${round}-writer-${i}`);
      const writing = names.map((name) => postUntilGone(world, cookie, path, name, posted));
      await enough.promise;
      await world.kill();
      const posts = (await Promise.all(writing)).flat();

      world = await startProcess(dataFolder);
      for (const { key, body, seq } of posts) {
        const again = await call(world, 'POST', path, { cookie, body: { key, body } });
        const stored = again.json as { seq: number };
        if (seq !== null) expect({ status: again.status, seq: stored.seq }).toEqual({ status: 200, seq });
        expect(again.status).toBeOneOf([200, 201]);
        known.set(key, { seq: stored.seq, body });
      }
    }

    const after = await everything(world, cookie, path);
    expect(after.map(({ n }) => n)).toEqual(after.map((_, i) => i + 1));
    expect(after.map(({ seq }) => seq)).toEqual(after.map((_, i) => i + 2));
    const shown = after.map(({ key, seq, body }) => [key, { seq, body }] as const);
    expect(new Map(shown)).toEqual(known);
    expect(shown).toHaveLength(known.size);
    await world.stop();
    removeTemp(dataFolder);
  },
  { timeout: 60_000 },
);

interface Stored {
  seq: number;
  n: number;
  key: string;
  body: string;
}

async function everything(world: World, cookie: string, path: string): Promise<Stored[]> {
  const all: Stored[] = [];
  for (;;) {
    const page = await call(world, 'GET', `${path}?limit=200&after=${all.at(-1)?.seq ?? 0}`, { cookie });
    const { messages } = page.json as { messages: Stored[] };
    if (messages.length === 0) return all;
    all.push(...messages);
  }
}
