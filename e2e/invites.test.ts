import type { ApiError } from '../contracts/errors.ts';
import { en } from '../web/src/text/en.ts';
import { castOf } from './scenes/cast.ts';
import { expect, test } from './test.ts';

/** A username as it stands in a sentence, whatever direction that runs in. */
const handleOf = (username: string): string => `\u2068@${username}\u2069`;

test('a room, a copied link, a cold visitor: they talk both ways', async ({ owner, people }) => {
  const { page, screen, context } = owner;
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: owner.origin });
  await owner.open('/');
  await screen.button(en.rooms.create).click();
  await screen.field(en.fields.roomName).fill('Räum — 部屋');
  await screen.button(en.rooms.createSubmit).click();
  await screen.inRoom('Räum — 部屋');
  await screen.say('Before anybody came');
  await screen.button(en.room.invite).first().click();
  const dialog = screen.dialog(en.invites.title);
  await dialog.getByRole('button', { name: en.invites.create }).click();
  await dialog.getByRole('button', { name: en.invites.copyLink }).click();
  await expect(dialog.getByText(en.general.copied)).toBeVisible();
  await expect(dialog.getByRole('list', { name: en.invites.active }).getByRole('listitem')).toHaveCount(1);
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(new RegExp(`^${owner.origin}/join/[A-Za-z0-9_-]{22,}$`));
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  const guest = await people.person('grace');
  await guest.page.goto(link);
  await expect(guest.screen.heading(en.join.title('Räum — 部屋'))).toBeVisible();
  await expect(guest.page.getByText(en.join.invitedBy(handleOf('ada')))).toBeVisible();
  await expect(guest.page.getByText(en.join.members(1))).toBeVisible();
  await expect(guest.page.getByText(en.join.history)).toBeVisible();
  await guest.screen.enter('grace', en.join.submit);
  await guest.screen.inRoom('Räum — 部屋');
  await expect(guest.screen.message('Before anybody came')).toBeVisible();
  await expect(screen.log.getByText(en.conversation.joined('grace'))).toBeVisible();

  await guest.screen.say('Hello Ada');
  await expect(screen.message('Hello Ada')).toBeVisible();
  await screen.say('Hello Grace');
  await expect(guest.screen.message('Hello Grace')).toBeVisible();
  await guest.screen.say('Works both ways');
  await expect(screen.message('Works both ways')).toBeVisible();
});

test('a cold visitor sees faces and names, and still initials while pictures are missing', async ({
  owner,
  people,
}) => {
  const { grace, tomas, noor, max } = await castOf(owner, people);
  const room = await owner.makeRoom('Garden', grace, tomas, noor, max);
  const token = await grace.invite(room);
  const visitor = await people.person('visitor');
  const { page } = visitor;
  await visitor.open(`/join/${token}`);
  await expect(page.getByText('Grace Okafor')).toBeVisible();
  await expect(page.getByText(handleOf('grace'))).toBeVisible();
  await expect(page.getByText(en.join.members(5))).toBeVisible();
  const others = page.getByRole('img', { name: 'Ada Lindqvist' });
  for (const name of [/Tomás Ferreira/, /نور الهدى/, /Maximiliane/])
    await expect(others).toHaveAccessibleName(name);
  const initials = () => others.locator('.avatar').allTextContents();
  await expect.poll(async () => (await initials()).toSorted()).toEqual(['A', 'M', 'T', 'ن']);
  const loaded = () =>
    page
      .locator('.inviter img')
      .evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth));
  await expect.poll(loaded).toEqual([256, 256, 256]);
  await page.route('**/avatar/**', (route) => route.fulfill({ contentType: 'image/webp', body: 'torn' }));
  await visitor.open(`/join/${token}`);
  await expect(others).toBeVisible();
  await expect(page.locator('.inviter img')).toHaveCount(0);
});

test('who has an account joins by signing in, or by one step when signed in', async ({ owner, people }) => {
  const room = await owner.makeRoom('Garden');
  const path = `/join/${await owner.invite(room)}`;
  const member = await people.member('grace');
  const other = await people.person('grace at another browser');
  await other.open(path);
  await other.page.getByRole('link', { name: en.join.signIn }).click();
  await other.screen.enter('grace', en.signIn.submit);
  await other.screen.inRoom('Garden');
  // Both devices are in, and the link opened once more leads there too; who is signed in is asked first.
  await member.open(path);
  await expect(member.page.getByText(en.join.joinAs('grace'))).toBeVisible();
  await member.screen.button(en.join.submit).click();
  await member.screen.inRoom('Garden');
});

test('who came to sign in by a bare address is asked before joining', async ({ owner, people }) => {
  const room = await owner.makeRoom('Garden');
  const path = `/join/${await owner.invite(room)}`;
  await people.member('grace');
  const other = await people.person('grace at another browser');
  await other.open(`/sign-in?next=${encodeURIComponent(path)}`);
  await other.screen.enter('grace', en.signIn.submit);
  await expect(other.page.getByText(en.join.joinAs('grace'))).toBeVisible();
  await other.screen.button(en.join.submit).click();
  await other.screen.inRoom('Garden');
});

test('links that are wrong, expired, used up, withdrawn or of a deleted room each say so', async ({
  owner,
  people,
}) => {
  const room = await owner.makeRoom('Garden');
  const gone = await owner.makeRoom('Shed');
  const brief = await owner.invite(room, { expiresInSeconds: 1 });
  const once = await owner.invite(room, { maxUses: 1 });
  const toGone = await owner.invite(gone);
  const first = await people.member('first');
  await first.api.chats.acceptInvite({ params: { token: once } });
  await owner.api.chats.deleteRoom({ params: { room: gone.id } });

  await owner.open(`/rooms/${room.id}`);
  await owner.screen.button(en.room.invite).first().click();
  const dialog = owner.screen.dialog(en.invites.title);
  await dialog.getByLabel(en.invites.uses).selectOption('5');
  await dialog.getByRole('button', { name: en.invites.create }).click();
  const withdrawn = await dialog.getByLabel(en.invites.link, { exact: true }).inputValue();
  await dialog
    .getByRole('listitem')
    .filter({ hasText: en.invites.used(0, 5) })
    .getByRole('button')
    .click();
  await expect(dialog.getByRole('listitem').filter({ hasText: en.invites.used(0, 5) })).toHaveCount(0);
  // The link just made is not offered any longer either.
  await expect(dialog.getByLabel(en.invites.link, { exact: true })).toHaveCount(0);
  await expect(dialog.getByText(en.invites.tryIt)).toHaveCount(0);

  const preview = () => owner.api.chats.previewInvite({ params: { token: brief } });
  await expect
    .poll(() =>
      preview().then(
        () => 'works',
        (error: ApiError) => error.code,
      ),
    )
    .toBe('invite_expired');

  const visitor = await people.person('visitor');
  const says = async (path: string, title: string, text: string): Promise<void> => {
    await visitor.page.goto(new URL(path, owner.origin).href);
    await expect(visitor.screen.heading(title)).toBeVisible();
    await expect(visitor.page.getByRole('alert')).toHaveText(text);
    await expect(visitor.page.getByRole('link', { name: en.join.toStart })).toBeVisible();
  };
  await says('/join/nonsense', en.join.wrongTitle, en.join.wrong);
  await says(`/join/${'x'.repeat(43)}`, en.join.wrongTitle, en.join.wrong);
  await says(`/join/${once}`, en.join.usedUpTitle, en.join.usedUp);
  await says(withdrawn, en.join.revokedTitle, en.join.revoked);
  await says(`/join/${brief}`, en.join.expiredTitle, en.join.expired);
  await says(`/join/${toGone}`, en.join.deletedTitle, en.join.deleted);

  // Who came in by one of them comes in by it again; who has an account and is not in the room does not.
  for (const link of [`/join/${once}`, `/join/${brief}`, withdrawn]) {
    await first.page.goto(new URL(link, owner.origin).href);
    await first.screen.inRoom('Garden');
  }
  const outsider = await people.member('outsider');
  await outsider.open(`/join/${once}`);
  await expect(outsider.screen.heading(en.join.usedUpTitle)).toBeVisible();
  const { rooms } = await outsider.api.chats.rooms({ query: {} });
  expect(rooms.map(({ name }) => name)).not.toContain('Garden');
});

test('a member can withdraw their own links, an owner all of them', async ({ owner, people }) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  await grace.invite(room, { maxUses: 5 });
  const list = async (person: typeof owner) => {
    await person.open(`/rooms/${room.id}`);
    await person.screen.button(en.room.invite).first().click();
    const dialog = person.screen.dialog(en.invites.title);
    const items = dialog.getByRole('list', { name: en.invites.active }).getByRole('listitem');
    await expect(items).toHaveCount(2);
    return items;
  };
  const forGrace = await list(grace);
  const own = forGrace.filter({ hasText: en.invites.used(0, 5) });
  await expect(own.getByRole('button', { name: en.invites.revoke })).toHaveCount(1);
  await expect(forGrace.getByRole('button')).toHaveCount(1);
  await expect((await list(owner)).getByRole('button')).toHaveCount(2);
});

test('a link that ends between looking and joining says so too', async ({ owner, people }) => {
  const room = await owner.makeRoom('Garden');
  const once = await owner.invite(room, { maxUses: 1 });
  const late = await people.member('late');
  await late.open(`/join/${once}`);
  await expect(late.screen.heading(en.join.title('Garden'))).toBeVisible();
  const first = await people.member('first');
  await first.api.chats.acceptInvite({ params: { token: once } });
  await late.screen.button(en.join.submit).click();
  await expect(late.screen.heading(en.join.usedUpTitle)).toBeVisible();
});
