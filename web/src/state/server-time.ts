/** A browser's clock that is less wrong than this is right enough; the header that tells counts whole seconds. */
const toleratedMs = 3_000;

/**
 * What the server's clock shows, by the `Date` of its answers: the browser's own may be minutes off, and then a message
 * on its way would show another time than it has a moment later.
 */
export class ServerTime {
  #offsetMs = 0;

  /** To be added to this browser's time. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** An answer came: its `Date`, and this browser's time when it was asked for and when it was there. */
  heard(date: string | null, askedAt: number, answeredAt: number): void {
    const said = Date.parse(date ?? '');
    const tookMs = answeredAt - askedAt;
    // A slow answer tells little, and one during which the clock was set nothing.
    if (Number.isNaN(said) || tookMs < 0 || tookMs > toleratedMs) return;
    const offsetMs = said + 500 - (askedAt + answeredAt) / 2;
    if (Math.abs(offsetMs - this.#offsetMs) <= toleratedMs) return;
    this.#offsetMs = Math.abs(offsetMs) <= toleratedMs ? 0 : Math.round(offsetMs);
  }
}
