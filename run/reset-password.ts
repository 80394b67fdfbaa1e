/** `rookery reset-password NAME`: for the operator, on the host, whether or not the server runs. */
import { existsSync } from 'node:fs';
import { type Settings, StartError } from '../platform/config.ts';
import * as wire from './wire.ts';

/** Prints the new password, once. Throws `StartError` if there is no such user or no data folder. */
export async function resetPassword(settings: Settings, username: string): Promise<void> {
  // Without this a mistyped folder would be made, and the user be "unknown" in it.
  if (settings.databases === null && !existsSync(settings.dataFolder)) {
    throw new StartError(
      `There is no data folder ${settings.dataFolder}. Set ROOKERY_DATA to the one that the server uses.`,
    );
  }
  const password = await wire.resetPassword(settings, username);
  console.log(
    `The new password of ${username} (shown only here; it was signed out everywhere):\n\n  ${password}\n`,
  );
}
