import { expect, type Page } from '@playwright/test';

/**
 * Which rooms a page's socket has caught up with. A conversation shows before that, by REST or as the browser kept it; only
 * from then on does the page hear what happens there, and does the server hear what the page says of it.
 */
export class Live {
  readonly #rooms = new Set<string>();

  constructor(page: Page) {
    page.on('websocket', (socket) => {
      // Each begins anew.
      this.#rooms.clear();
      socket.on('framereceived', ({ payload }) => {
        const frame = JSON.parse(String(payload)) as { t: string; room?: string };
        if (frame.t === 'caught-up' && frame.room !== undefined) this.#rooms.add(frame.room);
      });
    });
  }

  /** Waits until what happens in a room that is open comes to this page by itself. */
  async in(room: { id: string }): Promise<void> {
    await expect.poll(() => this.#rooms.has(room.id)).toBe(true);
  }
}
