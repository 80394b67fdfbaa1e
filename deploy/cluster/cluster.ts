import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isService, serviceNames, type ServiceName } from '../../platform/alone-settings.ts';
import { storeNames } from '../../platform/config.ts';
import { postgresPort, replicasMax, replicasStandard, type Layout } from './layout.ts';
import type { Member } from './member.ts';
import { caddyMember, natsMembers, postgresMember, serviceMember, type Shared } from './members.ts';
import { makeDatabases } from './postgres.ts';
import { secretsIn } from './secrets.ts';
import { tableOf } from './table.ts';

/** What a command did wrong, in words for whoever typed it. */
export class CommandError extends Error {}

/** Every process of a cluster on this machine. */
export class Cluster {
  private readonly postgres: Member;
  private readonly nats: Member[];
  private readonly caddy: Member;
  private readonly services = new Map<ServiceName, Member[]>();
  private readonly shared: Shared;
  private readonly watchdog;

  /** `say` gets a line for whatever happens by itself. Throws `StartError` when a program is missing. */
  constructor(
    private readonly layout: Layout,
    say: (line: string) => void,
  ) {
    mkdirSync(join(layout.folder, 'logs'), { recursive: true });
    this.watchdog = spawn(process.execPath, [join(import.meta.dir, 'watchdog.ts')], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    const onPid = (change: '+' | '-', pid: number) => void this.watchdog.stdin?.write(`${change}${pid}\n`);
    this.shared = { layout, secrets: secretsIn(layout.folder), say, onPid };
    this.nats = natsMembers(this.shared);
    this.caddy = caddyMember(this.shared);
    this.postgres = postgresMember(this.shared);
    for (const service of serviceNames)
      this.services.set(
        service,
        Array.from({ length: replicasStandard }, (_, i) => serviceMember(this.shared, service, i + 1)),
      );
  }

  /** Starts everything; services in any order, since each waits for what it needs. Throws when something stays away. */
  async start(): Promise<void> {
    await Promise.all([this.postgres, ...this.nats].map((member) => member.start()));
    await makeDatabases(postgresPort(this.layout), this.shared.secrets);
    await Promise.all([...this.services.values()].flat().map((member) => member.start()));
    await this.caddy.start();
  }

  /** Ends everything in order: first who lets people in, last who keeps data. */
  async stop(): Promise<void> {
    await this.caddy.stop();
    for (const keepsData of [false, true]) {
      const ending = [...this.services].filter(
        ([name]) => storeNames.some((store) => store === name) === keepsData,
      );
      await Promise.all(ending.flatMap(([, replicas]) => replicas.map((member) => member.stop())));
    }
    await Promise.all(this.nats.map((member) => member.stop()));
    await this.postgres.stop();
    this.watchdog.kill('SIGKILL');
  }

  /** The link that makes its opener the owner, while nobody has claimed the cluster; from the log of `auth`. */
  claimUrl(): string | null {
    for (const { options } of this.services.get('auth') ?? []) {
      const link = /https?:\/\/\S+\/claim#\S+/.exec(readFileSync(options.logFile, 'utf8'))?.[0];
      if (link !== undefined) return link;
    }
    return null;
  }

  /** What runs where. */
  table(): string {
    return tableOf(this.all());
  }

  /** Does what somebody typed, such as `kill live:1`. Gives what to answer. Throws `CommandError`. */
  async command([word = '', ...targets]: readonly string[]): Promise<string> {
    if (word === 'status') return this.table();
    if (word === 'scale') return this.scale(targets);
    const one = {
      kill: (member: Member) => member.kill(),
      pause: async (member: Member) => member.pause(),
      resume: async (member: Member) => member.resume(),
      restart: async (member: Member) => {
        await member.stop();
        await member.start();
      },
    }[word];
    if (!one) throw new CommandError(`${word} is not a command. ${usage}`);
    if (targets.length === 0) throw new CommandError(`${word} what? Such as: ${word} live:1`);
    for (const member of targets.flatMap((target) => this.find(target))) {
      if (word !== 'restart' && member.pid === null)
        throw new CommandError(`${member.options.name} does not run.`);
      // One after the other: a service whose replicas are restarted is never away.
      await one(member);
    }
    return this.table();
  }

  private all(): Member[] {
    return [this.caddy, ...[...this.services.values()].flat(), ...this.nats, this.postgres];
  }

  /** `live:1` is one, `live` all of them. */
  private find(target: string): Member[] {
    const found = this.all().filter(
      ({ options: { name } }) => name === target || name.startsWith(`${target}:`),
    );
    if (found.length > 0) return found;
    const names = this.all().map(({ options }) => options.name);
    throw new CommandError(`There is no ${target}. There are: ${names.join(', ')}.`);
  }

  private async scale(targets: readonly string[]): Promise<string> {
    if (targets.length === 0) throw new CommandError('Scale what? Such as: scale live=3');
    for (const target of targets) {
      const [service, number] = target.split('=');
      const count = Number(number);
      if (!isService(service))
        throw new CommandError(`${service} is not a service: ${serviceNames.join(', ')}.`);
      if (!Number.isInteger(count) || count < 0 || count > replicasMax)
        throw new CommandError(`${target}: a service has 0 to ${replicasMax} replicas here.`);
      const replicas = this.services.get(service) ?? [];
      while (replicas.length > count) await replicas.pop()?.stop();
      while (replicas.length < count) {
        const added = serviceMember(this.shared, service, replicas.length + 1);
        replicas.push(added);
        await added.start();
      }
    }
    return this.table();
  }
}

export const usage =
  'Write one of: status, stop, kill live:1, pause live:1, resume live:1, restart chats, scale live=3.';

/** Only its owner reads a cluster's folder: it has the secrets, and everybody's messages. */
export function prepareClusterFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o711);
}
