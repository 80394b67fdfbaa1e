/**
 * `npm run fuzz`: sends frames of all sorts to a running server, a million unless told otherwise.
 * `npm run fuzz -- --frames 5000000 --seed 42`: that many; the seed that a failed run printed, to see it again.
 */
import './node-version.mjs';
import { parseArgs } from 'node:util';
import { run } from './child.mjs';
import { Failure, main } from './failure.mjs';
import { install } from './install.mjs';
import { bunFile } from './paths.mjs';

const file = './services/live/frames.fuzz.test.ts';
const options = { frames: { type: 'string', default: '1000000' }, seed: { type: 'string' } };

/** The whole numbers that were asked for. */
function wanted() {
  try {
    const { frames, seed } = parseArgs({ options }).values;
    return { frames: wholeNumber(frames), seed: seed === undefined ? null : wholeNumber(seed) };
  } catch (error) {
    throw new Failure(`${error.message}. Write npm run fuzz -- --frames 1000000 --seed 42.`);
  }
}

function wholeNumber(text) {
  if (!/^[0-9]+$/.test(text)) throw new Error(`${text} is not a whole number`);
  return text;
}

await main(async () => {
  const { frames, seed } = wanted();
  await install('all');
  const env = { ROOKERY_FUZZ_FRAMES: frames, ...(seed === null ? {} : { ROOKERY_FUZZ_SEED: seed }) };
  const { code } = await run(bunFile, ['test', file], { show: true, env });
  return code;
});
