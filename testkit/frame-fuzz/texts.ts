import fc from 'fast-check';
import { seededRandom, type Random } from '../random.ts';

/** Ids that frames may name: some real, some not. */
export interface Named {
  rooms: readonly string[];
  users: readonly string[];
}

/** Stands for a key that no post had yet: with one from before a post would only be told its first answer. */
const freshKey = 'a-fresh-key';
const corpusSize = 2_000;
/** Numbers at which something might tip over. */
const edges = ['-1', '0', '1', '1.5', '9007199254740991', '9007199254740992', '1e308', '-0', 'null', '"1"'];

/** Frames as the contract has them. */
function valid({ rooms, users }: Named): fc.Arbitrary<object> {
  const room = fc.constantFrom(...rooms);
  const after = fc.oneof(fc.nat(50), fc.constantFrom(-1, 1.5, 2 ** 53, Number.MAX_SAFE_INTEGER));
  const position = fc.record({ after, epoch: fc.string(), last: fc.string() }, { requiredKeys: [] });
  const seq = fc.nat();
  const key = fc.oneof({ weight: 3, arbitrary: fc.constant(freshKey) }, fc.string({ maxLength: 70 }));
  const body = fc.string({ unit: 'binary', maxLength: 200 });
  const frame = (t: string, parts: Record<string, fc.Arbitrary<unknown>>) =>
    fc.record({ t: fc.constant(t), ...parts });
  return fc.oneof(
    frame('hello', { open: fc.dictionary(room, position, { maxKeys: 3 }) }),
    fc.tuple(frame('open', { room }), position).map(([open, at]) => ({ ...open, ...at })),
    frame('close', { room }),
    frame('post', { room, key, body }),
    frame('typing', { room }),
    frame('read', { room, seq }),
    frame('watch', { users: fc.array(fc.constantFrom(...users), { maxLength: 10 }) }),
    frame('ping', {}),
  );
}

/** Frames of a known type whose parts are anything. */
function wrong(): fc.Arbitrary<object> {
  const t = fc.constantFrom('hello', 'open', 'close', 'post', 'typing', 'read', 'watch', 'ping', 'dance');
  const parts = ['room', 'key', 'body', 'seq', 'users', 'after', 'epoch', 'last', 'open', 'me', 'caps'];
  const anything = fc.dictionary(fc.constantFrom(...parts), fc.jsonValue({ maxDepth: 3 }));
  return fc.tuple(t, anything).map(([name, rest]) => ({ ...rest, t: name }));
}

/** Texts that fast-check makes: valid frames, wrong ones, JSON, anything. The same seed gives the same ones. */
export function fuzzCorpus(seed: number, named: Named): string[] {
  const frame = fc.oneof({ weight: 2, arbitrary: valid(named) }, wrong()).map((one) => JSON.stringify(one));
  const any = fc.oneof({ weight: 6, arbitrary: frame }, fc.json(), fc.string({ unit: 'binary' }));
  return fc.sample(any, { seed, numRuns: corpusSize });
}

/**
 * Texts to send as frames, without end: the corpus as it is and mutated, which is much quicker than making each anew.
 * The same seed gives the same ones.
 */
export function fuzzedTexts(seed: number, corpus: readonly string[]): () => string {
  const random = seededRandom(seed);
  let keys = 0;
  return () => {
    const text = random.pick(corpus);
    const mutated = random.chance(50) ? text : mutate(text, corpus, random);
    return mutated.replace(freshKey, () => `fuzz-${seed}-${++keys}`);
  };
}

function mutate(text: string, corpus: readonly string[], random: Random): string {
  const from = random.below(text.length + 1);
  const to = Math.min(text.length, from + random.below(12));
  const head = text.slice(0, from);
  switch (random.below(7)) {
    case 0:
      return head;
    case 1:
      return head + text.slice(to);
    case 2:
      return text.slice(0, to) + text.slice(from);
    case 3:
      return head + random.pick(corpus).slice(random.below(20)) + text.slice(to);
    case 4:
      return head + String.fromCharCode(random.below(0x1_0000)) + text.slice(to);
    case 5:
      return text.replace(/:\s*(?:-?\d+|"[^"]*")/, () => `:${random.pick(edges)}`);
    default: {
      const depth = random.below(40);
      return head + '['.repeat(depth) + text.slice(from, to) + ']'.repeat(depth) + text.slice(to);
    }
  }
}
