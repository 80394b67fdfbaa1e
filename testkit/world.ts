import { readSettings } from '../platform/config.ts';
import { start } from '../run/wire.ts';
import { storeSettings } from './store.ts';
import { removeTemp, tempFolder } from './temp.ts';

export interface WorldOptions {
  /** Settings beside the standard ones, as an operator would give them: `{ ROOKERY_REGISTRATION: 'invite' }`. */
  env?: Record<string, string>;
  /** A data folder to go on with; without one an empty folder is made, and removed at the end. */
  dataFolder?: string;
}

/** The whole product, running. */
export interface World {
  /** Where browsers find it, without a final slash; also the origin that it accepts. */
  readonly url: string;
  readonly port: number;
  /** The one-time link that makes an owner, null once there is one. */
  readonly claimUrl: string | null;
  readonly dataFolder: string;
  /** Ends it in order; the folder goes too, unless it was given. */
  stop(): Promise<void>;
}

/**
 * Starts the product in the embedded wiring on a free port of loopback. Rate limits are off, since one address plays
 * everybody; a test of them turns them on with `env: { ROOKERY_RATE_LIMITS: 'on' }`.
 */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const dataFolder = options.dataFolder ?? tempFolder();
  const env = {
    PORT: '0',
    ROOKERY_DATA: dataFolder,
    ROOKERY_LOG: 'silent',
    ROOKERY_RATE_LIMITS: 'off',
    ...(await storeSettings(dataFolder)),
    ...options.env,
  };
  const running = await start(readSettings(env, []));
  return {
    url: `http://127.0.0.1:${running.port}`,
    port: running.port,
    claimUrl: running.claimUrl,
    dataFolder,
    async stop() {
      await running.stop();
      if (options.dataFolder === undefined) removeTemp(dataFolder);
    },
  };
}
