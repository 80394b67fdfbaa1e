import { expect, test } from 'bun:test';
import { joinPath, messagePath, phonePath, placeOf, registerPath, roomPath, safeNext } from './routes.ts';

test('every address of the app is a place', () => {
  expect(placeOf('/')).toEqual({ name: 'rooms' });
  expect(placeOf('/nowhere/at/all')).toEqual({ name: 'rooms' });
  expect(placeOf(roomPath('0199-ab'))).toEqual({ name: 'room', room: '0199-ab' });
  expect(placeOf(messagePath('0199-ab', 12))).toEqual({ name: 'room', room: '0199-ab', seq: 12 });
  for (const wrong of ['', '0', '-1', '1.5', '12x', '9'.repeat(16)])
    expect(placeOf(`/rooms/0199-ab/${wrong}`)).toEqual({ name: 'room', room: '0199-ab' });
  expect(placeOf('/rooms/0199-ab/12/13')).toEqual({ name: 'rooms' });
  expect(placeOf(joinPath('a_b-c'))).toEqual({ name: 'join', token: 'a_b-c' });
  expect(placeOf('/join/%E0%A4%A')).toEqual({ name: 'join', token: '%E0%A4%A' });
  expect(placeOf(phonePath('a_b-c'))).toEqual({ name: 'phone' });
  expect(placeOf(registerPath('/join/abc'))).toEqual({ name: 'register', next: '/join/abc' });
});

test('the way back never leads to another origin', () => {
  for (const next of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/a\\b',
    '/\t/evil.example',
    'javascript:1',
    '',
    null,
  ]) {
    expect(safeNext(next)).toBe('/');
  }
  expect(safeNext('/rooms/abc?x=1')).toBe('/rooms/abc?x=1');
});
