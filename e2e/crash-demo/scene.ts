import type { Browser } from '@playwright/test';
import type { Room } from '../../contracts/chats.ts';
import { en } from '../../web/src/text/en.ts';
import { People, type Person } from '../people.ts';
import type { Server } from '../server.ts';
import type { Writer } from './tally.ts';

/** How large each of the two windows is, in pixels. */
export const view = { width: 720, height: 640 };

/** Somebody at a browser, and what became of their messages. */
export interface Talker extends Writer {
  person: Person;
}

/** Two people in one room, side by side. */
export async function scene(
  browser: Browser,
  server: Server,
): Promise<{ room: Room; talkers: [Talker, Talker] }> {
  const origin = `http://127.0.0.1:${server.port}`;
  const people = new People(browser, { viewport: view, locale: 'en-GB' }, { origin, apiOrigin: origin });
  const ada = await (await people.person('ada')).claim(server.claimUrl, 'ada');
  const grace = await people.member('grace');
  const room = await ada.makeRoom('Thunderstorm', grace);
  const talkers: [Talker, Talker] = [talker(ada), talker(grace)];
  const [first, second] = talkers;
  await watch(first, second);
  await watch(second, first);
  for (const [at, { person }] of talkers.entries()) {
    await person.open(`/rooms/${room.id}`);
    await person.screen.inRoom(room.name);
    await place(person, at * view.width);
  }
  return { room, talkers };
}

/** All texts of the room, oldest first, as the server has them now. */
export async function history({ person }: Talker, room: Room): Promise<string[]> {
  const texts: string[] = [];
  for (let after = 0; ;) {
    const { messages } = await person.api.chats.messages({
      params: { room: room.id },
      query: { after, limit: 200 },
    });
    for (const { body, seq } of messages) {
      if (body !== null) texts.push(body);
      after = seq;
    }
    if (messages.length === 0) return texts;
  }
}

/** Does not wait for the next try to connect, as a person would not: the waits grow with every kill. */
export async function retry({ person }: Talker): Promise<void> {
  await person.screen
    .button(en.connection.retryNow)
    // A real click would take the focus from whoever types.
    .dispatchEvent('click', {}, { timeout: 200 })
    .catch(() => undefined);
}

function talker(person: Person): Talker {
  return { name: person.username, person, typed: [], acknowledged: new Set(), seen: new Set() };
}

/** Notes what the page of `one` shows: its own messages as sent, and those of the `other`. */
async function watch(one: Talker, other: Talker): Promise<void> {
  const { context, page } = one.person;
  await context.exposeFunction('noteText', (text: string, state: string) => {
    if (text.startsWith(other.name)) other.seen.add(text);
    else if (state === 'sent') one.acknowledged.add(text);
  });
  await page.addInitScript(() => {
    const note = (window as unknown as { noteText: (text: string, state: string) => void }).noteText;
    const noted = new Set<string>();
    const look = (): void => {
      for (const message of document.querySelectorAll('.message')) {
        const text = message.querySelector('.text')?.textContent ?? '';
        const state = message.classList.contains('sent') ? 'sent' : 'waiting';
        if (noted.has(`${state} ${text}`)) continue;
        noted.add(`${state} ${text}`);
        note(text, state);
      }
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true });
  });
}

/** Puts a window beside the other; where there is none, nothing. */
async function place({ context, page }: Person, left: number): Promise<void> {
  const session = await context.newCDPSession(page);
  try {
    const { windowId } = await session.send('Browser.getWindowForTarget');
    await session.send('Browser.setWindowBounds', { windowId, bounds: { left, top: 0 } });
  } catch {
    // Without a window there is nothing to place.
  }
}
