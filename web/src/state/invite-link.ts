import { joinPath } from '../routes.ts';
import { originForOthers } from './link-origin.ts';

/** The link to give to others, from a page's origin and an invite that the server has just made. */
export function inviteLink(page: string, { token, url }: { token: string; url: string }): string {
  return (originForOthers(page, url) ?? page) + joinPath(token);
}
