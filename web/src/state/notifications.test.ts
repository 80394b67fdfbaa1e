import { expect, test } from 'bun:test';
import { NoFellowPages, type FellowPages } from './fellow-pages.ts';
import { limits } from './limits.ts';
import type { Note, NotificationDesk, NotificationPermissionState } from './notification-desk.ts';
import { Browser, here, room, signedIn, world } from './scripted-browser.ts';

/** What one page's user would see and hear. */
class RecordingDesk implements NotificationDesk {
  state: NotificationPermissionState = 'granted';
  answer: NotificationPermissionState = 'granted';
  asked = 0;
  tones = 0;
  readonly shown: Note[] = [];
  readonly open = new Set<Note>();
  #hidden = false;
  #listener: () => void = () => undefined;

  permission(): NotificationPermissionState {
    return this.state;
  }
  async ask(): Promise<NotificationPermissionState> {
    this.asked++;
    if (this.state === 'default') this.state = this.answer;
    return this.state;
  }
  show(note: Note): () => void {
    this.shown.push(note);
    this.open.add(note);
    return () => this.open.delete(note);
  }
  tone(): void {
    this.tones++;
  }
  hidden(): boolean {
    return this.#hidden;
  }
  watchHidden(listener: () => void): () => void {
    this.#listener = listener;
    return () => undefined;
  }
  hide(hidden: boolean): void {
    this.#hidden = hidden;
    this.#listener();
  }
}

/** The pages of one browser, in one place. */
class Fellows {
  readonly looks = new Map<object, string | null>();
  readonly #claims = new NoFellowPages();

  page(): FellowPages {
    const page = {};
    return {
      look: (on) => void this.looks.set(page, on),
      isLookedAt: async (on) => [...this.looks.values()].includes(on),
      claim: (name, upTo) => this.#claims.claim(name, upTo),
      erase: () => this.#claims.erase(),
    };
  }
}

async function annas(pages = 1) {
  const { server, clock, pass } = world();
  server.chats.addRoom('room-attic', 'Attic', ['user-anna', 'user-bela']);
  const browser = new Browser(server, clock);
  const fellows = new Fellows();
  const all = [];
  for (let n = 0; n < pages; n++) {
    const desk = new RecordingDesk();
    const app = browser.page(n + 1, { desk, fellowPages: () => fellows.page() });
    const my = await signedIn(app, 'anna', pass);
    all.push({ desk, app, my });
  }
  let keys = 0;
  const says = (body: string, to = room, by = 'user-bela') =>
    server.chats.post(to, by, `key-of-post-${keys++}`, body);
  const [first, ...others] = all;
  if (!first) throw new Error('no page');
  return { server, pass, browser, says, others, ...first };
}

const long = limits.gatherCountMs + 1_000;

test('only after a message was missed is the person asked, and then once', async () => {
  const { desk, my, pass, says } = await annas();
  desk.state = 'default';
  my.openRooms.open(room);
  my.notifications.look(room);
  await pass();
  says('seen');
  await pass(long);
  expect(my.notifications.getSnapshot().offered).toBe(false);
  desk.hide(true);
  await pass(long);
  expect(my.notifications.getSnapshot().offered).toBe(false);
  says('missed');
  await pass(long);
  desk.hide(false);
  expect(my.notifications.getSnapshot()).toMatchObject({ offered: true, on: false });
  expect([desk.asked, desk.shown.length]).toEqual([0, 0]);
  await my.notifications.turnOn();
  expect(my.notifications.getSnapshot()).toMatchObject({ offered: false, on: true, permission: 'granted' });

  my.notifications.turnOff();
  desk.hide(true);
  says('missed again');
  await pass(long);
  expect(my.notifications.getSnapshot()).toMatchObject({ offered: false, on: false });
  expect(desk.shown).toEqual([]);
});

test('who refuses in the browser is told the way back; over plain HTTP nobody is asked', async () => {
  const { desk, my, pass, says } = await annas();
  desk.state = 'default';
  desk.answer = 'denied';
  my.openRooms.open(room);
  await pass();
  desk.hide(true);
  says('missed');
  await pass(long);
  desk.hide(false);
  await my.notifications.turnOn();
  expect(my.notifications.getSnapshot()).toMatchObject({ offered: true, permission: 'denied', on: false });
  my.notifications.turnOff();
  expect(my.notifications.getSnapshot().offered).toBe(false);

  const plain = await annas();
  plain.desk.state = 'unavailable';
  plain.my.openRooms.open(room);
  await plain.pass();
  plain.desk.hide(true);
  plain.says('missed');
  await plain.pass(long);
  expect(plain.my.notifications.getSnapshot().offered).toBe(false);
});

test('a notification says who, where and what; several at once are one; reading closes it', async () => {
  const { desk, my, pass, says, server } = await annas();
  await my.notifications.turnOn();
  my.openRooms.open(room);
  my.notifications.look(room);
  await pass(200);
  desk.hide(true);
  says('hello **you**');
  await pass(limits.gatherMessageMs + 100);
  const about = { room, roomName: 'Nest', who: 'BELA', mention: false };
  expect(desk.shown).toEqual([{ ...about, seq: 2, count: 1, text: 'hello you' }]);
  says('one more');
  says('<@user-anna> and you?');
  says('bye');
  await pass(limits.gatherMessageMs + 100);
  expect(desk.shown.slice(1)).toEqual([
    { ...about, seq: 4, count: 4, text: '@ANNA and you?', mention: true },
  ]);
  await pass(long);
  expect(desk.shown).toHaveLength(2);
  server.chats.read(room, 'user-anna', 5);
  await pass();
  expect(desk.open.size).toBe(1);
});

test('what is one’s own, read elsewhere or no message is never told', async () => {
  const { desk, my, pass, says, server } = await annas();
  await my.notifications.turnOn();
  my.openRooms.open(room);
  await pass();
  desk.hide(true);
  says('mine, from another device', room, 'user-anna');
  server.chats.append(room, 'user-bela', { type: 'room.renamed', data: { name: 'Burrow' } });
  await pass(long);
  const { seq } = says('read at once');
  server.chats.read(room, 'user-anna', seq);
  await pass(long);
  expect(desk.shown).toEqual([]);
});

test('of rooms that are not open only the number is known; a mention has a name', async () => {
  const { desk, my, pass, says, server } = await annas();
  await my.notifications.turnOn();
  const before = says('before', 'room-attic');
  await pass(200);
  desk.hide(true);
  for (const body of ['one', 'two', 'three']) says(body, 'room-attic');
  await pass(long);
  const about = { room: 'room-attic', roomName: 'Attic', mention: false };
  expect(desk.shown).toEqual([{ ...about, seq: before.seq + 3, count: 3 }]);
  const { seq } = says('<@user-anna>', 'room-attic');
  server.chats.tellMe('user-anna', { type: 'mention', data: { room: 'room-attic', seq, by: 'user-bela' } });
  await pass(long);
  expect(desk.shown.slice(1)).toEqual([{ ...about, seq, count: 4, who: 'BELA', mention: true }]);

  // My own log may be faster than the news that there is a message at all.
  server.faults.deliver = ({ t }) => t !== 'activity';
  const next = says('<@user-anna>', 'room-attic');
  server.chats.tellMe('user-anna', {
    type: 'mention',
    data: { room: 'room-attic', seq: next.seq, by: 'user-bela' },
  });
  await pass(limits.gatherMentionMs + 100);
  server.faults.deliver = () => true;
  const told = { ...about, seq: next.seq, count: 5, who: 'BELA', mention: true };
  expect(desk.shown.slice(2)).toEqual([told]);
  for (const client of [...server.sockets.clients]) server.sockets.drop(client);
  await pass(long);
  expect(desk.shown.slice(2)).toEqual([told]);
});

test('several pages show one, from the page that knows the words; none while one of them shows the room', async () => {
  const { desk, my, others, pass, says } = await annas(3);
  await my.notifications.turnOn();
  const [, withRoom] = [others[0], others[1]];
  withRoom?.my.openRooms.open(room);
  await pass(200);
  const desks = [desk, ...others.map((other) => other.desk)];
  for (const each of desks) each.hide(true);
  says('hello');
  await pass(long);
  expect(desks.map(({ shown }) => shown.map(({ text }) => text))).toEqual([[], [], ['hello']]);

  others[0]?.my.notifications.look(room);
  others[0]?.desk.hide(false);
  says('seen there');
  await pass(long);
  expect(desks.map(({ shown }) => shown.length)).toEqual([0, 0, 1]);
});

test('the tone is off until it is wanted, needs no notification, and comes once for many messages', async () => {
  const { desk, my, pass, says } = await annas();
  desk.state = 'unavailable';
  my.openRooms.open(room);
  await pass();
  desk.hide(true);
  says('silent');
  await pass(long);
  expect(desk.tones).toBe(0);
  desk.hide(false);
  my.notifications.setSound(true);
  expect(desk.tones).toBe(1);
  desk.hide(true);
  for (const body of ['one', 'two', 'three']) says(body);
  await pass(long);
  expect([desk.tones, desk.shown.length]).toEqual([2, 0]);
});

test('signing out closes what is shown and forgets what was chosen', async () => {
  const { desk, app, my, pass, says, browser } = await annas();
  await my.notifications.turnOn();
  my.notifications.setSound(true);
  my.openRooms.open(room);
  await pass();
  desk.hide(true);
  says('hello');
  await pass(long);
  expect(desk.open.size).toBe(1);
  await app.signOut();
  expect(desk.open.size).toBe(0);
  expect([...browser.texts.keys()].filter((name) => name.includes('notify'))).toEqual([]);
  await signedIn(app, 'anna', pass);
  expect(here(app).notifications.getSnapshot()).toMatchObject({ on: false, sound: false });
});
