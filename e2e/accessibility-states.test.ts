import type { ApiError } from '../contracts/errors.ts';
import { de } from '../web/src/text/de.ts';
import { ar } from '../web/src/text/ar.ts';
import { en } from '../web/src/text/en.ts';
import { isClean } from './axe.ts';
import { castOf } from './scenes/cast.ts';
import { bothDirections, longThings, relaunch } from './scenes/story.ts';
import { expect, test } from './test.ts';

test.use({ publicName: 'rookery.test', settings: { ROOKERY_REGISTRATION: 'open' } });

const anyTime = (): void => undefined;

test('axe finds nothing while messages wait, when one was refused, and after the code for a phone', async ({
  owner,
  cable,
}) => {
  const room = await owner.makeRoom('Garden');
  const { page, screen } = owner;
  owner.watch.networkMayFail = true;
  await owner.open(`/rooms/${room.id}`);
  await screen.inRoom('Garden');
  // A NUL, which no message may hold.
  await screen.say('refused \u0000for good');
  await expect(screen.button(en.message.retry)).toBeVisible();
  await isClean(page, 'a refused message');
  cable.cut('live');
  await expect(screen.button(en.connection.retryNow)).toBeVisible();
  await screen.say('waits');
  await expect(screen.message('waits')).toContainText(en.message.queued);
  await isClean(page, 'a waiting message');
  cable.mend();
  await expect(page.getByText(en.message.queued)).toHaveCount(0, { timeout: 20_000 });
  await screen.button(en.settings.open).click();
  await screen.button(en.phone.show).click();
  await expect(page.getByRole('img', { name: en.phone.codeLabel })).toBeVisible();
  await isClean(page, 'the code for a phone');
});

test('axe finds nothing at invites that do not work any more', async ({ owner, people }) => {
  const room = await owner.makeRoom('Garden');
  const grace = await people.member('grace');
  const once = await owner.invite(room, { maxUses: 1 });
  await grace.api.chats.acceptInvite({ params: { token: once } });
  const visitor = await people.person('visitor');
  await visitor.open(`/join/${once}`);
  await expect(visitor.screen.heading(en.join.usedUpTitle)).toBeVisible();
  await isClean(visitor.page, 'an invite that is used up');
  const brief = await owner.invite(room, { expiresInSeconds: 1 });
  const preview = (): Promise<string> =>
    owner.api.chats.previewInvite({ params: { token: brief } }).then(
      () => 'works',
      (error: ApiError) => error.code,
    );
  await expect.poll(preview).toBe('invite_expired');
  await visitor.open(`/join/${brief}`);
  await expect(visitor.screen.heading(en.join.expiredTitle)).toBeVisible();
  await isClean(visitor.page, 'an invite that has expired');
});

test('axe finds nothing among all that people write', async ({ owner, people }) => {
  const cast = await castOf(owner, people);
  const rooms = [
    await relaunch(cast, anyTime),
    await bothDirections(cast, anyTime),
    await longThings(cast, anyTime),
  ];
  const { page, screen } = owner;
  for (const { id, name } of rooms) {
    await owner.open(`/rooms/${id}`);
    await screen.inRoom(name);
    await expect(screen.log).not.toContainText(en.general.somebody);
    await isClean(page, name);
  }
});

test('axe finds nothing in a page from right to left, and in German', async ({ owner, people }) => {
  const cast = await castOf(owner, people);
  const room = await relaunch(cast, anyTime);
  for (const [locale, texts, viewport] of [
    ['ar', ar, { width: 390, height: 844 }],
    ['ar', ar, { width: 1280, height: 800 }],
    ['de', de, { width: 1280, height: 800 }],
  ] as const) {
    const reader = await (await people.person(locale, { locale, viewport })).signInAs(cast.noor);
    await reader.open(`/rooms/${room.id}`);
    await expect(reader.screen.message('Wait for noon')).toContainText('Grace Okafor');
    await reader.screen.button(texts.members.show).click();
    await expect(reader.page.getByRole('list', { name: texts.members.title })).toContainText('@grace');
    await isClean(reader.page, `${locale}, ${viewport.width}`);
  }
});

test('axe finds nothing on a phone: a cold invite, settings, the palette, and inviting', async ({
  owner,
  people,
}) => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const room = await owner.makeRoom('Garden');
  const visitor = await people.person('visitor', phone);
  await visitor.open(`/join/${await owner.invite(room)}`);
  await expect(visitor.screen.heading(en.join.title('Garden'))).toBeVisible();
  await isClean(visitor.page, 'a cold invite');
  const ada = await (await people.person('ada', phone)).signInAs(owner);
  const { page, screen } = ada;
  const dialogIsClean = async (title: string): Promise<void> => {
    await expect(screen.dialog(title)).toBeVisible();
    await isClean(page, title);
    await screen.dialog(title).getByRole('button', { name: en.general.close }).tap();
    await expect(screen.dialog(title)).toHaveCount(0);
  };
  await ada.open('/');
  await screen.button(en.settings.open).tap();
  await dialogIsClean(en.settings.title);
  await screen.button(en.palette.open).tap();
  await dialogIsClean(en.palette.title);
  await screen.roomLink('Garden').tap();
  await screen.button(en.room.invite).first().tap();
  await screen.button(en.invites.create).tap();
  await expect(screen.field(en.invites.link)).toBeVisible();
  await dialogIsClean(en.invites.title);
});
