import { expect, test } from 'bun:test';
import { installedState, installFailure } from './install.mjs';

const wanted = {
  '': {},
  'node_modules/bun': { version: '1.4.5' },
  'node_modules/bun-other-system': { version: '1.4.5', optional: true },
  'node_modules/tester': { version: '2.0.0', dev: true },
};
const prod = { 'node_modules/bun': { version: '1.4.5' } };

test('nothing installed', () => {
  expect(installedState(wanted, {})).toEqual({ state: 'none', hadDev: false });
});

test('what the server needs is there; packages for other systems do not count', () => {
  expect(installedState(wanted, prod)).toEqual({ state: 'prod', hadDev: false });
});

test('everything is there', () => {
  const all = { ...prod, 'node_modules/tester': { version: '2.0.0' } };
  expect(installedState(wanted, all)).toEqual({ state: 'all', hadDev: true });
});

test('an old version counts as missing, and development packages are remembered', () => {
  const old = { 'node_modules/bun': { version: '1.4.4' }, 'node_modules/tester': { version: '2.0.0' } };
  expect(installedState(wanted, old)).toEqual({ state: 'none', hadDev: true });
});

test("npm's troubles become one line that says what to do", () => {
  expect(installFailure('npm error code EAI_AGAIN\nnpm error syscall getaddrinfo')).toContain(
    'Check the network',
  );
  expect(installFailure('npm error code ENOSPC\nnpm error syscall write')).toContain('too little room');
  expect(installFailure('npm error code EACCES')).toContain('cannot be written');
  expect(installFailure('npm error code EX\nnpm error a riddle')).toBe(
    'Installing failed: a riddle. Run `npm ci` to see all of it.',
  );
});
