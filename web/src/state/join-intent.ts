/** The invite from whose page somebody went to sign in: they said already that they want to join. */
export class JoinIntent {
  #token: string | null = null;

  /** A visitor goes from an invite's page to sign in. */
  begin(token: string): void {
    this.#token = token;
  }

  /** Whether somebody went to sign in from this invite's page; only once, and only in this page's life. */
  take(token: string): boolean {
    const wanted = this.#token === token;
    if (wanted) this.#token = null;
    return wanted;
  }
}
