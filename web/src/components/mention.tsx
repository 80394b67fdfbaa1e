import { useEffect } from 'react';
import { useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';
import { nameOf, usePerson } from './person-name.ts';

/** Somebody whom a message mentions, by the name they have now. */
export function Mention({ user }: { user: string }) {
  const t = useTexts();
  const my = useMy();
  const person = usePerson(user);
  useEffect(() => my.profiles.want([user]), [my, user]);
  return (
    <span className={`mention-chip${user === my.me ? ' me' : ''}`}>
      @<bdi>{nameOf(person, t.general.somebody)}</bdi>
    </span>
  );
}
