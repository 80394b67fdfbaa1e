/**
 * Adds to package-lock.json the packages for other systems that npm left out. A registry mirror may lack
 * them; npm then writes a lock file that `npm ci` refuses everywhere. Run after adding or raising a package:
 * `node bin/complete-lock.mjs`. With --check it only says whether some are missing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { inRoot } from './paths.mjs';

const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const processors = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 'riscv64', 's390x'];

/** `@swc/core-linux-arm64-musl` → os linux, cpu arm64, libc musl; null for a package that is not for one system. */
export function systemOf(name) {
  const words = name.split(/[-/]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  if (!os || !cpu) return null;
  const libc = words.at(-1).startsWith('musl') ? 'musl' : 'glibc';
  return { os: [os], cpu: [cpu], ...(os === 'linux' ? { libc: [libc] } : {}) };
}

/** The entries that are missing, by their path in node_modules. */
export function missingEntries(packages) {
  const missing = {};
  for (const [path, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const at = `node_modules/${name}`;
      const system = systemOf(name);
      if (packages[at] || packages[`${path}/${at}`] || !system) continue;
      const { os, ...rest } = system;
      missing[at] = { version, ...(entry.dev ? { dev: true } : {}), ...rest, optional: true, os };
    }
  }
  return missing;
}

if (process.argv[1] === inRoot('bin', 'complete-lock.mjs')) {
  const file = inRoot('package-lock.json');
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const missing = missingEntries(lock.packages);
  const names = Object.keys(missing);
  if (process.argv.includes('--check')) {
    if (names.length > 0) {
      console.error(`package-lock.json lacks ${names.join(', ')}. Run: node bin/complete-lock.mjs`);
      process.exit(1);
    }
  } else {
    const sorted = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => (a < b ? -1 : 1));
    lock.packages = Object.fromEntries(sorted);
    writeFileSync(file, JSON.stringify(lock, null, 2) + '\n');
  }
}
