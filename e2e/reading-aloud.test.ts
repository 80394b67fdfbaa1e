import { en } from '../web/src/text/en.ts';
import { password } from './password.ts';
import { expect, test } from './test.ts';

const time = String.raw`\d{1,2}:\d\d`;

test('a screen reader reads the way from registering to leaving, in order and in words', async ({
  owner,
  people,
}) => {
  const grace = await people.person('grace');
  const { page, screen } = grace;
  await grace.open('/');
  await expect(screen.heading(en.register.title)).toBeVisible();
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - heading "${en.register.title}" [level=1]
      - textbox "${en.fields.username}"
      - textbox "${en.fields.password}"
      - button "${en.register.submit}"
  `);
  await screen.field(en.fields.username).fill('grace');
  await screen.field(en.fields.password).fill(password);
  await screen.button(en.register.submit).click();
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main "${en.rooms.title}":
      - heading "${en.rooms.title}" [level=1]
      - button "${en.rooms.create}"
      - button "${en.palette.open}"
      - navigation "${en.rooms.list}":
        - heading "${en.rooms.noneTitle}" [level=2]
        - button "${en.rooms.createTitle}"
      - button "${en.settings.open}"
  `);

  const room = await owner.makeRoom('Garden');
  const token = await owner.invite(room);
  await owner.says(room, 'The roses are out', 'So are the bees');
  await grace.open(`/join/${token}`);
  await screen.button(en.join.submit).click();
  await screen.inRoom('Garden');
  // A message is read as name, time and text, also where the name is not shown again.
  await expect(screen.log).toMatchAriaSnapshot(`
    - log "${en.conversation.messages('Garden')}":
      - article /^ada ${time} The roses are out$/
      - article /^ada, ${time} So are the bees$/
      - paragraph: /grace joined/
  `);
  await screen.say('And the wasps');
  await expect(
    page.getByRole('article', { name: new RegExp(`^grace ${time} And the wasps$`) }),
  ).toBeVisible();
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - heading "Garden" [level=1]
      - button "${en.members.show}"
      - button "${en.room.invite}"
      - button "${en.room.menu}"
      - log "${en.conversation.messages('Garden')}"
      - textbox "${en.composer.label('Garden')}"
      - button "${en.emoji.open}"
      - button "${en.composer.send}" [disabled]
  `);

  // What comes is said in a region of its own, one thing at a time, and never what was there before.
  const said = page.locator('[aria-live="polite"]');
  await expect(said).toHaveText('');
  await owner.says(room, 'Ouch');
  await expect(said).toHaveText(en.conversation.arrived('ada', 'Ouch'));
  await owner.says(room, 'one', 'two', 'three');
  await expect(said).toHaveText(/^\d new messages in Garden/);

  await screen.roomMenu(en.room.leave);
  await expect(screen.dialog(en.room.leaveTitle('Garden'))).toMatchAriaSnapshot(`
    - dialog "${en.room.leaveTitle('Garden')}":
      - heading "${en.room.leaveTitle('Garden')}" [level=2]
      - button "${en.general.close}"
      - paragraph: ${en.room.leaveText}
      - button "${en.general.cancel}"
      - button "${en.room.leaveSubmit}"
  `);
  await screen.button(en.room.leaveSubmit).click();
  await expect(screen.heading(en.rooms.leftTitle)).toBeFocused();
});
