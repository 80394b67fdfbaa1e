import { ApiError } from '../../contracts/errors.ts';
import type { Limits } from '../../platform/limits.ts';
import { RateCounter } from '../../platform/rates.ts';
import { CatchUpTurns } from './catch-up-turns.ts';
import { OpenedRoom, type Departure, type OpenedRoomDeps, type Position } from './catchup.ts';
import { Departures } from './departures.ts';
import type { Socket } from './socket.ts';

export interface OpenedRoomsDeps extends Pick<
  OpenedRoomDeps,
  'clock' | 'hub' | 'peers' | 'slowReaders' | 'user' | 'onSlow'
> {
  limits: Limits;
  /** Says that a room is no longer the user's. */
  gone: (room: string, code: Departure) => void;
  /** Says why a room could not be opened. */
  refused: (room: string, error: ApiError) => void;
  /** Hears that a store was put back to a time when the user was no member of a room that is open here. */
  onStranger: () => void;
}

/** The rooms that one socket has open, or is opening. */
export class OpenedRooms {
  /** What takes rooms away from this socket. */
  readonly departures: Departures;
  private readonly rooms = new Map<string, OpenedRoom>();
  /** Rooms on their way to being live, also those closed meanwhile. */
  private opening = 0;
  private drains: (() => void)[] = [];
  private readonly turns = new CatchUpTurns();
  private readonly asked: RateCounter;

  constructor(private readonly deps: OpenedRoomsDeps) {
    this.asked = new RateCounter(deps.limits.opensPerSocket, deps.clock, 'rooms opened');
    this.departures = new Departures({
      clock: deps.clock,
      opened: (room) => this.rooms.get(room),
      gone: deps.gone,
    });
  }

  /** Whether the room's events reach this socket as they come. */
  isLive(room: string): boolean {
    return this.rooms.get(room)?.isLive === true;
  }

  /** Opens a room that a frame asks for, unless this socket asks too often. */
  openInTurn(room: string, position: Position, socket: Socket): void {
    try {
      this.asked.take('');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return this.deps.refused(room, error);
    }
    this.open(room, position, socket);
  }

  /** Opens a room, anew if it is open, unless too many are. */
  open(room: string, { after, epoch, last }: Position, socket: Socket): void {
    this.close(room);
    const { openRooms } = this.deps.limits;
    if (this.rooms.size >= openRooms || this.opening >= openRooms) {
      const message = `At most ${openRooms} rooms may be open; close one first.`;
      return this.deps.refused(room, new ApiError('limit_reached', message));
    }
    const opened = this.opened(room, socket);
    this.rooms.set(room, opened);
    this.opening++;
    void opened.start({ after, epoch, last }).finally(() => this.opening--);
  }

  /** Nothing of the room reaches the socket any more. */
  close(room: string): void {
    this.rooms.get(room)?.close();
    this.rooms.delete(room);
  }

  closeAll(): void {
    for (const room of this.rooms.values()) room.close();
    this.rooms.clear();
  }

  /** The socket has taken what was sent, or is closed. */
  drained(): void {
    for (const resolve of this.drains.splice(0)) resolve();
  }

  private opened(room: string, socket: Socket): OpenedRoom {
    const { deps } = this;
    const opened = new OpenedRoom(room, {
      ...deps,
      socket,
      turns: this.turns,
      drained: () => new Promise((resolve) => this.drains.push(resolve)),
      onLost: (lost, code) => {
        this.rooms.delete(lost);
        this.departures.lost(lost, code);
        deps.gone(lost, code);
      },
      onStranger: (lost) => {
        this.rooms.delete(lost);
        deps.gone(lost, 'removed');
        // Which rooms they are in, and what their own log holds, may be something else, too.
        deps.onStranger();
      },
      onError: (failed, error) => {
        if (this.rooms.get(failed) === opened) this.rooms.delete(failed);
        const known =
          error instanceof ApiError ? error : new ApiError('internal', 'The room could not be opened.');
        deps.refused(failed, known);
      },
    });
    return opened;
  }
}
