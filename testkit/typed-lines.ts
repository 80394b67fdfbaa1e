import { seededRandom, type Random } from './random.ts';
import { emoji, phrases } from './typed-words.ts';
import {
  breaks,
  char,
  controls,
  marks,
  noncharacters,
  oddOnes,
  spaces,
  turning,
  unseen,
} from './unusual-characters.ts';

/** The longest message, in UTF-16 units. */
const longest = 16_000;

/**
 * What people really type, paste, or let a script send, in the order of the seed: at least `count` lines that differ
 * from each other, each allowed as a message. All kinds of line are in it, whatever the count.
 */
export function typedLines(count = 2_000, seed = 20_26): string[] {
  const random = seededRandom(seed);
  const lines = new Set([...fixed, ...everyUnusualCharacter(), ...pastes()]);
  while (lines.size < count) {
    const line = random.pick(kinds)(random);
    if (line.trim() !== '' && line.length <= longest) lines.add(line);
  }
  return shuffled([...lines], random);
}

function everyUnusualCharacter(): string[] {
  const all = [...controls, ...unseen, ...turning, ...spaces, ...breaks, ...noncharacters, ...oddOnes];
  return all.flatMap((one) => [`a${one}b`, `${one}at the start`, `at the end${one}`]);
}

/** Texts of the greatest length, of the parts that grow most on their way through JSON and UTF-8. */
function pastes(): string[] {
  const parts = [
    'a',
    '"',
    '\\',
    '\u0001',
    '\n',
    '\u2028',
    'é',
    '漢',
    '😀',
    'e\u0301',
    '\uffff',
    'x\r\n',
    '</script>',
    'ab ',
  ];
  return parts
    .map((part) => 'x' + part.repeat(longest).slice(0, longest - 2) + 'y')
    .map((text) =>
      // Cutting may have halved a pair.
      text.isWellFormed() ? text : `x${text.slice(1, -2)}zy`,
    );
}

/** Texts that parsers, stores and templates have stumbled over. */
const fixed: readonly string[] = [
  ...[
    '0',
    '-0',
    '1e309',
    'null',
    'undefined',
    'true',
    'NaN',
    'nil',
    '[object Object]',
    '__proto__',
    'constructor',
  ],
  ...[
    '{}',
    '[]',
    '""',
    "''",
    '{"t":"post","room":"x","body":"y"}',
    '{"__proto__":{"admin":true}}',
    '[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]',
  ],
  ...["'; DROP TABLE messages; --", "' OR 1=1 --", '%_%', '$1 ? :name @p1', "E'\\x00'", 'x\\', "it''s"],
  ...[
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '&lt;b&gt;&#0;&amp;amp;',
    '<!--',
    ']]>',
    '<![CDATA[x]]>',
  ],
  ...[
    'javascript:alert(1)',
    'data:text/html;base64,PHNjcmlwdD4=',
    '${7*7}{{7*7}}<%=7*7%>#{7*7}',
    '%s%n%p%x',
    '$(reboot) `id`',
  ],
  ...[
    '../../etc/passwd',
    'C:\\new\\table\\u0041',
    '\\u0000',
    '\\0',
    '\\x00\\n\\r',
    '\\uD800',
    'CON',
    '~/.ssh/id_ed25519',
  ],
  ...['@everyone', '/me waves', '/shrug', '#general', '@Ana, @ana.b-c_d', ':tada: :+1::skin-tone-3:'],
  ...[
    ' leading',
    'trailing ',
    '\ttab\tbed',
    '  both  ',
    'a\n\n\n\nb',
    '.',
    '\u200d',
    'ﷺﷺﷺ',
    '\u{1F468}\u200D',
    'İi',
    'ǅ',
  ],
  ...['Power\nلُلُصّبُلُلصّبُررً ॣ ॣh ॣ ॣ\n冗', 'జ్ఞ‌ా', '🏳0🌈️', 'e\u0301 é', '가 \u1100\u1161'],
];

const everyPhrase = Object.values(phrases).flat();

function words(random: Random): string {
  const own = phrases[random.pick(Object.keys(phrases))] ?? everyPhrase;
  return some(random, 8, () => random.pick(own)).join(' ');
}

function some<T>(random: Random, most: number, make: () => T): T[] {
  return Array.from({ length: 1 + random.below(most) }, make);
}

const address = (random: Random): string =>
  random.pick(['https://', 'http://', 'ftp://', 'mailto:', 'www.', 'HTTPS://']) +
  random.pick([
    'example.org',
    'bücher.example',
    'xn--bcher-kva.example',
    '例え.テスト',
    '127.0.0.1:8080',
    '[::1]:443',
    'a@b.example',
  ]) +
  random.pick([
    '',
    '/',
    '/a_(b)',
    '/%E6%BC%A2?q=a&b=c#d',
    `/?id=${random.below(1e9)}`,
    '/~me/x.tar.gz',
    '/a b',
    '/..//.',
    '/?a[]=1&b={}',
  ]);

/** Kinds of line, each drawn as often as any other. */
const kinds: readonly ((random: Random) => string)[] = [
  words,
  words,
  (random) =>
    some(random, 5, () => random.pick(everyPhrase)).join(random.pick([' ', '', ', ', random.pick(spaces)])),
  (random) => some(random, 6, () => words(random)).join(random.pick(breaks)),
  (random) => some(random, 12, () => random.pick(emoji)).join(random.pick(['', ' ', '\u200d'])),
  (random) => `${words(random)} ${some(random, 3, () => random.pick(emoji)).join('')}`,
  (random) =>
    [...words(random)].map((letter) => letter + some(random, 6, () => random.pick(marks)).join('')).join(''),
  (random) => words(random).normalize(random.pick(['NFC', 'NFD', 'NFKC', 'NFKD'])) + random.below(1000),
  (random) =>
    [...words(random)].map((letter) => (random.chance(30) ? letter + random.pick(unseen) : letter)).join(''),
  (random) =>
    [...words(random)]
      .map((letter) => (random.chance(20) ? letter + random.pick(controls) : letter))
      .join(''),
  (random) =>
    `${random.pick(phrases.hebrew ?? [])} ${random.pick(turning)}${words(random)}${random.pick(turning)} ${random.below(99)}%`,
  (random) =>
    `${random.pick(phrases.arabic ?? [])} (${words(random)}) ${random.below(2030)}/${random.below(12)}`,
  (random) => `${words(random)} ${address(random)}${random.pick(['', '.', ',', ')', ' ok?'])}`,
  (random) => `\`\`\`${random.pick(['', 'ts', 'python', 'sh'])}\n${code(random)}\n\`\`\``,
  (random) =>
    `\`${words(random)}\` **${words(random)}** _${random.pick(everyPhrase)}_ ~~${random.below(9)}~~ ||x||`,
  (random) =>
    some(
      random,
      6,
      () => `${random.pick(['- ', '* ', '1. ', '> ', '# ', '- [ ] ', '\t'])}${words(random)}`,
    ).join('\n'),
  (random) => some(random, 5, () => `| ${words(random)} | ${random.below(1e6)} |`).join('\n|---|---|\n'),
  (random) =>
    JSON.stringify(
      { [words(random)]: some(random, 4, () => words(random)), n: random.below(1e9) },
      null,
      random.below(3),
    ),
  (random) =>
    `<${random.pick(['a', 'div', 'svg'])} title="${words(random)}" onclick='x()'>${random.pick(everyPhrase)}</a>`,
  (random) =>
    `INSERT INTO "t" VALUES ('${words(random).replaceAll("'", "''")}', ${random.below(1e9)}); -- ${random.pick(emoji)}`,
  (random) =>
    some(random, 40, () => random.pick([...noncharacters, ...oddOnes])).join(random.pick(['', ' ', 'x'])),
  (random) => Array.from({ length: 1 + random.below(60) }, () => anyCharacter(random)).join(''),
  (random) => random.pick(['ha', 'no', 'ㅋ', '!', '?', '😂', 'ﾊ', '.', 'a']).repeat(2 + random.below(300)),
  (random) =>
    some(random, 200, () => words(random))
      .join(' ')
      .slice(0, longest)
      .toWellFormed(),
  (random) =>
    `${random.below(2)}${random.below(9)}:${random.below(6)}0 ${random.pick(['am', 'Uhr', '時', 'ч'])} ${random.below(1e9) - 5e8}`,
];

function code(random: Random): string {
  const line = (): string =>
    random.pick(['\t', '  ', '    ', '']) +
    random.pick([
      `if (a[${random.below(99)}] != null) {`,
      `print(f"{x!r}\\n")`,
      'for (;;) ;',
      '}',
      '',
      `// ${words(random)}`,
      'echo "$HOME" | sed \'s/\\\\/\\//g\'',
    ]);
  return some(random, 20, line).join(random.pick(['\n', '\r\n']));
}

/** Any code point except NUL and halves of pairs. */
function anyCharacter(random: Random): string {
  const code = 1 + random.below(random.pick([0x7e, 0x2fff, 0xffff, 0x10ffff]));
  return code >= 0xd800 && code <= 0xdfff ? '\ufffd' : char(code);
}

function shuffled<T>(items: T[], random: Random): T[] {
  const rest = [...items];
  const out: T[] = [];
  while (rest.length > 0) out.push(...rest.splice(random.below(rest.length), 1));
  return out;
}
