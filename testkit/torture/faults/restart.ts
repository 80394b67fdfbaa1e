import type { Fault } from './fault.ts';

/** An orderly end and a new start, as for an upgrade. */
export const restart: Fault = async ({ server, recorder }) => {
  recorder.add({ is: 'fault', what: 'restart' });
  await server.stop();
  const over = recorder.now();
  await server.start();
  return over;
};
