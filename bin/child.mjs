/** Child processes of the scripts: in our own process group, so that one Ctrl-C reaches all. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { inRoot, root } from './paths.mjs';
import { watchStarters } from './starters.mjs';

/** Without a home folder Bun would keep its cache of compiled sources in the current one. */
const ownEnv = { BUN_RUNTIME_TRANSPILER_CACHE_PATH: inRoot('node_modules', '.cache', 'bun'), ...process.env };

const signalCode = (signal) => 128 + (constants.signals[signal] ?? 0);

/**
 * Runs a program and waits for it.
 * With `show` its output goes to the terminal, without it is gathered and returned.
 * `env` comes on top of our own environment.
 * Returns `{ code, output }`; a program that cannot be started gives code 127.
 * A SIGTERM or SIGINT to us meanwhile ends the program, and then us.
 */
export function run(program, args, { show = false, env = {}, cwd = root } = {}) {
  return new Promise((resolve) => {
    const stdio = show ? 'inherit' : ['ignore', 'pipe', 'pipe'];
    const child = spawn(program, args, { cwd, env: { ...ownEnv, ...env }, stdio });
    let output = '';
    const gather = (chunk) => (output += chunk);
    child.stdout?.setEncoding('utf8').on('data', gather);
    child.stderr?.setEncoding('utf8').on('data', gather);
    let ended = null;
    const passOn = (signal) => {
      ended = signal;
      child.kill('SIGTERM');
    };
    process.on('SIGTERM', passOn).on('SIGINT', passOn);
    const finish = (code) => {
      process.off('SIGTERM', passOn).off('SIGINT', passOn);
      if (ended) process.exit(signalCode(ended));
      resolve({ code, output });
    };
    child.on('error', (error) => {
      output += `${program}: ${error.message}\n`;
      finish(127);
    });
    child.on('close', (code, signal) => finish(signal ? signalCode(signal) : code));
  });
}

/**
 * Starts a long-running program on this terminal. `stop()` asks it to end in order.
 * `ended` resolves to its exit code.
 *
 * SIGINT and SIGTERM do not end us: the program ends first, and we with its code. Both are passed on as
 * SIGTERM, which asks for an orderly end however often it comes: a Ctrl-C at the terminal reaches the
 * program directly as well, and a second SIGINT there means "at once".
 */
export function start(program, args) {
  const child = spawn(program, args, {
    cwd: process.cwd(),
    // The program ends in order when this process is gone, even if it was killed.
    env: { ...ownEnv, ROOKERY_PARENT: String(process.pid) },
    stdio: 'inherit',
  });
  const stop = () => child.kill('SIGTERM');
  process.on('SIGTERM', stop).on('SIGINT', stop);
  const unwatch = watchStarters(stop);
  const ended = new Promise((resolve) => {
    const finish = (code) => {
      process.off('SIGTERM', stop).off('SIGINT', stop);
      unwatch();
      resolve(code);
    };
    child.on('error', (error) => {
      console.error(`${program}: ${error.message}`);
      finish(127);
    });
    child.on('exit', (code, signal) => finish(signal ? signalCode(signal) : code));
  });
  return { stop, ended };
}
