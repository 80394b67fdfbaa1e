import type { Room } from '../../../contracts/chats.ts';
import type { Connection } from '../live/connection.ts';
import type { Api } from './api.ts';
import type { Deletions } from './deletions.ts';
import type { OpenRooms } from './open-rooms.ts';
import type { Rooms } from './rooms.ts';
import type { GoneCode } from './timeline-snapshot.ts';

export interface RoomActionsDeps {
  api: Api;
  connection: Connection;
  rooms: Rooms;
  openRooms: OpenRooms;
  deletions: Deletions;
  /** A room is mine no more: forgets all that this page has of it. */
  lose: (room: string, code: GoneCode) => void;
}

/** What the user does to rooms and their messages by calls to the server. All of it throws `ApiError`. */
export class RoomActions {
  readonly #deps: RoomActionsDeps;

  constructor(deps: RoomActionsDeps) {
    this.#deps = deps;
  }

  async create(name: string): Promise<Room> {
    const { api, rooms } = this.#deps;
    const room = await api.chats.createRoom({ body: { name } });
    rooms.joined(room);
    return room;
  }

  /** Joins by an invite; answers the room, which may be one of mine already. */
  async acceptInvite(token: string): Promise<Room> {
    const { api, rooms } = this.#deps;
    const { room } = await api.chats.acceptInvite({ params: { token } });
    rooms.joined(room);
    return room;
  }

  async rename(room: string, name: string): Promise<void> {
    const { api, rooms } = this.#deps;
    rooms.details([await api.chats.renameRoom({ params: { room }, body: { name } })]);
  }

  async delete(room: string): Promise<void> {
    const { api, lose } = this.#deps;
    await api.chats.deleteRoom({ params: { room } });
    lose(room, 'room_deleted');
  }

  /** `last_owner` asks for a `successor`, `last_member` for `deleteToo`. */
  async leave(room: string, more: { successor?: string; deleteToo?: boolean } = {}): Promise<void> {
    const { api, deletions, lose } = this.#deps;
    const query = {
      ...(more.successor ? { successor: more.successor } : {}),
      ...(more.deleteToo ? { delete: 'yes' as const } : {}),
    };
    await deletions.sendAll(room);
    await api.chats.leave({ params: { room }, query });
    lose(room, 'left');
  }

  async removeMember(room: string, user: string): Promise<void> {
    await this.#deps.api.chats.removeMember({ params: { room, user } });
    this.#afterChange(room);
  }

  async editMessage(room: string, seq: number, body: string): Promise<void> {
    await this.#deps.api.chats.editMessage({ params: { room, seq }, body: { body } });
    this.#afterChange(room);
  }

  /** At once; whoever may want it back deletes by `Deletions`. Goes out also when the page is being closed. */
  async deleteMessage(room: string, seq: number): Promise<void> {
    await this.#deps.api.chats.deleteMessage({ params: { room, seq }, keepalive: true });
    this.#afterChange(room);
  }

  /** A change made by REST comes back over the socket; without one, by a look at the newest page. */
  #afterChange(room: string): void {
    const { connection, openRooms } = this.#deps;
    if (connection.getSnapshot().state !== 'live') void openRooms.timeline(room)?.reload();
  }
}
