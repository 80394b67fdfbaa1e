import { BrandMark } from '../components/brand-mark.tsx';
import { CompletionList } from '../components/completion-list.tsx';
import { Icon, iconNames } from '../components/icon.tsx';
import { KeyCaps } from '../components/key-caps.tsx';
import { Mention } from '../components/mention.tsx';
import { mentionOffer } from '../components/mention-offer.tsx';
import { MembersPanel } from '../components/members-panel.tsx';
import { QrCode } from '../components/qr-code.tsx';
import { shortcuts, type ShortcutName } from '../components/shortcuts.ts';
import { Inviter, type Preview } from '../screens/inviter.tsx';
import { useMy } from '../components/app-context.ts';
import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';
import { room } from './world.ts';

const nothing = (): void => undefined;

/** Signs and marks: icons, badges, keys, mentions, a code. */
export function Marks() {
  const t = useTexts();
  const my = useMy();
  const profiles = useStore(my.profiles);
  const people = ['user-anna', 'user-bela'].map((user) => profiles.of(user));
  const offer = mentionOffer(t, '@', people);
  return (
    <>
      <div className="row">
        <BrandMark />
        {iconNames.map((name) => (
          <Icon key={name} name={name} />
        ))}
      </div>
      <div className="row">
        <span className="badge">1</span>
        <span className="badge">999+</span>
        <span className="badge mention">@ 1</span>
        {(Object.keys(shortcuts) as ShortcutName[]).map((name) => (
          <KeyCaps key={name} of={name} />
        ))}
      </div>
      <p>
        <Mention user="user-bela" /> and <Mention user="user-anna" />
      </p>
      <div className="composer-place" style={{ height: 104 }}>
        <div style={{ position: 'absolute', insetInline: 0, bottom: 0 }}>
          {offer && <CompletionList id="gallery-mentions" offer={offer} active={0} onPick={nothing} />}
        </div>
      </div>
      <QrCode text="https://example.org/phone" label="A code" />
    </>
  );
}

/** The panel at the right, in its own width. */
export function Panels() {
  const my = useMy();
  const mine = useStore(my.rooms, ({ rooms }) => rooms.find(({ id }) => id === room));
  if (!mine) return null;
  return (
    <div style={{ display: 'flex', height: 360 }}>
      <MembersPanel room={{ ...mine, role: 'owner' }} onClose={nothing} onInvite={nothing} />
    </div>
  );
}

const face = (n: number, displayName: string) => ({
  id: `user-face-${n}`,
  username: `face${n}`,
  displayName,
});

/** Who an invite leads to: alone, among others, with a name that is too long, and without any names. */
export function Inviters() {
  const preview = (inviter: string, members: Preview['members'] = []): Preview => ({
    ...{ room: { id: room, name: 'Nest' }, memberCount: 12 },
    ...{ inviter: { id: 'user-face-1', username: inviter }, members },
  });
  const others = [face(2, 'Bela'), face(3, 'نور الهدى'), face(4, 'Tomás'), face(5, '👩‍🚀')];
  return (
    <div className="entry">
      <main>
        <Inviter preview={preview('anna')} />
        <Inviter preview={preview('face1', [face(1, 'face1'), ...others])} />
        <Inviter
          preview={preview('face1', [
            face(1, 'Maximiliane Freifrau von Hohenstein-Schillingsfürst zu Waldeck und Pyrmont'),
            ...others,
          ])}
        />
        <Inviter preview={preview('anna', [{ id: 'user-face-2' }])} />
      </main>
    </div>
  );
}

/** What stands where there is nothing else. */
export function Empty() {
  return (
    <div className="empty">
      <Icon name="hash" size={32} />
      <h2>It is quiet here</h2>
      <p className="quiet">Write the first message, or invite someone to talk to.</p>
      <button type="button" className="button main">
        <Icon name="invite" size={18} />
        Invite people
      </button>
    </div>
  );
}
