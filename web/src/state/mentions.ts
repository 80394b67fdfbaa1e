/** Whether a message's text mentions this user. */
export function mentions(body: string | null, user: string): boolean {
  return body?.includes(`<@${user}>`) ?? false;
}
