import type { Fault } from './fault.ts';

/** kill -9 at any moment, and at times again while the server is still starting. */
export const kill: Fault = async ({ server, recorder, random }) => {
  recorder.add({ is: 'fault', what: 'kill' });
  await server.kill();
  if (random.chance(15)) {
    recorder.add({ is: 'fault', what: 'kill while starting' });
    await server.startAndKill(random.below(300));
  }
  const over = recorder.now();
  await server.start();
  return over;
};
