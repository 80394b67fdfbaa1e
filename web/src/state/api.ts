import { auth } from '../../../contracts/auth.ts';
import { chats } from '../../../contracts/chats.ts';
import { client, type Client, type Fetch } from '../../../contracts/client.ts';
import { users } from '../../../contracts/users.ts';

/** All calls that the browser can make, typed by the route tables. Each throws `ApiError`. */
export interface Api {
  auth: Client<typeof auth>;
  users: Client<typeof users>;
  chats: Client<typeof chats>;
}

/** The clients over the browser's fetch, or another one. `base` is the page's own origin. */
export function createApi(base: string, fetch: Fetch = (request) => globalThis.fetch(request)): Api {
  const options = { base, fetch };
  return { auth: client(auth, options), users: client(users, options), chats: client(chats, options) };
}
