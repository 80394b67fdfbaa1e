import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { refusedWith } from './call.ts';
import { connect, post } from './gathering.ts';
import { password, Person } from './person.ts';
import { rookery } from './rookery-command.ts';
import { tempFolder } from './temp.ts';
import type { World } from './world.ts';

test('at the lowest level no log line of any service has a password, a token or a text', async () => {
  const dataFolder = tempFolder();
  const server = rookery(['run'], { ROOKERY_DATA: dataFolder, ROOKERY_LOG: 'trace' });
  const url = await server.ready;
  const claimUrl = /https?:\/\/\S+\/claim#\S+/.exec(server.printed())?.[0] ?? null;
  const stop = async () => {
    server.child.kill();
  };
  const world: World = { url, port: Number(new URL(url).port), claimUrl, dataFolder, stop };

  const wrong = 'wrong password canary';
  const fresh = 'fresh password canary';
  const text = 'message canary';
  const ada = await new Person(world).claim('ada');
  const before = ada.cookie;
  expect(await refusedWith(new Person(world).login('ada', wrong))).toBe('wrong_credentials');
  const { id: room } = await ada.room();
  const { token: invite } = await ada.chats.createInvite({ params: { room }, body: {} });
  const ben = await new Person(world).register('ben', invite);
  await ben.chats.previewInvite({ params: { token: invite } });
  const nobody = crypto.randomUUID();
  const picture = { token: invite, user: nobody, version: nobody };
  expect(await refusedWith(ben.users.invitedAvatar({ params: picture }))).toBe('not_found');
  await ben.chats.acceptInvite({ params: { token: invite } });
  const unknown = 'u'.repeat(32);
  expect(await refusedWith(ben.chats.acceptInvite({ params: { token: unknown } }))).toBe('not_found');
  const { token: link } = await ada.auth.createLink();
  const phone = new Person(world);
  await phone.auth.acceptLink({ body: { token: link } });
  const socket = await connect(ben);
  await post(socket, room, text);
  socket.sendRaw(`{"t":"post","room":"${room}","body":"${text}"`);
  await socket.settled();
  await ada.call('POST', '/api/rooms', {
    raw: `{"name":"${text}`,
    headers: { 'content-type': 'application/json' },
  });
  await ada.auth.changePassword({ body: { password, newPassword: fresh } });
  server.child.kill('SIGTERM');
  const { code, output, errors } = await server.ended;
  expect(code).toBe(0);

  const lines = `${output}\n${errors}`.split('\n').filter((line) => line.startsWith('{'));
  expect(lines.length).toBeGreaterThan(0);
  const logged = lines.join('\n');
  const claim = new URL(claimUrl ?? '').hash.slice(1);
  const cookies = [before, ada.cookie, ben.cookie, phone.cookie].map((cookie) => cookie.split('=')[1] ?? '');
  const key = readFileSync(join(dataFolder, 'secret'));
  const secrets = [password, wrong, fresh, text, claim, invite, unknown, link, ...cookies];
  secrets.push(key.toString('hex'), key.toString('base64'), key.toString('base64url'), key.toString().trim());
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(7);
    expect(logged).not.toContain(secret);
  }
});
