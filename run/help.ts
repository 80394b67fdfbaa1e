/** What `rookery help` prints. */
import { describeLimits } from '../platform/limits.ts';
import { settingsHelp } from '../platform/settings-table.ts';

/** The commands, and every setting with its default. */
export function help(): string {
  return `Rookery: group chat that you host yourself.

  rookery run [--lan]            start the server; --lan lets other machines on your network in
  rookery run SERVICE            start one service alone: auth, users, chats, live, gateway or web
  rookery reset-password NAME    give a user a new password, also while the server runs
  rookery help [limits]          this text, or every limit

Settings are environment variables:

${settingsHelp()}`;
}

/** Every limit: variable, default, reason. */
export function limitsHelp(): string {
  const rows = describeLimits().map(({ variable, standard, why }) => `${variable}=${standard}\n    ${why}`);
  return `Every limit with its default, and why it is what it is:\n\n${rows.join('\n')}`;
}
