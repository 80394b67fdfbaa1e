import { en } from '../web/src/text/en.ts';
import { isCluster } from './server.ts';
import { expect, test } from './test.ts';

test('the printed link makes the owner, and the next step is on the page', async ({ server, people }) => {
  const { page, screen } = await people.person('owner');
  await page.goto(server.claimUrl);
  await expect(screen.heading(en.claim.title)).toBeVisible();
  expect(new URL(page.url()).hash).toBe('');
  await screen.enter('Ada', en.claim.submit);
  await screen.inRoom('General');
  await expect(screen.heading(en.conversation.emptyTitle)).toBeVisible();

  await expect(screen.log.getByText(en.invites.tryIt)).toBeVisible();
  // Nobody else can come: one process can be started otherwise, separate services have to be told another address.
  await expect(screen.log.getByText(isCluster ? 'ROOKERY_URL' : en.invites.loopbackCommand)).toBeVisible();
  const link = await screen.field(en.invites.link).inputValue();

  const guest = await people.person('guest');
  await guest.page.goto(link);
  await guest.screen.enter('Grace', en.join.submit);
  await guest.screen.inRoom('General');
  await guest.screen.say('It works');
  await expect(screen.message('It works')).toBeVisible();
});

test('the link used again says so, and leads to signing in', async ({ server, owner, people }) => {
  const again = await people.person('again');
  await again.page.goto(server.claimUrl);
  await expect(again.page.getByText(en.claim.already)).toBeVisible();
  await again.page.getByRole('link', { name: en.register.signIn }).click();
  await again.screen.enter(owner.username, en.signIn.submit);
  await again.screen.inRoom('General');
});

test('a link that is cut short, or used between opening and sending, is refused with what to do', async ({
  server,
  people,
}) => {
  const visitor = await people.person('visitor');
  await visitor.open('/claim');
  await expect(visitor.page.getByText(en.claim.noToken)).toBeVisible();
  await visitor.page.goto('about:blank');
  await visitor.page.goto(server.claimUrl.slice(0, -3));
  await visitor.screen.enter('mallory', en.claim.submit);
  await expect(visitor.page.getByRole('alert')).toBeVisible();

  const late = await people.person('late');
  await late.page.goto(server.claimUrl);
  // Before it has asked, it would learn that somebody else was first.
  await expect(late.screen.button(en.claim.submit)).toBeVisible();
  await (await people.person('first')).claim(server.claimUrl, 'ada');
  await late.screen.enter('mallory', en.claim.submit);
  await expect(late.page.getByRole('alert')).toHaveText(en.errors.codes.claim_spent);
});

test('before the claim nobody can register', async ({ people }) => {
  const visitor = await people.person('visitor');
  await visitor.open('/');
  await expect(visitor.screen.heading(en.claim.unclaimedTitle)).toBeVisible();
});
