import type { Room } from '../../contracts/chats.ts';
import { play, type Cast, type Line, type SetClock } from './cast.ts';

/** When the pictures are taken. */
export const now = '2026-03-12T10:42';

const before: readonly Line[] = [
  [
    'ada',
    '2026-03-10T16:02',
    'The new site goes live on **Thursday at noon**. Everything that is not in by tomorrow evening waits for the week after.',
  ],
  [
    'grace',
    '2026-03-10T16:05',
    'Copy is done, apart from the page about the workshop. I have it by tonight.',
  ],
  ['grace', '2026-03-10T16:05', 'Also: who has the password of the old photo archive?'],
  ['tomas', '2026-03-10T16:21', 'me'],
  ['tomas', '2026-03-10T16:22', 'I will not write it down here 😄'],
  [
    'max',
    '2026-03-11T09:10',
    'Good morning! The redirects, as agreed. Two of them looked odd, so I tried them by hand:\n\n```\n/kontakt            → /contact          301\n/werkstatt/*        → /workshop/:splat  301\n/2019/archiv.html   → /archive          301\n```',
  ],
  [
    'tomas',
    '2026-03-11T09:14',
    'Looks right. `/werkstatt/*` also needs the trailing slash, or the old newsletter links break.',
  ],
  ['noor', '2026-03-11T09:31', 'صباح الخير! الترجمة العربية جاهزة، راجعوا الصفحة الرئيسية من فضلكم 🙏'],
  ['ada', '2026-03-11T09:40', 'Thank you, @noor! I look at it on my phone this afternoon.'],
  ['grace', '2026-03-11T17:55', 'The workshop page is in: https://example.org/workshop?preview=3f9c'],
  ['tomas', '2026-03-11T18:01', 'Wrong window, sorry'],
];
const unread: readonly Line[] = [
  [
    'tomas',
    '2026-03-12T10:12',
    'Test run from this morning, on the slowest phone I could find:\n- first page in 1.4 s\n- no layout jumps\n- the map is still heavy',
  ],
  ['tomas', '2026-03-12T10:13', 'I can make the map load when somebody scrolls to it.'],
  ['max', '2026-03-12T10:20', '@ada shall I announce it on the list now, or do we wait until noon?'],
  ['grace', '2026-03-12T10:38', 'Wait for noon. Last time the cache took ten minutes.'],
];

/** Three days in a room, with an edit and a deletion; what came today Ada has not read. */
export async function relaunch(cast: Cast, clock: SetClock): Promise<Room> {
  const { ada, grace, tomas, noor, max } = cast;
  clock('2026-03-10T15:58');
  const room = await ada.makeRoom('Website relaunch', grace, tomas, noor, max);
  const seqs = await play(cast, room, before, clock);
  const [link = 0, mistake = 0] = seqs.slice(-2);
  clock('2026-03-11T18:05');
  await tomas.api.chats.deleteMessage({ params: { room: room.id, seq: mistake } });
  await grace.api.chats.editMessage({
    params: { room: room.id, seq: link },
    body: {
      body: 'The workshop page is in, with the right photographs: https://example.org/workshop?preview=3f9c',
    },
  });
  await ada.api.chats.markRead({ params: { room: room.id }, body: { seq: mistake + 2 } });
  await play(cast, room, unread, clock);
  clock(now);
  return room;
}

/** The rooms around it, some of them unread. */
export async function otherRooms(cast: Cast, clock: SetClock): Promise<void> {
  const { ada, grace, tomas, noor, max, noa } = cast;
  clock('2026-03-09T09:00');
  const allotment = await ada.makeRoom('Allotment 14', grace, tomas);
  await ada.makeRoom('Board, minutes and everything that has to be kept for ten years', grace, max);
  const kitchen = await ada.makeRoom('Kitchen rota', grace, tomas, noor, max);
  await ada.makeRoom('Rechnungsprüfungsausschussvorsitzende', max);
  const family = await ada.makeRoom('משפחה 🌿', noa);
  await grace.makeRoom('Saturday football', tomas, ada);
  await ada.makeRoom('مكتب الترجمة', noor);
  await play(cast, allotment, [['grace', '2026-03-12T08:02', 'Frost tonight. Cover the beans!']], clock);
  const meals = Array.from({ length: 12 }, (_, n): Line => [
    'tomas',
    '2026-03-12T09:00',
    `Soup, day ${n + 1}`,
  ]);
  await play(cast, kitchen, [...meals, ['grace', '2026-03-12T09:30', '@ada you cook on Friday']], clock);
  await play(cast, family, [['noa', '2026-03-12T09:50', 'מתי מגיעים?']], clock);
  clock(now);
}

/** Writing from both sides, and mixed within a line. */
export async function bothDirections(cast: Cast, clock: SetClock): Promise<Room> {
  const { ada, noor, noa, grace } = cast;
  clock('2026-03-12T09:00');
  const room = await ada.makeRoom('Translation · ترجمة · תרגום', noor, noa, grace);
  const lines: readonly Line[] = [
    ['noor', '2026-03-12T10:01', 'مساء الخير! هل رأيتم النص الجديد للصفحة الرئيسية؟'],
    [
      'noor',
      '2026-03-12T10:02',
      'الرابط هنا: https://example.org/ar/home ويجب أن يظهر العنوان Rookery 2.0 كما هو.',
    ],
    ['ada', '2026-03-12T10:05', 'Looks good. Is «الرئيسية» the right word for the menu, @noor?'],
    [
      'noa',
      '2026-03-12T10:09',
      'בעברית כתבתי "דף הבית". שימו לב: הקוד `<html dir="rtl">` חייב להישאר משמאל לימין.',
    ],
    ['noa', '2026-03-12T10:10', 'שורה אחת בעברית.\nAnd one in English in the same message.\nوسطر بالعربية.'],
    ['grace', '2026-03-12T10:14', 'Do numbers like 1,250 € and dates (12/03/2026) come out right?'],
    ['noor', '2026-03-12T10:16', 'نعم: ‏1,250 €‏ و 12/03/2026. شكرًا @grace 🌸'],
  ];
  await play(cast, room, lines, clock);
  clock(now);
  return room;
}

/** What breaks a layout: long lines of code, words and addresses without a place to break, marks upon marks, only emoji. */
export async function longThings(cast: Cast, clock: SetClock): Promise<Room> {
  const { ada, tomas, max } = cast;
  clock('2026-03-12T09:00');
  const room = await ada.makeRoom('Code and long words', tomas, max);
  const lines: readonly Line[] = [
    [
      'tomas',
      '2026-03-12T10:01',
      "The build says this, and I do not see why:\n\n```ts\nexport const redirects: readonly Redirect[] = entries.filter(({ from }) => from.startsWith(\"/\")).map(({ from, to, status = 301 }) => ({ from: normalised(from), to, status }));\n//            ^ Type '{ from: string; to: string | undefined; status: number; }[]' is not assignable to type 'readonly Redirect[]'.\n\nfor (const { from, to } of redirects) {\n  if (from === to) throw new Error(`${from} leads to itself`);\n}\n```\nLine 4 never runs.",
    ],
    [
      'max',
      '2026-03-12T10:04',
      'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft is the customer’s name, all in one. It has to fit into the header on a phone.',
    ],
    [
      'max',
      '2026-03-12T10:05',
      'https://example.org/downloads/2026/03/12/donaudampfschifffahrt/annual-report-with-all-appendices-and-the-list-of-members-final-final-v3.pdf?signature=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    ],
    [
      'ada',
      '2026-03-12T10:07',
      'Try `normalised(from).replace(/\\/+$/, "")` instead of `from`, and run `npm test -- unit redirects --update-snapshots=never --reporter=verbose`.',
    ],
    ['tomas', '2026-03-12T10:09', '🎉🎉'],
    [
      'tomas',
      '2026-03-12T10:10',
      'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    ],
  ];
  await play(cast, room, lines, clock);
  clock(now);
  return room;
}

const places = [
  'Berlin',
  'Bergen',
  'Cádiz',
  'Düsseldorf',
  'Gdańsk',
  'Istanbul',
  'Kraków',
  'Lisbon',
  'Łódź',
  'Malmö',
  'Nantes',
  'Ørsta',
  'Porto',
  'Reykjavík',
  'Szeged',
  'Tallinn',
  'Utrecht',
  'Vilnius',
  'Zürich',
  'الرباط',
];
const subjects = [
  'design',
  'events',
  'hiring',
  'kitchen',
  'members and their guests',
  'newsletter',
  'on call',
  'press',
  'repairs',
  'stock',
  'support',
  'translation',
  'treasury',
  'volunteers',
  'workshop',
];

/** 300 rooms, twenty of them unread. */
export async function manyRooms(cast: Cast, clock: SetClock): Promise<Room[]> {
  const { ada, grace } = cast;
  clock('2026-03-09T09:00');
  const names = places.flatMap((place) => subjects.map((subject) => `${place} ${subject}`));
  const rooms: Room[] = [];
  // Not all at once: each is a write of its own.
  for (let at = 0; at < names.length; at += 20)
    rooms.push(...(await Promise.all(names.slice(at, at + 20).map((name) => ada.makeRoom(name)))));
  for (const [at, room] of rooms.entries()) {
    if (at % 15 !== 3) continue;
    await ada.letIn(room, grace);
    const lines = Array.from({ length: 1 + ((at * 7) % 23) }, (_, n): Line => [
      'grace',
      now,
      `News ${n + 1}`,
    ]);
    await play(cast, room, at % 45 === 3 ? [...lines, ['grace', now, '@ada please look']] : lines, clock);
  }
  clock(now);
  return rooms;
}
