import { useRef, useState, type ReactNode } from 'react';
import { ApiError } from '../../../contracts/errors.ts';
import { Appearance } from '../components/appearance.tsx';
import { ProvideApp, ProvideMy } from '../components/app-context.ts';
import { Avatar } from '../components/avatar.tsx';
import { Composer } from '../components/composer.tsx';
import { Confirm } from '../components/confirm.tsx';
import { ConnectionLine } from '../components/connection-line.tsx';
import { CopyField } from '../components/copy-field.tsx';
import { EmojiPicker } from '../components/emoji-picker.tsx';
import { ErrorBoundary } from '../components/error-boundary.tsx';
import { ErrorText, Field, Form } from '../components/form.tsx';
import { Icon } from '../components/icon.tsx';
import { JumpToDate } from '../components/jump-to-date.tsx';
import { Bar } from '../components/log-bar.tsx';
import { NameRoom } from '../components/name-room.tsx';
import { Palette } from '../components/palette.tsx';
import { RoomMenu } from '../components/room-menu.tsx';
import { RoomsPane } from '../components/rooms-pane.tsx';
import { ShortcutList } from '../components/shortcut-list.tsx';
import type { App } from '../state/app.ts';
import type { ScriptedServer } from '../state/scripted-server.ts';
import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';
import { Messages } from './messages.tsx';
import { Empty, Inviters, Marks, Panels } from './pieces.tsx';
import { NotificationParts, Undoing } from './undo-and-notifications.tsx';
import { room } from './world.ts';

const refused = new ApiError('invalid', 'refused', { fields: { name: 'too_long' } });
const nothing = (): void => undefined;
const name = 'Nest';

/** Every component in every state on one page, for whoever works on their looks. Not in the product. */
export function Gallery({ app, server }: { app: App; server: ScriptedServer }) {
  const state = useStore(app.session);
  const t = useTexts();
  const [rtl, setRtl] = useState(false);
  const [dialog, setDialog] = useState<string | null>(null);
  const close = (): void => setDialog(null);
  if (state.phase !== 'signed-in') return null;
  const dialogs: Record<string, ReactNode> = {
    'Name a room': (
      <NameRoom
        title="Make a room"
        submit="Make"
        name=""
        act={() => Promise.reject(refused)}
        onClose={close}
      />
    ),
    Confirm: (
      <Confirm
        title="Delete?"
        text="It goes."
        submit="Delete"
        act={() => Promise.reject(new ApiError('internal', ''))}
        onClose={close}
      />
    ),
    'Jump to a date': <JumpToDate room={room} onClose={close} />,
    Keys: <ShortcutList onClose={close} />,
    Palette: (
      <Palette
        current={room}
        onCreate={nothing}
        onSettings={nothing}
        onSignOut={nothing}
        onKeys={nothing}
        onDate={nothing}
        onMembers={nothing}
        onClose={close}
      />
    ),
  };
  const turn = (): void => {
    document.documentElement.dir = rtl ? 'ltr' : 'rtl';
    setRtl(!rtl);
  };
  return (
    <ProvideApp value={app}>
      <ProvideMy value={state.my}>
        <main style={{ display: 'grid', gap: 32, maxWidth: 960, margin: '0 auto', padding: 24 }}>
          <h1>Gallery of components</h1>
          <Part title="Theme, language, direction">
            <Appearance />
            <button type="button" className="button" aria-pressed={rtl} onClick={turn}>
              Right to left
            </button>
          </Part>
          <Part title="Messages">
            <Messages />
          </Part>
          <Part title="Deleting and days">
            <Undoing />
          </Part>
          <Part title="Notifications">
            <NotificationParts />
          </Part>
          <Part title="Icons, badges, keys, mentions, a code">
            <Marks />
          </Part>
          <Part title="Members">
            <Panels />
          </Part>
          <Part title="Who an invite shows">
            <Inviters />
          </Part>
          <Part title="Nothing there yet">
            <Empty />
          </Part>
          <Part title="Avatars">
            <div className="row">
              {['Anna', 'b', 'נועה', '👩‍🚀', ''].map((displayName, at) => (
                <Avatar
                  key={displayName}
                  person={{
                    id: `user-${at}`,
                    username: '',
                    displayName,
                    status: '',
                    avatarUrl: null,
                    known: true,
                  }}
                  size={24 + 8 * at}
                  online={at % 2 === 0}
                />
              ))}
            </div>
          </Part>
          <Part title="Buttons">
            {[false, true].map((disabled) => (
              <div key={String(disabled)} className="row">
                {['button', 'button main', 'button danger', 'link-button', 'link-button danger'].map(
                  (look) => (
                    <button key={look} type="button" className={look} disabled={disabled}>
                      {look}
                    </button>
                  ),
                )}
                <button type="button" className="icon-button" aria-label="plus" disabled={disabled}>
                  <Icon name="plus" />
                </button>
              </div>
            ))}
            <RoomMenu entries={[{ label: 'Leave', act: nothing, danger: true }]} />
          </Part>
          <Part title="Forms">
            <Form onSubmit={nothing}>
              <Field label="Room name" name="room" value="" hint="A hint." onValue={nothing} />
              <Field label="Room name, filled in" name="filled" value="Nest" onValue={nothing} />
              <Field label="Room name, switched off" name="off" value="Nest" disabled onValue={nothing} />
              <label className="field">
                Works for
                <select className="input">
                  <option>7 days</option>
                </select>
              </label>
              <label className="row">
                <input type="checkbox" defaultChecked />
                Show password
              </label>
              <Field label="Room name, refused" name="name" value="x" error={refused} onValue={nothing} />
              <ErrorText error={new ApiError('rate_limited', '', { retryAfterMs: 20_000 })} />
              <p className="notice">A notice.</p>
              <CopyField label="Link" copyLabel="Copy the link" value="https://example.org/join/abc" />
            </Form>
          </Part>
          <Part title="Connection">
            <ConnectionLine />
            <div className="row">
              <button type="button" className="button" onClick={() => drop(server, false)}>
                Cut
              </button>
              <button type="button" className="button" onClick={() => drop(server, true)}>
                Mend
              </button>
            </div>
          </Part>
          <Part title="Rooms">
            {/* Less high than its list: what is unread beyond it is told at the edges. */}
            <div className="app" style={{ display: 'flex', width: 260, height: 420 }}>
              <RoomsPane current={room} onCreate={nothing} onSettings={nothing} onJump={nothing} />
            </div>
          </Part>
          <Part title="Lines over a conversation">
            {[
              <span key="nearest">{t.conversation.nearest}</span>,
              <span key="failed">
                {t.conversation.placeFailed}{' '}
                <button type="button" className="link-button">
                  {t.general.retry}
                </button>
              </span>,
              <button key="new" type="button" className="link-button">
                {t.conversation.toFirstNew(20_000)}
              </button>,
            ].map((line) => (
              <div key={line.key} style={{ position: 'relative', height: 104 }}>
                <Bar onClose={nothing}>{line}</Bar>
              </div>
            ))}
          </Part>
          <Part title="Composer">
            <Composer room={room} name={name} onSent={nothing} onEditLast={nothing} />
          </Part>
          <Part title="Emoji">
            <Picker />
          </Part>
          <Part title="Dialogs">
            <div className="row">
              {Object.keys(dialogs).map((title) => (
                <button key={title} type="button" className="button" onClick={() => setDialog(title)}>
                  {title}
                </button>
              ))}
            </div>
            {dialog !== null && dialogs[dialog]}
          </Part>
          <Part title="A fault in a part">
            <ErrorBoundary of="gallery">
              <Faulty />
            </ErrorBoundary>
          </Part>
        </main>
      </ProvideMy>
    </ProvideApp>
  );
}

/** The picker lies above its button, as it does above the composer. */
function Picker() {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [picked, setPicked] = useState('');
  return (
    <div style={{ position: 'relative' }}>
      {open && <EmojiPicker opener={button} onPick={setPicked} onClose={() => setOpen(false)} />}
      <button ref={button} type="button" className="button" onClick={() => setOpen(!open)}>
        Picker {picked}
      </button>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Faulty(): ReactNode {
  throw new Error('This part of the gallery is there to fail.');
}

/** Cuts the page off from its server, or lets it back. */
function drop(server: ScriptedServer, reachable: boolean): void {
  server.faults.reachable = reachable;
  if (!reachable) for (const client of [...server.sockets.clients]) server.sockets.drop(client);
}
