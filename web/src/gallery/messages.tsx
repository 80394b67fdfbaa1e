import { Message } from '../components/message.tsx';
import { Notice } from '../components/notice.tsx';
import type { Person } from '../state/profiles.ts';
import type { MessageItem, NoticeItem } from '../state/timeline-items.ts';
import { useTexts } from '../text/texts.ts';

const at = Date.UTC(2026, 2, 1, 9, 5);
const person = (id: string, displayName: string): Person => ({
  id,
  username: displayName.toLowerCase(),
  displayName,
  status: '',
  avatarUrl: null,
  known: true,
});
const bela = person('user-bela', 'Bela');

const sent: MessageItem = {
  kind: 'message',
  id: 'sent',
  seq: 3,
  n: 1,
  at,
  by: bela.id,
  key: 'k',
  body: 'The roses are out.',
  state: 'sent',
};
const mine: MessageItem = { ...sent, by: 'user-anna', seq: null, n: null };
const act = (): void => undefined;

/** Every state that a message can be in, by its name. */
const states: readonly {
  name: string;
  item: MessageItem;
  author?: Person;
  grouped?: true;
  marked?: true;
  editing?: true;
}[] = [
  { name: 'sent', item: sent },
  { name: 'grouped', item: { ...sent, body: 'And so are the bees.' }, grouped: true },
  { name: 'just gone to', item: sent, marked: true },
  { name: 'edited', item: { ...sent, editedAt: at + 60_000 } },
  { name: 'deleted', item: { ...sent, body: null, deletedAt: at } },
  { name: 'sending', item: { ...mine, state: 'sending' } },
  { name: 'sending, not kept', item: { ...mine, state: 'sending', unkept: true } },
  { name: 'queued', item: { ...mine, state: 'queued' } },
  { name: 'queued long ago', item: { ...mine, state: 'queued-old', retry: act, discard: act } },
  {
    name: 'failed',
    item: { ...mine, state: 'failed', error: { code: 'not_found', message: '' }, retry: act, discard: act },
  },
  { name: 'being edited', item: { ...sent, by: 'user-anna' }, editing: true },
  {
    name: 'code in colours',
    item: {
      ...sent,
      body: [
        '```ts',
        '// A comment',
        '@sealed class Nest<T extends Bird> {',
        "  name = 'roses', size: number = 3;",
        '  build = (birds: T[]) => `${birds.length} ${/b+/.test(this.name)}`;',
        '}',
        '```',
        '```diff',
        '@@ -1 +1 @@',
        '-one',
        '+another',
        '```',
      ].join('\n'),
    },
  },
  { name: 'code and a link', item: { ...sent, body: '`code`, https://example.org\n```\nlet x = 1;\n```' } },
  {
    name: 'marks, lists and a quote',
    item: {
      ...sent,
      body: [
        '**Bold**, *italic*, ~~gone~~, ***both***, `code` and **<@user-anna>**',
        '- one',
        '  - inner, *with a mark*',
        '  - and a line',
        '    that goes on',
        '- two',
        '',
        '1. first',
        '2. second',
        '> A quote with [a link](https://example.org/) and',
        '> - a list',
        '> > in a quote',
        'snake_case, 2 * 3 * 4, :-* and # no heading',
      ].join('\n'),
    },
  },
  {
    name: 'links that hide their host',
    item: {
      ...sent,
      body: '[https://bank.example](https://evil.example/) https://аpple.com/ [docs](https://example.org)',
    },
  },
  {
    name: 'code that is wide, with its language',
    item: { ...sent, body: `\`\`\`ts\nconst wide = '${'x'.repeat(200)}';\n\tnext();\n\`\`\`` },
  },
  {
    name: 'right to left in lists and quotes',
    item: {
      ...sent,
      body: '- English\n- עברית **מודגשת**\n  - פנימי\n1. ראשון\n2. second\n> שלום עולם\n> and on\n\nסוף',
    },
  },
  {
    name: 'a folded list',
    item: { ...sent, body: Array.from({ length: 60 }, (_, n) => `- entry ${n + 1}`).join('\n') },
  },
  { name: 'right to left', item: { ...sent, body: 'שלום, מה שלומך?' }, author: person('user-noa', 'נועה') },
  {
    name: 'folded',
    item: { ...sent, body: Array.from({ length: 60 }, (_, n) => `line ${n + 1}`).join('\n') },
  },
  { name: 'one long word', item: { ...sent, body: 'x'.repeat(400) } },
  { name: 'few emoji', item: { ...sent, body: '🎉👩‍👩‍👧‍👦 👍🏽' } },
  { name: 'emoji in a text', item: { ...sent, body: 'Well done 🎉👩‍👩‍👧‍👦👍🏽❤️' } },
  { name: 'mentions me', item: { ...sent, body: '<@user-anna> are you coming, or is it <@user-bela>?' } },
  {
    name: 'a long name',
    item: sent,
    author: person('user-long', 'Maximiliane Freifrau von Hohenstein-Schillingsfürst'),
  },
];

const happened = { seq: 4, at, by: bela.id };
const notices: readonly NoticeItem[] = [
  { ...happened, kind: 'created', id: 'created', name: 'Nest' },
  { ...happened, kind: 'renamed', id: 'renamed', name: 'קן' },
  { ...happened, kind: 'joined', id: 'joined', user: bela.id },
  { ...happened, kind: 'left', id: 'left', user: bela.id },
  { ...happened, kind: 'removed', id: 'removed', user: bela.id },
];

/** Messages in all their states, and the lines between them. */
export function Messages() {
  const t = useTexts();
  return (
    <>
      {states.map(({ name, item, author = bela, grouped = false, marked = false, editing = false }) => (
        <div key={name}>
          <h3 className="quiet small">{name}</h3>
          <Message
            room="room-nest"
            item={{ ...item, id: name }}
            author={author}
            ambiguous={name === 'edited'}
            first={!grouped}
            marked={marked}
            editing={editing}
            mayEdit={item.state === 'sent' && item.body !== null}
            mayDelete={item.state === 'sent' && item.body !== null}
            onEdit={act}
            onEditEnd={act}
            onDelete={act}
          />
        </div>
      ))}
      <p className="day-line">{new Date(at).toDateString()}</p>
      <p className="new-line">{t.conversation.newLine}</p>
      <p className="happening">Where reading stopped within a day:</p>
      <p className="new-line">{t.conversation.newLine}</p>
      {notices.map((item) => (
        <Notice key={item.id} item={item} name={() => 'Bela'} />
      ))}
    </>
  );
}
