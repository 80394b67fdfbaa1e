import { expect, test } from 'bun:test';
import { fold, hiddenHost, parseMessage, type Block } from './parse-message.ts';

const spans = (body: string) => {
  const [block] = parseMessage(body);
  return block?.type === 'text' ? block.spans : [];
};
const plain = (text: string) => ({ type: 'plain' as const, text });
const link = (text: string, href = text) => ({ type: 'link' as const, text, href });

/** Everything that a reader sees, put together again. */
const seen = (blocks: Block[]): string =>
  blocks
    .map((block) =>
      block.type === 'code'
        ? block.code
        : block.spans.map((span) => (span.type === 'code' ? `\`${span.code}\`` : span.text)).join(''),
    )
    .join('\n');

test('text without marks stays as it is, line breaks too', () => {
  expect(parseMessage('one\n\n two <b>three</b> &amp; ')).toEqual([
    { type: 'text', spans: [plain('one\n\n two <b>three</b> &amp; ')] },
  ]);
});

test('addresses become links, the sentence around them does not', () => {
  expect(spans('see https://example.org/a?b=1#c.')).toEqual([
    plain('see '),
    link('https://example.org/a?b=1#c'),
    plain('.'),
  ]);
  expect(spans('(https://example.org/x_(y))')).toEqual([
    plain('('),
    link('https://example.org/x_(y)'),
    plain(')'),
  ]);
  expect(spans('<https://example.org/>')).toEqual([plain('<'), link('https://example.org/'), plain('>')]);
});

test('only http and https are links', () => {
  for (const text of [
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://example.org',
    'https://',
    'http://[',
  ]) {
    expect(spans(text)).toEqual([plain(text)]);
  }
});

test('an address that pretends to be of another host is text', () => {
  expect(spans('https://bank.example@evil.example/')).toEqual([plain('https://bank.example@evil.example/')]);
});

test('a host in letters that look like others is shown as it is', () => {
  expect(hiddenHost({ href: new URL('https://аpple.com/').href, text: 'https://аpple.com/' })).toBe(
    'xn--pple-43d.com',
  );
  expect(hiddenHost({ href: 'https://example.org/', text: 'https://EXAMPLE.org' })).toBeUndefined();
});

test('marks that turn the reading direction end a link', () => {
  expect(spans('https://example.org/\u202egpj.exe')).toEqual([
    link('https://example.org/'),
    plain('\u202egpj.exe'),
  ]);
});

test('inline code keeps what is in it', () => {
  expect(spans('run `rm -rf https://x.org` now')).toEqual([
    plain('run '),
    { type: 'code', code: 'rm -rf https://x.org' },
    plain(' now'),
  ]);
  expect(spans('a ` b\nc ` d')).toEqual([plain('a ` b\nc ` d')]);
});

test('fenced code is a block, also while its end is missing', () => {
  expect(parseMessage('a\n```ts\nlet x = `1`;\n```\nb')).toEqual([
    { type: 'text', spans: [plain('a')] },
    { type: 'code', code: 'let x = `1`;' },
    { type: 'text', spans: [plain('b')] },
  ]);
  expect(parseMessage('```\nopen')).toEqual([{ type: 'code', code: 'open' }]);
});

test('what was written is what is seen, whatever it is', () => {
  const hard = [
    '\u0000\u0007\u200b\ufeff',
    'e' + '\u0301'.repeat(5_000),
    '\u202eabc\u202c',
    '👩‍👩‍👧‍👦'.repeat(300),
    '`'.repeat(15_999),
    'שלום https://x.org/א עולם',
  ];
  for (const body of hard) expect(seen(parseMessage(body))).toBe(body);
});

test('the longest messages of the worst shapes parse in linear work', () => {
  for (const piece of [
    '`',
    '``',
    '` ',
    'http://',
    'https://a(',
    'https://a)',
    '(',
    'https://a.',
    '```\n',
    '`\n',
  ]) {
    const body = piece.repeat(Math.ceil(16_000 / piece.length));
    expect(parseMessage(body).length).toBeGreaterThan(0);
  }
});

test('long messages fold, short ones do not, and no character is cut in two', () => {
  expect(fold('short', 1_000, 20)).toBeUndefined();
  expect(fold('x'.repeat(1_100), 1_000, 20)).toBeUndefined();
  expect(fold('x'.repeat(2_000), 1_000, 20)).toBe('x'.repeat(1_000));
  expect(fold('line\n'.repeat(100), 1_000, 20)?.split('\n').length).toBe(20);
  expect(fold('x' + '😀'.repeat(2_000), 1_000, 20)?.isWellFormed()).toBe(true);
});
