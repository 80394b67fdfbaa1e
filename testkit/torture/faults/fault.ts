import type { Random } from '../../random.ts';
import type { Recorder } from '../recorder.ts';
import type { TorturedServer } from '../server.ts';

export interface FaultDeps {
  server: TorturedServer;
  recorder: Recorder;
  random: Random;
}

/**
 * Makes one fault and takes it away again; the server runs when it resolves. Answers when the cause was taken away, by
 * the recorder's clock: from then on the server's recovery is measured.
 */
export type Fault = (deps: FaultDeps) => Promise<number>;
