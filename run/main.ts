/** The command line of Rookery. */
import { isService, type ServiceName } from '../platform/alone-settings.ts';
import { readSettings, SettingError, StartError } from '../platform/config.ts';
import { help, limitsHelp } from './help.ts';
import { resetPassword } from './reset-password.ts';
import { runServer } from './server.ts';

/** Wrong use of the command line, as against a server that cannot start. */
class UsageError extends Error {}

async function main([command, ...args]: string[]): Promise<void> {
  switch (command) {
    case 'run':
      if (args.includes('--help')) return console.log(help());
      if (isService(args[0])) return runOne(args[0], args.slice(1));
      return runServer(readSettings(process.env, args));
    case 'reset-password': {
      const [username, ...rest] = args;
      if (username === undefined || username.startsWith('-') || rest.length > 0) {
        throw new UsageError('Write: rookery reset-password NAME');
      }
      return resetPassword(readSettings(process.env, []), username);
    }
    case 'help':
    case '--help':
      return console.log(args[0] === 'limits' ? limitsHelp() : help());
    case undefined:
      throw new UsageError('A command is missing. `rookery help` lists them.');
    default:
      throw new UsageError(`${command} is not a command. \`rookery help\` lists them.`);
  }
}

async function runOne(service: ServiceName, rest: string[]): Promise<void> {
  if (rest.length > 0) throw new UsageError(`Write: rookery run ${service}. Everything else is a setting.`);
  // NATS is loaded only by those who speak it: one process with all services starts sooner without.
  const { runAlone } = await import('./alone-server.ts');
  return runAlone(service, process.env);
}

// Databases hold messages and hashes of passwords: in a folder that others may read they are still for us only.
process.umask(0o077);
try {
  await main(process.argv.slice(2));
} catch (error) {
  const expected =
    error instanceof SettingError || error instanceof StartError || error instanceof UsageError;
  // Anything else is a fault of ours: there the stack trace is what helps.
  console.error(expected ? error.message : error);
  process.exit(error instanceof UsageError ? 2 : 1);
}
