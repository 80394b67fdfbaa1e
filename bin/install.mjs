/** Brings node_modules to what package-lock.json says, if it is not there already. */
import { existsSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { run } from './child.mjs';
import { Failure } from './failure.mjs';
import { bunFile, inRoot, root } from './paths.mjs';

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

/**
 * What is installed, compared with what the lock file asks for: 'all', 'prod' (development packages are
 * missing or old) or 'none'. `hadDev` tells that some development packages are there, whatever their age.
 *
 * npm writes node_modules/.package-lock.json as the last act of an install, so an interrupted one counts
 * as none, and one that somebody made by hand counts.
 */
export function installedState(wanted, installed) {
  const upToDate = ([path, { version, optional, devOptional }]) => {
    const found = installed[path];
    // Optional packages are for other systems; npm leaves those out.
    if (!found) return Boolean(optional || devOptional);
    return found.version === version;
  };
  const entries = Object.entries(wanted).filter(([path]) => path !== '');
  const hadDev = entries.some(([path, { dev }]) => dev && installed[path]);
  const there = Object.keys(installed).length > 0;
  if (!there || !entries.filter(([, { dev }]) => !dev).every(upToDate)) return { state: 'none', hadDev };
  return { state: entries.every(upToDate) ? 'all' : 'prod', hadDev };
}

const diskFull = `There is too little room: Rookery needs about 400 MB in ${root}. Make room, then run the same command again.`;

const reasons = [
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|network/i,
    'The npm registry cannot be reached. Check the network, then run the same command again.',
  ],
  [/ENOSPC/, diskFull],
  [/EACCES|EPERM|EROFS/, `The folder ${root} cannot be written. Run this as the user who owns it.`],
  [
    /EINTEGRITY/,
    'A downloaded package is not what was published. Run `npm cache clean --force`, then try again.',
  ],
];

/** One line for the person at the terminal, out of what npm printed. */
export function installFailure(output) {
  const known = reasons.find(([pattern]) => pattern.test(output));
  if (known) return known[1];
  const line =
    output.split('\n').find((text) => /^npm (error|ERR!) (?!code)/.test(text)) ?? 'npm gave no reason';
  return `Installing failed: ${line.replace(/^npm (error|ERR!) /, '')}. Run \`npm ci\` to see all of it.`;
}

/** Retries are shortened, so that a missing network is said within seconds. */
const npmOptions = [
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=5000',
];

/** Runs npm: the one that called us, else the one on the path. */
function npm(args) {
  const own = process.env.npm_execpath;
  return own?.endsWith('npm-cli.js') && existsSync(own)
    ? run(process.execPath, [own, ...args])
    : run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args);
}

/** What an install takes on the disk, with what npm unpacks meanwhile. */
const neededBytes = 400_000_000;

/** npm itself takes a full disk for a package that does not suit this system, and fails with a riddle. */
function checkRoom() {
  const { bavail, bsize } = statfsSync(root);
  if (bavail * bsize < neededBytes) throw new Failure(diskFull);
}

/** With --ignore-scripts, npm leaves a small text file where Bun belongs. */
const bunIsReal = () => existsSync(bunFile) && statSync(bunFile).size > 1_000_000;

async function mendBun() {
  if (bunIsReal()) return;
  const { output } = await run(process.execPath, [inRoot('node_modules', 'bun', 'install.js')]);
  if (bunIsReal()) return;
  const reason = output.trim().split('\n').at(-1) ?? '';
  throw new Failure(
    `Bun could not be installed (${reason}). Delete node_modules, then run the same command again.`,
  );
}

/**
 * Installs what is missing: `kind` is 'prod' for what the server needs, 'all' for tests and checks too.
 * Never takes away development packages that are there. Throws `Failure`.
 */
export async function install(kind) {
  const { state, hadDev } = installedState(
    readPackages(inRoot('package-lock.json')),
    readPackages(inRoot('node_modules', '.package-lock.json')),
  );
  if (state === 'none' || (kind === 'all' && state === 'prod')) {
    checkRoom();
    console.log(
      existsSync(inRoot('node_modules')) ? 'Updating what is installed…' : 'Installing… (first start only)',
    );
    const which = kind === 'all' || hadDev ? '--include=dev' : '--omit=dev';
    const { code, output } = await npm(['ci', which, ...npmOptions]);
    if (code !== 0) throw new Failure(installFailure(output));
  }
  await mendBun();
}
