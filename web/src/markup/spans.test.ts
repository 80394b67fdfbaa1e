import { describe, expect, test } from 'bun:test';
import { parseSpans } from './spans.ts';
import type { Span } from './tree.ts';

/** Spans in short: what is strong in `{s …}`, and so on. */
function short(spans: readonly Span[]): string {
  return spans
    .map((span) => {
      if (span.type === 'plain') return span.text;
      if (span.type === 'code') return `{c ${span.code}}`;
      const inner = short(span.spans);
      if (span.type === 'link') return inner === span.href ? `{a ${inner}}` : `{a ${inner}|${span.href}}`;
      return `{${{ strong: 's', emphasis: 'e', strike: 'x' }[span.type]} ${inner}}`;
    })
    .join('');
}

const parsed = (text: string): string => short(parseSpans(text, { steps: 0 }));

const cases: Record<string, Record<string, string>> = {
  'marks around words': {
    '**bold** and *it* and _it_ and ~~gone~~': '{s bold} and {e it} and {e it} and {x gone}',
    '***both***': '{s {e both}}',
    '**_both_** ~~**x**~~': '{s {e both}} {x {s x}}',
    '**a *b* c**': '{s a {e b} c}',
    '*a **b***': '{e a {s b}}',
    '**a\nb**': '{s a\nb}',
    '(**so**), "*thus*": **Note:** x': '({s so}), "{e thus}": {s Note:} x',
    '这是**重要**的': '这是{s 重要}的',
    'זה **חשוב** מאוד': 'זה {s חשוב} מאוד',
    '**👍** 👍*x*': '{s 👍} 👍{e x}',
    '**<@user-0001>** and *<@user-0002>, hi*': '{s <@user-0001>} and {e <@user-0002>, hi}',
    '**`code`** *see https://x.org/*.': '{s {c code}} {e see {a https://x.org/}}.',
    '*a **b c* d': '{e a **b c} d',
    '_a *b_ c*': '{e a *b} c*',
  },
  'what is no mark': Object.fromEntries(
    [
      '*',
      '**',
      '****',
      '* a *',
      '2 * 3 * 4',
      '2*3*4',
      '2**10 and 3**5',
      'snake_case_names and _more_of_them',
      '__init__ and __dirname',
      '*.ts, (*.js|*.css) and a/*b*/c',
      'f(*args, **kwargs)',
      'int *a, *b;',
      '/*/5 * * * *',
      ':-* ;-* so :-*',
      '^_^ and ^_^',
      '-_- x -_-',
      '(*_*) o_O T_T u_u ;_;',
      '¯\\_(ツ)_/¯',
      '\\*not\\*',
      '~5 min, ~~~',
      '*️⃣ *⃣ 1️⃣',
      '<3 <3',
      '** a**',
      '**a **',
      '**a\n\nb**',
      '*a',
      'a*',
      '[a] (b) [](x) ]( [x]()',
      '![image](x.png)',
      '<b>x</b> &amp; <!-- -->',
    ].map((text) => [text, text]),
  ),
  'snake case with a mark around': { _snake_case_: '{e snake_case}', '*a_b*': '{e a_b}' },
  'inline code': {
    'run `rm -rf https://x.org` now': 'run {c rm -rf https://x.org} now',
    '`` a ` b ``': '{c a ` b}',
    '` a `': '{c a}',
    '` `': '{c  }',
    '`**a** <@user-0001> [x](https://x.org)`': '{c **a** <@user-0001> [x](https://x.org)}',
    '**a `b** c`': '**a {c b** c}',
    'a ` b\nc ` d': 'a ` b\nc ` d',
    '`a``b`': '{c a``b}',
    '``` x': '``` x',
    '```x```': '{c x}',
  },
  addresses: {
    'see https://example.org/a?b=1#c.': 'see {a https://example.org/a?b=1#c}.',
    '(https://example.org/x_(y))': '({a https://example.org/x_(y)})',
    '<https://example.org/>': '<{a https://example.org/}>',
    'https://example.org/a_b_c*d*': '{a https://example.org/a_b_c*d*}',
    '**https://example.org/**': '{s {a https://example.org/}}',
    '_https://example.org/a_b_': '{e {a https://example.org/a_b}}',
    'https://example.org/\u202egpj.exe': '{a https://example.org/}\u202egpj.exe',
    'javascript:alert(1) data:text/html,x ftp://example.org mailto:a@b.example a@b.example www.example.org':
      'javascript:alert(1) data:text/html,x ftp://example.org mailto:a@b.example a@b.example www.example.org',
    'https:// http://[': 'https:// http://[',
    'https://bank.example@evil.example/': 'https://bank.example@evil.example/',
    'https://bank.example@https://evil.example/': 'https://bank.example@https://evil.example/',
    [`https://x.org/${'a'.repeat(2_000)}`]: `https://x.org/${'a'.repeat(2_000)}`,
  },
  'addresses behind words': {
    '[docs](https://example.org/)': '{a docs|https://example.org/}',
    '[*a* `b` **c**](https://example.org/)': '{a {e a} {c b} {s c}|https://example.org/}',
    '**[a](https://example.org/)**': '{s {a a|https://example.org/}}',
    '[a](https://example.org/x_(y))': '{a a|https://example.org/x_(y)}',
    '[[a]](https://example.org/)': '{a [a]|https://example.org/}',
    '[https://good.example/](https://evil.example/)': '{a https://good.example/|https://evil.example/}',
    '[a [b](https://b.example/) c](https://c.example/)':
      '[a {a b|https://b.example/} c]({a https://c.example/})',
    '*a [b* c](https://example.org/)': '{e a [b} c]({a https://example.org/})',
    '[a](javascript:alert(1)) [a](/x) [a](x.org) [a][b]':
      '[a](javascript:alert(1)) [a](/x) [a](x.org) [a][b]',
    '[a](https://u:p@evil.example/)': '[a](https://u:p@evil.example/)',
    '[a\u202eb](https://example.org/)': '[a\u202eb]({a https://example.org/})',
    '[a\nb](https://example.org/)': '[a\nb]({a https://example.org/})',
    '[](https://example.org/)': '[]({a https://example.org/})',
    '[a](https://example.org/ "title")': '[a]({a https://example.org/} "title")',
    '[a] (https://example.org/)': '[a] ({a https://example.org/})',
  },
};

for (const [name, table] of Object.entries(cases)) {
  describe(name, () => {
    for (const [text, expected] of Object.entries(table))
      test(JSON.stringify(text.slice(0, 60)), () => expect(parsed(text)).toBe(expected));
  });
}
