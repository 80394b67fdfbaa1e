/** The load generator: a process of its own, directed over the channel to its parent. */
import type { Command, Outcome } from './commands.ts';
import { fanOut } from './fan-out.ts';
import { Group } from './group.ts';
import { latency } from './latency.ts';
import { posts } from './posts.ts';
import { survive } from './survive.ts';
import { talk } from './talk.ts';

const groups = new Map<string, Group>();

function group(name: string): Group {
  const found = groups.get(name);
  if (!found) throw new Error(`no sockets were opened as ${name}`);
  return found;
}

async function connect({
  group: name,
  port,
  sockets,
  origin,
}: Extract<Command, { do: 'connect' }>): Promise<Outcome['connect']> {
  const beganAt = performance.now();
  groups.set(name, await Group.open(port, sockets, origin));
  return { seconds: (performance.now() - beganAt) / 1000 };
}

function disconnect({ group: name }: Extract<Command, { do: 'disconnect' }>): null {
  group(name).close();
  groups.delete(name);
  return null;
}

async function run(command: Command): Promise<Outcome[Command['do']]> {
  switch (command.do) {
    case 'connect':
      return connect(command);
    case 'fan-out':
      return fanOut(group(command.group), command);
    case 'posts':
      return posts(group(command.group), command);
    case 'latency':
      return latency(group(command.group), command);
    case 'talk':
      return talk(group(command.group), command);
    case 'survive':
      return survive(command);
    default:
      return disconnect(command);
  }
}

process.on('message', (command: Command) => {
  run(command).then(
    (done) => process.send?.({ done }),
    (error: Error) => process.send?.({ failed: error.message }),
  );
});
// The one who asks is gone: nobody is left to measure for.
process.on('disconnect', () => process.exit(1));
