import { en } from '../../web/src/text/en.ts';
import { castOf } from './cast.ts';
import { expect, phone, picture, test, wide } from './picture.ts';
import { now, relaunch } from './story.ts';

test('claim, and the first room', async ({ clock, people, server }) => {
  clock.set(now);
  const visitor = await people.person('visitor', { viewport: wide });
  const { page, screen } = visitor;
  await clock.on(page, now);
  await page.goto(server.claimUrl);
  await expect(screen.heading(en.claim.title)).toBeVisible();
  await screen.field(en.fields.username).focus();
  await picture(page, 'claim');
  await screen.enter('ada', en.claim.submit);
  await screen.inRoom('General');
  await expect(screen.field(en.invites.link)).toBeVisible();
  await picture(page, 'first-room');
});

test('invites on a phone', async ({ clock, people, owner }) => {
  const cast = await castOf(owner, people);
  const room = await relaunch(cast, (time) => clock.set(time));
  const token = await cast.grace.invite(room);
  const brief = await cast.grace.invite(room, { expiresInSeconds: 3_600 });
  const visitor = await people.person('visitor', phone);
  const { page, screen } = visitor;
  await clock.on(page, now);
  await visitor.open(`/join/${token}`);
  await expect(screen.heading(en.join.title(room.name))).toBeVisible();
  await picture(page, 'cold-invite-phone');
  clock.set('2026-03-12T12:42');
  await visitor.open(`/join/${brief}`);
  await expect(screen.heading(en.join.expiredTitle)).toBeVisible();
  await picture(page, 'expired-invite-phone');
});
