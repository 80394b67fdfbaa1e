import { useCallback, useEffect, useRef, useState } from 'react';
import type { Instance } from '../../../contracts/auth.ts';
import type { Invite } from '../../../contracts/chats.ts';
import { useMy } from '../components/app-context.ts';
import { CopyField } from '../components/copy-field.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorText, Form } from '../components/form.tsx';
import { OnlyHere } from '../components/only-here.tsx';
import { useNames } from '../components/person-name.ts';
import { useAction } from '../components/use-action.ts';
import { useKeptFocus } from '../components/use-kept-focus.ts';
import { inviteLink } from '../state/invite-link.ts';
import type { MyRoom } from '../state/my-room.ts';
import { dayAndTime } from '../text/times.ts';
import { useTexts } from '../text/texts.ts';

const expirySeconds = { hour: 3_600, day: 86_400, week: 604_800, never: undefined } as const;
type Expiry = keyof typeof expirySeconds;
const usesOffered = [1, 5, 25, 100];

interface InvitePeopleProps {
  room: MyRoom;
  instance: Instance;
  onClose: () => void;
}

/** Makes an invite link, shows it once, and lists those that work. */
export function InvitePeople({ room, instance, onClose }: InvitePeopleProps) {
  const t = useTexts();
  const { api, me } = useMy();
  const [expiry, setExpiry] = useState<Expiry>('week');
  const [uses, setUses] = useState('');
  const [made, setMade] = useState<{ id: string; link: string } | null>(null);
  const link = made?.link ?? null;
  const [invites, setInvites] = useState<readonly Invite[] | null>(null);
  const making = useAction();
  const listing = useAction();
  const params = { room: room.id };

  const load = useCallback(async () => {
    setInvites((await api.chats.invites({ params: { room: room.id } })).invites);
  }, [api, room.id]);
  const make = async (): Promise<void> => {
    const expiresInSeconds = expirySeconds[expiry];
    const body = {
      ...(expiresInSeconds ? { expiresInSeconds } : {}),
      ...(uses === '' ? {} : { maxUses: Number(uses) }),
    };
    const invite = await api.chats.createInvite({ params, body });
    setMade({ id: invite.id, link: inviteLink(location.origin, invite) });
    await load();
  };
  const list = useRef<HTMLUListElement>(null);
  useKeptFocus(list, 'li');
  const { run } = listing;
  useEffect(() => void run(load), [run, load]);
  const revoke = async (invite: string): Promise<void> => {
    await api.chats.revokeInvite({ params: { room: room.id, invite } });
    // Nobody should give away a link that lets nobody in.
    setMade((shown) => (shown?.id === invite ? null : shown));
    await load();
  };
  return (
    <Dialog title={t.invites.title} onClose={onClose}>
      <p>{t.invites.lead}</p>
      {link !== null && (
        <section>
          <CopyField key={link} label={t.invites.link} copyLabel={t.invites.copyLink} value={link} />
          <p className="quiet small">{t.invites.once}</p>
          <p>{t.invites.tryIt}</p>
        </section>
      )}
      <OnlyHere instance={instance} link={link} />
      <section>
        <Form onSubmit={() => void making.run(make)}>
          <label className="field">
            {t.invites.expires}
            <select
              className="input"
              value={expiry}
              onChange={(event) => setExpiry(event.currentTarget.value as Expiry)}
            >
              {Object.entries(t.invites.expiry).map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </label>
          <label className="field">
            {t.invites.uses}
            <select className="input" value={uses} onChange={(event) => setUses(event.currentTarget.value)}>
              <option value="">{t.invites.anyUses}</option>
              {usesOffered.map((count) => (
                <option key={count} value={count}>
                  {t.invites.use(count)}
                </option>
              ))}
            </select>
          </label>
          <ErrorText error={making.error} />
          <button type="submit" className="button main" aria-disabled={making.busy}>
            {t.invites.create}
          </button>
        </Form>
      </section>
      <section>
        <h3>{t.invites.active}</h3>
        <ErrorText error={listing.error} />
        {invites?.length === 0 && <p className="quiet">{t.invites.none}</p>}
        <ul ref={list} tabIndex={-1} className="plain-list" aria-label={t.invites.active}>
          {invites?.map((invite) => (
            <InviteLine
              key={invite.id}
              invite={invite}
              // Its maker may, and an owner.
              onRevoke={
                invite.by === me || room.role === 'owner'
                  ? () => void listing.run(() => revoke(invite.id))
                  : null
              }
            />
          ))}
        </ul>
      </section>
    </Dialog>
  );
}

function InviteLine({ invite, onRevoke }: { invite: Invite; onRevoke: (() => void) | null }) {
  const t = useTexts();
  const name = useNames();
  const made = dayAndTime(invite.createdAt);
  const until =
    invite.expiresAt === null ? t.invites.noExpiry : t.invites.until(dayAndTime(invite.expiresAt));
  return (
    <li>
      <div>
        <p>
          {made} {t.invites.by(name(invite.by))}
        </p>
        <p className="quiet small">
          {t.invites.used(invite.uses, invite.maxUses)} · {until}
        </p>
      </div>
      {onRevoke !== null && (
        <button type="button" className="button" aria-label={t.invites.revokeLabel(made)} onClick={onRevoke}>
          {t.invites.revoke}
        </button>
      )}
    </li>
  );
}
