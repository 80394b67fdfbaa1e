/** What a room should be after anything that people did to it: the rules of the design, written a second time. */

/** A message as the model has it. */
interface ModelMessage {
  seq: number;
  n: number;
  by: string;
  key: string;
  /** As posted first: what its key stands for. */
  first: string;
  body: string | null;
  edited: boolean;
}

interface ModelMember {
  role: 'owner' | 'member';
  readSeq: number;
  readN: number;
}

/** One room, seen from nobody's side. Every act gives the outcomes that are right: mostly one, such as `404 not_found`. */
export class RoomModel {
  readonly members = new Map<string, ModelMember>();
  readonly messages: ModelMessage[] = [];
  /** Types of the events so far; the seq of each is its place, from 1. */
  readonly events: string[] = ['room.created'];
  private readonly removedAt = new Map<string, number>();
  private moment = 0;

  constructor(owner: string) {
    this.members.set(owner, { role: 'owner', readSeq: 1, readN: 0 });
  }

  get head(): number {
    return this.events.length;
  }

  /** Unread messages of a member. */
  unread(person: string): number {
    return this.messages.length - (this.members.get(person)?.readN ?? 0);
  }

  /** A stamp for an invite made now: later than everything so far. */
  stamp(): number {
    return ++this.moment;
  }

  post(person: string, key: string, body: string): string[] {
    if (!this.members.has(person)) return ['404 not_found'];
    const known = this.messages.find((message) => message.by === person && message.key === key);
    if (known) return [known.first === body ? '200' : '409 key_reused'];
    const seq = this.events.push('message.posted');
    const n = this.messages.length + 1;
    this.messages.push({ seq, n, by: person, key, first: body, body, edited: false });
    this.read(person, seq);
    return ['201'];
  }

  edit(person: string, seq: number, body: string): string[] {
    const message = this.messages.find((one) => one.seq === seq);
    if (!this.members.has(person) || !message) return ['404 not_found'];
    const others = message.by === person ? [] : ['403 not_allowed'];
    if (message.body === null) return ['404 not_found', ...others];
    if (others.length > 0) return others;
    this.events.push('message.edited');
    Object.assign(message, { body, edited: true });
    return ['200'];
  }

  remove(person: string, seq: number): string[] {
    const message = this.messages.find((one) => one.seq === seq);
    const member = this.members.get(person);
    if (!member || !message) return ['404 not_found'];
    if (message.by !== person && member.role !== 'owner') {
      return message.body === null ? ['403 not_allowed', '204'] : ['403 not_allowed'];
    }
    if (message.body !== null) this.events.push('message.deleted');
    message.body = null;
    return ['204'];
  }

  join(person: string, inviteStamp: number): string[] {
    if (this.members.has(person)) return ['200'];
    if ((this.removedAt.get(person) ?? 0) > inviteStamp) return ['403 removed'];
    this.events.push('member.joined');
    this.members.set(person, { role: 'member', readSeq: this.head, readN: this.messages.length });
    return ['200'];
  }

  leave(person: string, successor: string | null): string[] {
    const member = this.members.get(person);
    if (!member) return ['404 not_found'];
    if (this.members.size === 1) return ['409 last_member'];
    if (member.role === 'owner') {
      if (successor === null) return ['409 last_owner'];
      const next = this.members.get(successor);
      if (!next || successor === person) return ['422 invalid'];
      next.role = 'owner';
    }
    this.members.delete(person);
    this.events.push('member.left');
    return ['204'];
  }

  expel(by: string, person: string): string[] {
    const member = this.members.get(by);
    if (!member) return ['404 not_found'];
    if (member.role !== 'owner' || by === person) return ['403 not_allowed'];
    if (!this.members.delete(person)) return ['404 not_found'];
    this.removedAt.set(person, ++this.moment);
    this.events.push('member.removed');
    return ['204'];
  }

  rename(person: string): string[] {
    const member = this.members.get(person);
    if (!member) return ['404 not_found'];
    if (member.role !== 'owner') return ['403 not_allowed'];
    this.events.push('room.renamed');
    return ['200'];
  }

  markRead(person: string, seq: number): string[] {
    if (!this.members.has(person)) return ['404 not_found'];
    this.read(person, Math.min(seq, this.head));
    return ['204'];
  }

  private read(person: string, seq: number): void {
    const member = this.members.get(person);
    if (!member || seq <= member.readSeq) return;
    member.readSeq = seq;
    member.readN = this.messages.filter((message) => message.seq <= seq).length;
  }
}
