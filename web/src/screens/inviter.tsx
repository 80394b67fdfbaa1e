import type { Answer } from '../../../contracts/route.ts';
import type { chats } from '../../../contracts/chats.ts';
import { Avatar } from '../components/avatar.tsx';
import { handleOf } from '../components/person-name.ts';
import type { Person } from '../state/profiles.ts';
import { currentLocale, useTexts } from '../text/texts.ts';

export type Preview = Answer<typeof chats.previewInvite>;

/** `Grace, Tomás and Noor` */
const listOf = (names: string[]): string => new Intl.ListFormat(currentLocale()).format(names);
const isolated = (name: string): string => `\u2068${name}\u2069`;

/** Who invited, and a few of those who are there: their pictures, or their initials where nobody can tell more. */
export function Inviter({ preview: { inviter, memberCount, members = [] } }: { preview: Preview }) {
  const t = useTexts();
  const faces = members.flatMap(({ id, username, displayName = username, avatarUrl = null }): Person[] =>
    username === undefined || displayName === undefined
      ? []
      : [{ id, username, displayName, avatarUrl, status: '', known: true }],
  );
  const { id, username } = inviter;
  const plain: Person = { id, username, displayName: username, avatarUrl: null, status: '', known: false };
  const maker = faces.find((face) => face.id === id) ?? plain;
  const others = faces.filter((face) => face.id !== id);
  const handle = handleOf(maker.username);
  const named = maker.displayName !== maker.username;
  return (
    <div className="inviter">
      <Avatar person={maker} size={44} />
      <div>
        <p className="two-lines">{t.join.invitedBy(named ? isolated(maker.displayName) : handle)}</p>
        <div className="faces quiet">
          {named && <span className="one-line">{handle}</span>}
          {others.length > 0 && (
            <span
              className="stack"
              role="img"
              aria-label={t.join.among(listOf(others.map((face) => isolated(face.displayName))))}
            >
              {others.map((face) => (
                <Avatar key={face.id} person={face} size={20} />
              ))}
            </span>
          )}
          <span className="count">{t.join.members(memberCount)}</span>
        </div>
      </div>
    </div>
  );
}
