import type { Fault } from './fault.ts';

/** The server stands still for a while, as on a machine that is suspended or starved; at times it never wakes. */
export const stop: Fault = async ({ server, recorder, random }) => {
  const { pid } = server.running();
  recorder.add({ is: 'fault', what: 'stop' });
  process.kill(pid, 'SIGSTOP');
  await Bun.sleep(300 + random.below(2_500));
  const wakes = !random.chance(20);
  if (wakes) process.kill(pid, 'SIGCONT');
  else {
    recorder.add({ is: 'fault', what: 'kill while stopped' });
    await server.kill();
  }
  const over = recorder.now();
  if (!wakes) await server.start();
  return over;
};
