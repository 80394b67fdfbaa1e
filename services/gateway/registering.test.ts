import { expect, test } from 'bun:test';
import { ApiError } from '../../contracts/errors.ts';
import { empty, json, refusal } from '../../platform/answers.ts';
import type { ScriptedPeers } from '../../testkit/scripted-peers.ts';
import { invite, scriptedGateway } from '../../testkit/scripted-gateway.ts';

const body = JSON.stringify({ username: 'bea', password: 'p', invite });
const invited = (peers: ScriptedPeers) => peers.calls('auth').map((call) => call.identity?.invited);

test('an invite that works is vouched for, where registration is by invite', async () => {
  const { ask, peers } = await scriptedGateway({ registration: 'invite' });
  peers.answers.chats = () => json(200, { reservation: 'a-reservation' });
  await ask('POST', '/api/auth/register', { body });
  await ask('POST', '/api/auth/register', { body: JSON.stringify({ username: 'bea', password: 'p' }) });
  peers.answers.chats = () => refusal(new ApiError('invite_expired', 'Expired.'));
  await ask('POST', '/api/auth/register', { body });
  await ask('POST', '/api/auth/register', { body: '{"invite":{"toString":1}}' });
  await ask('POST', '/api/auth/register', { body: '{' });
  expect(invited(peers)).toEqual([true, undefined, undefined, undefined, undefined]);
  expect(peers.calls('auth')[0]?.text).toBe(body);
});

test('the held use lets the new account in, and goes back where none was made', async () => {
  const { ask, peers } = await scriptedGateway({ registration: 'invite' });
  const settled = () =>
    peers.received
      .filter(({ service, target }) => service === 'chats' && !target.endsWith('/reserve'))
      .map(({ target, text }) => [target, JSON.parse(text)]);
  peers.answers.chats = () => json(200, { reservation: 'a-reservation' });
  peers.answers.auth = () => refusal(new ApiError('username_taken', 'Taken.'));
  await ask('POST', '/api/auth/register', { body });
  const back = ['/internal/chats/invites/release', { reservation: 'a-reservation' }];
  expect(settled()).toEqual([back]);
  // It may have been made: the use comes free by itself if not.
  peers.answers.auth = () => refusal(new ApiError('internal', 'Who knows.'));
  await ask('POST', '/api/auth/register', { body });
  expect(settled()).toEqual([back]);
  const user = { id: 'id-of-bea', username: 'bea', role: 'member' };
  peers.answers.auth = () => json(201, { user });
  expect((await ask('POST', '/api/auth/register', { body })).status).toBe(201);
  expect(settled()[1]).toEqual([
    '/internal/chats/invites/accept',
    { token: invite, reservation: 'a-reservation', user: 'id-of-bea' },
  ]);
});

test('where nobody can tell whether it works, try later', async () => {
  const { ask, peers } = await scriptedGateway({ registration: 'invite' });
  peers.answers.chats = () => Promise.reject(new Error('away'));
  expect((await ask('POST', '/api/auth/register', { body })).outcome).toBe('503 unavailable');
  expect(peers.calls('auth')).toEqual([]);
});

test('where registration is open or closed, invites are not looked at', async () => {
  for (const registration of ['open', 'closed'] as const) {
    const { ask, peers } = await scriptedGateway({ registration });
    await ask('POST', '/api/auth/register', { body });
    expect(peers.calls('chats')).toEqual([]);
    expect(invited(peers)).toEqual([undefined]);
  }
});

const owner = { id: 'id-of-owner', username: 'owner', role: 'owner' };
const firstRooms = (peers: ScriptedPeers) =>
  peers.questions('/internal/chats/first-room').map(({ text }) => JSON.parse(text) as unknown);

test('a claim makes the first room; a failed one does not', async () => {
  const { ask, peers } = await scriptedGateway();
  peers.answers.auth = () => json(201, { user: owner });
  expect((await ask('POST', '/api/auth/claim', { body: '{}' })).status).toBe(201);
  peers.answers.auth = () => refusal(new ApiError('claim_spent', 'Spent.'));
  expect((await ask('POST', '/api/auth/claim', { body: '{}' })).outcome).toBe('410 claim_spent');
  expect(firstRooms(peers)).toEqual([{ owner: 'id-of-owner' }]);
});

test('a claim stands when the room cannot be made, which is tried again until it can', async () => {
  const { ask, peers, clock } = await scriptedGateway();
  peers.answers.auth = () => json(201, { user: owner });
  let failures = 2;
  peers.answers.chats = () => (failures-- > 0 ? Promise.reject(new Error('away')) : empty(204));
  const answer = await ask('POST', '/api/auth/claim', { body: '{}' });
  expect(answer.status).toBe(201);
  expect(JSON.parse(answer.text)).toEqual({ user: owner });
  await clock.advance(600_000);
  expect(firstRooms(peers)).toHaveLength(3);
});
