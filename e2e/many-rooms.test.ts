import { en } from '../web/src/text/en.ts';
import { expect, test } from './test.ts';

test('among 300 rooms the one on show is in sight, arrows and letters move in the list, and unread ones beyond it are told', async ({
  owner: ada,
  people,
}) => {
  const grace = await people.member('grace');
  const number = (n: number): string => `Room ${String(n).padStart(3, '0')}`;
  const rooms = [];
  for (let at = 0; at < 300; at += 20)
    rooms.push(...(await Promise.all(Array.from({ length: 20 }, (_, n) => ada.makeRoom(number(at + n))))));
  const [first, second] = [rooms[5], rooms[290]];
  const open = rooms[150];
  if (!first || !second || !open) throw new Error('there are fewer rooms');
  for (const room of [first, second]) {
    await ada.letIn(room, grace);
    await grace.says(room, 'news');
  }
  const { page, screen } = ada;
  await ada.open(`/rooms/${open.id}`);
  await screen.inRoom(open.name);
  // They come in pages. With the room that everybody begins with.
  await expect(screen.roomLink(/./)).toHaveCount(rooms.length + 1);
  await expect(screen.roomLink(number(150))).toBeInViewport({ ratio: 1 });
  await expect(screen.roomLink(number(5))).not.toBeInViewport();

  await screen.button(en.rooms.unreadAbove(1)).click();
  await expect(screen.roomLink(number(5))).toBeFocused();
  await expect(screen.roomLink(number(5))).toBeInViewport({ ratio: 1 });
  await expect(screen.button(en.rooms.unreadAbove(1))).toHaveCount(0);
  await page.keyboard.press('End');
  await expect(screen.roomLink(number(299))).toBeFocused();
  await expect(screen.roomLink(number(299))).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('ArrowUp');
  await expect(screen.roomLink(number(298))).toBeFocused();
  await page.keyboard.type('room 20');
  await expect(screen.roomLink(number(200))).toBeFocused();
  await expect(screen.roomLink(number(200))).toBeInViewport({ ratio: 1 });
  await screen.button(en.rooms.unreadBelow(1)).click();
  await expect(screen.roomLink(number(290))).toBeFocused();
  await page.keyboard.press('Enter');
  await screen.inRoom(number(290));
  // By the keys of the app, from the conversation.
  await screen.composer.press('Shift+Alt+ArrowDown');
  await screen.inRoom(number(5));
  await expect(screen.roomLink(number(5))).toBeInViewport({ ratio: 1 });
});
