/** Under which name `localStorage` has who was signed in last. On its own, since it is read before anything is loaded. */
export const lastUserName = 'rookery.last-user';
