import type { Room } from '../contracts/chats.ts';
import { inRoot } from '../bin/paths.mjs';
import { en } from '../web/src/text/en.ts';
import type { People, Person } from './people.ts';
import { expect, test } from './test.ts';

const wide = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

interface Scene {
  grace: Person;
  room: Room;
}

/** A small choir getting ready for a weekend away. */
async function choir(ada: Person, people: People): Promise<Scene> {
  const [grace, tomas, noor] = await Promise.all([
    people.member('grace'),
    people.member('tomas'),
    people.member('noor'),
  ]);
  const named: [Person, string, string][] = [
    [ada, 'Ada Lindqvist', 'Packing'],
    [grace, 'Grace Okafor', 'Rehearsing until six'],
    [tomas, 'Tomás Ferreira', ''],
    [noor, 'نور الهدى', ''],
  ];
  for (const [person, displayName, status] of named)
    await person.api.users.changeMe({ body: { displayName, status } });
  const general = (await ada.api.chats.rooms({ query: {} })).rooms[0];
  if (general) await ada.letIn(general, grace, tomas);
  await ada.makeRoom('Allotment 14', grace);
  const room = await ada.makeRoom('Choir weekend', grace, tomas, noor);
  const rota = await ada.makeRoom('Kitchen rota', grace, tomas);
  await grace.makeRoom('Saturday football', tomas);

  await ada.says(
    room,
    'The house by the lake is ours from Friday at four. 🎉',
    'Who can bring the keyboard? It has to fit into a small car.',
  );
  await grace.says(room, 'I can! It is the short one, 61 keys, and it comes in two halves anyway.');
  await tomas.says(
    room,
    'I put the set list together. Nothing surprising, except for the last one:\n\n```\n1. Wade in the Water\n2. Bogoroditse Devo\n3. Ubi caritas\n4. Take On Me (yes, really)\n```',
  );
  await noor.says(room, 'مساء الخير! سأصل يوم السبت صباحًا 🎶');
  await ada.says(room, 'Wonderful, Noor. Tomás collects you from the 9:40 train.');
  await grace.says(
    room,
    'Directions, for those who drive: https://example.org/lake-house?from=station',
    'The last kilometre is a gravel road. Please do not trust the satnav, it sends people into the lake.',
  );
  await tomas.says(rota, 'Friday: soup and bread. Saturday: whoever loses at cards.');
  return { grace, room };
}

async function say(person: Person, text: string, listener: Person): Promise<void> {
  await person.screen.say(text);
  await expect(listener.screen.message(text)).toBeVisible();
}

test('two people talking', async ({ owner: ada, people }) => {
  const { grace, room } = await choir(ada, people);
  for (const person of [ada, grace]) {
    await person.page.setViewportSize(wide);
    await person.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await person.open(`/rooms/${room.id}`);
    await person.screen.inRoom('Choir weekend');
  }
  await ada.screen.button(en.members.show).click();
  await say(ada, 'Is that from experience?', grace);
  await say(grace, 'I will neither confirm nor deny it.', ada);
  const online = ada.page.getByRole('listitem').filter({ hasText: '@grace' });
  await expect(online).toContainText(en.members.online);
  await grace.screen.composer.pressSequentially('But my shoes');
  await expect(ada.page.getByText(en.conversation.typing(['Grace Okafor']))).toBeVisible();
  await ada.page.screenshot({ path: inRoot('docs', 'rookery.png') });

  await ada.page.emulateMedia({ colorScheme: 'dark' });
  await grace.screen.composer.pressSequentially(' were');
  await ada.page.screenshot({ path: inRoot('docs', 'rookery-dark.png') });

  await ada.page.emulateMedia({ colorScheme: 'light' });
  await ada.page.setViewportSize(phone);
  await ada.open(`/rooms/${room.id}`);
  await expect(ada.screen.message('neither confirm')).toContainText('Grace Okafor');
  await expect(ada.screen.message('neither confirm')).toBeInViewport();
  await ada.page.screenshot({ path: inRoot('docs', 'rookery-phone.png') });
});
