import type { Clock } from '../live/clock.ts';
import { Store } from './store.ts';

export interface UpdatesDeps {
  clock: Clock;
  /** The build that this page is of; undefined when the page does not say. */
  build: string | undefined;
  /** The build that the server gives to new pages. */
  currentBuild: () => Promise<string | undefined>;
  /** Whether nothing would be lost or interrupted: nothing unsent, nothing typed, no dialog open. */
  isIdle: () => boolean;
  reload: () => void;
}

export interface UpdatesSnapshot {
  /** `newer`: the server has another build. `broken`: a part of this one could not be loaded. */
  state: 'none' | 'newer' | 'broken';
}

/** Nobody who hid a page for so long notices that it was loaded anew. */
export const hiddenMs = 300_000;

/** Whether the server has a newer app than this page is. The page changes when its user says so, or while hidden for long. */
export class Updates extends Store<UpdatesSnapshot> {
  readonly #deps: UpdatesDeps;
  #state: UpdatesSnapshot['state'] = 'none';
  #cancel: (() => void) | undefined;
  #hiddenLong = false;

  constructor(deps: UpdatesDeps) {
    super();
    this.#deps = deps;
  }

  /** Asks the server which build it has now. Never throws. */
  async look(): Promise<void> {
    const { build, currentBuild } = this.#deps;
    const current = await currentBuild().catch(() => undefined);
    if (build === undefined || current === undefined) return;
    // A server that was set back to this page's build takes the word back, but what is broken stays so.
    if (current !== build) this.#become('newer');
    else if (this.#state === 'newer') this.#become('none');
    if (this.#hiddenLong) this.#change();
  }

  /** A part of the app that loads on demand did not come: most likely it went with the build it belongs to. */
  async partMissing(): Promise<void> {
    await this.look();
    if (this.#state === 'none') this.#become('broken');
  }

  /** The page was hidden, or is shown. */
  shown(visible: boolean): void {
    this.#cancel?.();
    this.#hiddenLong = false;
    if (!visible) this.#wait();
  }

  /** The user wants the newer one now. */
  reload(): void {
    this.#deps.reload();
  }

  protected build(): UpdatesSnapshot {
    return { state: this.#state };
  }

  #become(state: UpdatesSnapshot['state']): void {
    if (state === this.#state) return;
    this.#state = state;
    this.changed();
  }

  #wait(): void {
    this.#cancel = this.#deps.clock.after(hiddenMs, () => {
      this.#hiddenLong = true;
      this.#change();
      this.#wait();
    });
  }

  #change(): void {
    if (this.#state === 'newer' && this.#deps.isIdle()) this.#deps.reload();
  }
}
