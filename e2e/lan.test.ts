import { lanAddresses } from '../platform/config.ts';
import { en } from '../web/src/text/en.ts';
import { password } from './password.ts';
import { expect, test } from './test.ts';

test.use({ commandLine: ['--lan'] });

test('opened at 127.0.0.1 with --lan, invites have an address that others can open, and say so', async ({
  people,
  server,
}) => {
  const { page, screen } = await people.person('owner');
  await page.goto(server.claimUrl);
  await screen.enter('ada', en.claim.submit);
  await screen.inRoom('General');
  const address = lanAddresses().find((one) => one.includes('.'));
  const host = address ?? '127.0.0.1';
  const notice =
    address === undefined
      ? page.getByText(en.invites.loopback)
      : page.getByText(en.invites.network('127.0.0.1'));
  const expected = new RegExp(
    `^http://${host.replaceAll('.', '\\.')}:${server.port}/join/[A-Za-z0-9_-]{22,}$`,
  );
  expect(new URL(page.url()).hostname).toBe('127.0.0.1');
  await expect(page.getByLabel(en.invites.link, { exact: true })).toHaveValue(expected);
  await expect(notice).toBeVisible();

  await screen.say('Something is here');
  await screen.button(en.room.invite).first().click();
  const dialog = screen.dialog(en.invites.title);
  await dialog.getByRole('button', { name: en.invites.create }).click();
  const field = dialog.getByLabel(en.invites.link, { exact: true });
  await expect(field).toHaveValue(expected);
  await expect(dialog.locator('.notice')).toHaveText(
    address === undefined ? new RegExp(en.invites.loopback) : en.invites.network('127.0.0.1'),
  );

  // Who opens it on the network finds what it leads to, and may join from there.
  const link = new URL(await field.inputValue());
  const token = link.pathname.replace('/join/', '');
  const found = await fetch(new URL(`/api/invites/${token}`, link));
  expect(found.status).toBe(200);
  const registered = await fetch(new URL('/api/auth/register', link), {
    method: 'POST',
    headers: { origin: link.origin, 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'grace', password }),
  });
  expect(registered.status).toBe(201);
});
