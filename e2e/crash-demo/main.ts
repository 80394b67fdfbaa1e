/** Two people talk in two browsers while the server is killed every few seconds; ends with 1 if a message suffered. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { chromiumOptions, chromiumWindowOptions } from '../../testkit/chromium.ts';
import { Server } from '../server.ts';
import { picture } from './picture.ts';
import { history, retry, scene, type Talker } from './scene.ts';
import { judge, line, worse } from './tally.ts';

/** Between a server that is ready and its end. */
const aliveMs = 2_500;
/** How long the last messages may take after the last kill. */
const settleMs = 60_000;
const phrases = ['did you hear that?', 'the lights flickered', 'still here', 'again!', 'and typing on'];

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    picture: { type: 'string', default: join(tmpdir(), 'rookery-crash-demo.png') },
  },
});

let stopped = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (stopped = true));
const end = Date.now() + Number(values.seconds) * 1_000;
const goesOn = (): boolean => !stopped && Date.now() < end;

const server = new Server();
// A Ctrl-C is ours: the messages on their way are still to be counted.
const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
const browser = await chromium.launch({
  ...(process.env['DISPLAY'] ? chromiumWindowOptions : chromiumOptions),
  ...signals,
});
try {
  await server.start();
  process.exitCode = await run();
} finally {
  await browser.close();
  await server.remove();
}

async function run(): Promise<number> {
  const { room, talkers } = await scene(browser, server);
  const [first] = talkers;
  let kills = 0;
  let verdict = { lost: 0, doubled: 0, outOfOrder: 0 };
  const figures = (): string => line(kills, talkers, verdict);
  const check = async (complete: boolean): Promise<void> => {
    verdict = worse(verdict, judge(await history(first, room), talkers, complete));
  };
  const showing = setInterval(() => {
    if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${figures()}`);
  }, 250);
  const say = (text: string): void => console.log(`${process.stdout.isTTY ? '\r\u001b[K' : ''}${text}`);

  say(`Two people talk for ${values.seconds} s; the server is killed (SIGKILL) every few seconds.`);
  const typing = talkers.map(typeOn);
  while (goesOn()) {
    await wait(Math.min(aliveMs, Math.max(0, end - Date.now())));
    await restart();
    kills++;
    await check(false);
    say(figures());
  }
  await Promise.all(typing);
  const allSeen = (): boolean =>
    talkers.every(
      ({ typed, acknowledged, seen }) => typed.length === acknowledged.size && typed.length === seen.size,
    );
  for (const last = Date.now() + settleMs; !allSeen() && Date.now() < last; await wait(200))
    await Promise.all(talkers.map(retry));
  for (const { typed, acknowledged } of talkers)
    for (const text of acknowledged) if (!typed.includes(text)) say(`Nobody typed this: ${text}`);
  await check(true);
  clearInterval(showing);
  say(figures());
  await picture(values.picture, talkers, figures());
  console.log(`What both saw at the end: ${values.picture}`);
  const { lost, doubled, outOfOrder } = verdict;
  console.log(
    lost + doubled + outOfOrder === 0 ? 'Every message is there once and in order.' : 'A message suffered.',
  );
  return lost + doubled + outOfOrder === 0 ? 0 : 1;

  async function restart(): Promise<void> {
    await server.kill();
    // A Ctrl-C at the terminal reaches a server that is just starting, too.
    await server.start().catch(() => server.start());
    await Promise.all(talkers.map(retry));
  }
}

/** Types line after line like somebody in a hurry, whether the server is there or not. */
async function typeOn({ name, person, typed }: Talker): Promise<void> {
  const { composer } = person.screen;
  while (goesOn()) {
    const text = `${name} ${typed.length + 1}: ${phrases[typed.length % phrases.length]}`;
    typed.push(text);
    await composer.pressSequentially(text, { delay: 5 });
    await composer.press('Enter');
    await wait(150 + Math.random() * 400);
  }
}
