import type { Account } from '../../../contracts/auth.ts';
import type { Api } from './api.ts';
import type { Profiles } from './profiles.ts';
import { Store } from './store.ts';

export interface OwnAccountDeps {
  account: Account;
  api: Api;
  profiles: Profiles;
}

/** The account of the user who is signed in on this page, and what they change of it and of their profile. */
export class OwnAccount extends Store<Account> {
  readonly #api: Api;
  readonly #profiles: Profiles;
  #account: Account;

  constructor({ account, api, profiles }: OwnAccountDeps) {
    super();
    this.#account = account;
    this.#api = api;
    this.#profiles = profiles;
    profiles.hint(account.id, account.username);
    // The username may be changed on another device.
    profiles.subscribe(() => {
      const { known, username } = profiles.getSnapshot().of(account.id);
      if (!known || username === this.#account.username) return;
      this.#account = { ...this.#account, username };
      this.changed();
    });
  }

  /** Throws `ApiError`, as all changes do. */
  async changeUsername(username: string, password: string): Promise<void> {
    this.#account = await this.#api.auth.changeUsername({ body: { username, password } });
    this.changed();
  }

  async changeProfile(change: { displayName?: string; status?: string }): Promise<void> {
    this.#profiles.put(await this.#api.users.changeMe({ body: change }));
  }

  async setAvatar(image: Uint8Array): Promise<void> {
    this.#profiles.put(await this.#api.users.setAvatar({ body: image }));
  }

  async removeAvatar(): Promise<void> {
    this.#profiles.put(await this.#api.users.removeAvatar());
  }

  /** Whether this browser's session is still one of this account; true when nobody knows. */
  async sessionHolds(): Promise<boolean> {
    try {
      const { user } = await this.#api.auth.session();
      return user.id === this.#account.id;
    } catch (cause) {
      return !(cause instanceof Error && 'code' in cause && cause.code === 'not_signed_in');
    }
  }

  protected build(): Account {
    return this.#account;
  }
}
