/** Messages as people write them: mostly a line or two, now and then something long, marked up, or from right to left. */
import { seededRandom, type Random } from '../../testkit/random.ts';
import { emoji, phrases } from '../../testkit/typed-words.ts';

const sentences = [
  'Can somebody look at the rota for Saturday before I print it?',
  'I moved the meeting to ten, the room downstairs was taken.',
  'The train is late again, start without me.',
  'Yes.',
  'No idea, ask the caretaker, he has been there since the house was built and knows every pipe in it.',
  'Thank you, that was exactly what I was looking for!',
  'We tried that in spring and it did not hold: the rain came through on the second day, right above the piano.',
  'Who has the key?',
  'I will write it up tonight and send it round, so that nobody has to remember what we decided.',
  'Looks good to me.',
  'Is it only me, or is the heating off?',
  'Two things: the invoice is paid, and the van is booked from Friday noon until Sunday evening.',
];

const code = [
  '```ts\nconst due = Math.min(posts, Math.floor(elapsedMs * perSecond / 1000));\nfor (let i = sent; i < due; i++) {\n  socket.post(key(i), body);\n}\n```',
  '```\n$ df -h /srv\nFilesystem      Size  Used Avail Use% Mounted on\n/dev/sda1       916G  722G  148G  84% /srv\n```',
  'It says `permission denied` for `/var/lib/rookery`, so I ran `chown` once more.',
];

const marked = [
  'Before Friday:\n\n- call the **hall**\n- print the programme (both sides)\n- ask *Noor* about the microphone\n- ~~buy paper cups~~ done',
  '> who brings the extension lead?\n\nI do, the long one.',
  '1. Take the road to the lake\n2. Left at the chapel\n3. The gate is **not** locked, only stiff',
  'The **last** page is the one that counts, see [the minutes](https://example.org/minutes/2026-11).',
];

const fromRight = [
  'مساء الخير! سأصل يوم السبت صباحًا مع الآلات، هل يمكن لأحد أن يفتح الباب؟',
  'שלום לכולם, הפגישה נדחתה ליום שלישי בשעה שבע בערב.',
  'نعم، قرأت الملف README.md وهو واضح جدًا.',
];

const line = (random: Random): string =>
  Array.from({ length: 1 + random.below(3) }, () => random.pick(sentences)).join(' ');

const kinds: readonly [percent: number, make: (random: Random) => string][] = [
  [70, line],
  [8, (random) => `${random.pick(sentences)} https://example.org/photos/${random.below(1e6)}?from=station`],
  [5, (random) => `${line(random)} ${random.pick(emoji)}`],
  [4, (random) => random.pick(phrases[random.pick(Object.keys(phrases))] ?? sentences)],
  [4, (random) => random.pick(fromRight)],
  [4, (random) => random.pick(marked)],
  [3, (random) => random.pick(code)],
  // Some of these are so long that they show folded.
  [2, (random) => Array.from({ length: 4 + random.below(30) }, () => line(random)).join('\n\n')],
];

/** An endless conversation, the same for the same seed; each line is allowed as a message. */
export function conversation(seed: number): () => string {
  const random = seededRandom(seed);
  return () => {
    let at = random.below(100);
    for (const [percent, make] of kinds) {
      if (at < percent) return make(random);
      at -= percent;
    }
    return line(random);
  };
}
