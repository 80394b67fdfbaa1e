import { afterAll, beforeAll, expect, test } from 'bun:test';
import sharp from 'sharp';
import type { Account } from '../../contracts/auth.ts';
import { refusalOf } from '../../testkit/auth-service.ts';
import { startUsers, type UsersService } from '../../testkit/users-service.ts';

/** Made before the service narrows what the library may read. */
const pictures: Record<string, Buffer> = {};
let users: UsersService;
beforeAll(async () => {
  const left = { create: { width: 300, height: 400, channels: 3 as const, background: '#d22' } };
  const plain = await sharp(left)
    .composite([
      { input: { create: { width: 300, height: 400, channels: 3, background: '#22d' } }, left: 0, top: 200 },
    ])
    .png()
    .toBuffer();
  pictures['png'] = plain;
  pictures['jpeg'] = await sharp(plain)
    .withMetadata({ orientation: 6 })
    .withExif({ IFD0: { Copyright: 'SECRET-PLACE' } })
    .jpeg()
    .toBuffer();
  pictures['webp'] = await sharp(plain).webp().toBuffer();
  pictures['gif'] = await sharp(plain).gif().toBuffer();
  pictures['tiff'] = await sharp(plain).tiff().toBuffer();
  pictures['bomb'] = await sharp({
    create: { width: 10_000, height: 5_000, channels: 3, background: '#fff' },
  })
    .png()
    .toBuffer();
  pictures['alpha'] = await sharp({
    create: { width: 40, height: 40, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
  })
    .png()
    .toBuffer();
  users = await startUsers();
});
afterAll(() => users.stop());

let n = 0;
const person = () => users.person(`painter-${n++}`);
const picture = (name: string) => pictures[name] ?? Buffer.alloc(0);

/** Fetches a picture by the address in a profile. */
function fetchAvatar(path: string, as?: Account): Promise<Response> {
  return users.fetch(new Request(`http://users${path}`, { headers: users.headersOf(as) }));
}

test.each(['png', 'jpeg', 'webp', 'gif', 'alpha'])('a %s becomes a square WebP of 256 px', async (name) => {
  const ada = await person();
  users.published.length = 0;
  const profile = await users.as(ada).setAvatar({ body: picture(name) });
  expect(profile.avatarUrl).toStartWith(`/api/users/${ada.id}/avatar/`);
  await users.auth.clock.advance(0);
  expect(users.published).toEqual([profile]);
  const answer = await fetchAvatar(profile.avatarUrl ?? '', await person());
  expect(answer.status).toBe(200);
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 256, height: 256 });
});

test('a picture is served so that it can be nothing but a picture, to people who are signed in', async () => {
  const ada = await person();
  const { avatarUrl } = await users.as(ada).setAvatar({ body: picture('png') });
  const { headers } = await fetchAvatar(avatarUrl ?? '', ada);
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': 'image/webp',
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, max-age=31536000, immutable',
    'content-security-policy': "default-src 'none'; sandbox",
  });
  expect((await fetchAvatar(avatarUrl ?? '')).status).toBe(401);
});

test('without a sign-in it is served for the one person whom the gateway says an invite shows', async () => {
  const [ada, eve] = [await person(), await person()];
  const { avatarUrl } = await users.as(ada).setAvatar({ body: picture('png') });
  const path = avatarUrl?.replace('/api/users/', `/api/invites/${'a'.repeat(32)}/members/`);
  const fetched = (shown?: string) => {
    const headers = users.auth.signed({ caller: 'gateway', ...(shown === undefined ? {} : { shown }) });
    return users.fetch(new Request(`http://users${path}`, { headers }));
  };
  expect((await fetched(ada.id)).status).toBe(200);
  expect((await fetched(eve.id)).status).toBe(404);
  expect((await fetched()).status).toBe(404);
});

test('a photo is turned upright and loses what the camera wrote into it', async () => {
  const ada = await person();
  expect(picture('jpeg').includes('SECRET-PLACE')).toBe(true);
  const { avatarUrl } = await users.as(ada).setAvatar({ body: picture('jpeg') });
  const bytes = Buffer.from(await (await fetchAvatar(avatarUrl ?? '', ada)).arrayBuffer());
  expect(bytes.includes('SECRET-PLACE')).toBe(false);
  const { exif, orientation } = await sharp(bytes).metadata();
  expect([exif, orientation]).toEqual([undefined, undefined]);
  // Red above blue, turned clockwise: blue on the left.
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const pixel = (x: number, y: number) => [
    ...data.subarray((y * info.width + x) * info.channels).subarray(0, 3),
  ];
  const [leftRed = 0, , leftBlue = 0] = pixel(20, 128);
  const [rightRed = 0, , rightBlue = 0] = pixel(235, 128);
  expect(leftBlue).toBeGreaterThan(leftRed);
  expect(rightRed).toBeGreaterThan(rightBlue);
});

test('a new picture has a new address, and the old one is gone', async () => {
  const ada = await person();
  const first = (await users.as(ada).setAvatar({ body: picture('png') })).avatarUrl ?? '';
  const second = (await users.as(ada).setAvatar({ body: picture('webp') })).avatarUrl ?? '';
  expect(second).not.toBe(first);
  expect((await fetchAvatar(first, ada)).status).toBe(404);
  expect((await fetchAvatar(second, ada)).status).toBe(200);
  expect(await users.as(ada).removeAvatar()).toMatchObject({ avatarUrl: null });
  expect((await fetchAvatar(second, ada)).status).toBe(404);
  expect(await users.as(ada).removeAvatar()).toMatchObject({ avatarUrl: null });
});

test("somebody else's picture is not changed", async () => {
  const [ada, eve] = [await person(), await person()];
  const { avatarUrl } = await users.as(ada).setAvatar({ body: picture('png') });
  await users.as(eve).setAvatar({ body: picture('gif') });
  await users.as(eve).removeAvatar();
  expect(await users.as(eve).profile({ params: { user: ada.id } })).toMatchObject({ avatarUrl });
  expect(await refusalOf(users.as().setAvatar({ body: picture('png') }))).toBe('not_signed_in');
  expect(await refusalOf(users.as().removeAvatar())).toBe('not_signed_in');
});

test('two pictures at once leave one that is there', async () => {
  const ada = await person();
  await Promise.all([
    users.as(ada).setAvatar({ body: picture('png') }),
    users.as(ada).setAvatar({ body: picture('webp') }),
  ]);
  const { avatarUrl } = await users.as(ada).me();
  expect((await fetchAvatar(avatarUrl ?? '', ada)).status).toBe(200);
});

const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>';
const files: [string, () => Uint8Array, string][] = [
  ['a 50-megapixel bomb', () => picture('bomb'), 'too_many_pixels'],
  ['an SVG', () => Buffer.from(svg), 'not_a_picture'],
  ['an SVG with an XML head', () => Buffer.from(`<?xml version="1.0"?>${svg}`), 'not_a_picture'],
  ['HTML', () => Buffer.from('<!doctype html><script>alert(1)</script>'), 'not_a_picture'],
  ['text', () => Buffer.from('this is no picture, whatever its name says'), 'not_a_picture'],
  ['nothing', () => new Uint8Array(), 'not_a_picture'],
  ['a TIFF', () => picture('tiff'), 'not_a_picture'],
  [
    'a PNG head and then HTML',
    () => Buffer.concat([picture('png').subarray(0, 8), Buffer.from(svg)]),
    'not_a_picture',
  ],
  ['a GIF head and then script', () => Buffer.from('GIF89a/*\x00*/=1;alert(1)//'), 'not_a_picture'],
  ['a picture cut short', () => picture('jpeg').subarray(0, picture('jpeg').length - 400), 'broken'],
];
test.each(files)('%s is refused', async (_, bytes, reason) => {
  const ada = await person();
  expect(await refusalOf(users.as(ada).setAvatar({ body: bytes() }))).toBe(`invalid avatar:${reason}`);
  expect(await users.as(ada).me()).toMatchObject({ avatarUrl: null });
});

test('what is sent as something other than an image is refused, and so is too much of it', async () => {
  const ada = await person();
  const send = async (type: string, body: Uint8Array<ArrayBuffer>) => {
    const headers = { ...users.headersOf(ada), 'content-type': type };
    return (
      await users.fetch(new Request('http://users/api/users/me/avatar', { method: 'PUT', headers, body }))
    ).status;
  };
  expect(await send('text/html', new Uint8Array(picture('png')))).toBe(415);
  expect(await send('image/png', new Uint8Array(10 * 1024 * 1024 + 1))).toBe(413);
  expect(await send('image/svg+xml', new Uint8Array(Buffer.from(svg)))).toBe(422);
});

test('more pictures than can be worked on wait, and beyond the queue they are told to come back', async () => {
  const busy = await startUsers({
    avatarQueue: 1,
    avatarConcurrency: 1,
    avatarsPerUser: { count: 9, windowMs: 60_000 },
  });
  const ada = await busy.person('busy');
  const send = () => refusalOf(busy.as(ada).setAvatar({ body: picture('png') }));
  const results = await Promise.all([send(), send(), send(), send(), send()]);
  expect(results.toSorted()).toEqual(['accepted', 'accepted', 'overloaded', 'overloaded', 'overloaded']);
  for (let i = 0; i < 4; i++) expect(await send()).toBe('accepted');
  expect(await send()).toBe('rate_limited');
  await busy.stop();
});
