import { memo, useId, useRef, useState } from 'react';
import { mentions } from '../state/mentions.ts';
import type { Person } from '../state/profiles.ts';
import type { MessageItem } from '../state/timeline-items.ts';
import { useStore } from '../state/use-store.ts';
import { dayAndTime, shortTime, timeOfDay } from '../text/times.ts';
import { useTexts } from '../text/texts.ts';
import { useApp, useMy } from './app-context.ts';
import { Avatar } from './avatar.tsx';
import { CopyMessageLink } from './copy-message-link.tsx';
import { EditUndo } from './edit-undo.tsx';
import { DeletionFailed, HeldDeletion, hides } from './held-deletion.tsx';
import { Icon } from './icon.tsx';
import { MessageDetails } from './message-details.tsx';
import { MessageEdit } from './message-edit.tsx';
import { MessageText } from './message-text.tsx';
import { handleOf, nameOf } from './person-name.ts';

interface MessageProps {
  room: string;
  item: MessageItem;
  author: Person;
  /** Somebody else has a name that looks the same: the username tells them apart. */
  ambiguous: boolean;
  /** Begins a group of one sender's messages, and so carries the name. */
  first: boolean;
  /** The reader was just taken here. */
  marked: boolean;
  editing: boolean;
  mayEdit: boolean;
  mayDelete: boolean;
  onEdit: (id: string) => void;
  onEditEnd: (id: string) => void;
  onDelete: (item: MessageItem) => void;
}

/** One message, in every state that it can be in. */
export const Message = memo(function Message(props: MessageProps) {
  const { room, item, author, ambiguous, first, marked, editing, onEditEnd, onDelete } = props;
  const t = useTexts();
  const my = useMy();
  const id = useId();
  // Drawn anew in another time zone.
  useStore(useApp().localDay, ({ zone }) => zone);
  const deletion = useStore(my.deletions, ({ of }) => of(room, item.seq));
  const gone = item.body === null || (deletion !== undefined && hides(deletion));
  /** Deleted from here: whoever did it by the keyboard goes on there. */
  const undoHere = useRef(false);
  const remove = (): void => {
    undoHere.current = true;
    onDelete(item);
  };
  const name = nameOf(author, t.general.somebody);
  const time = timeOfDay(item.at);
  const iso = new Date(item.at).toISOString();
  return (
    <article
      className={`message ${item.state}${first ? ' first' : ''}${marked ? ' marked' : ''}${!gone && mentions(item.body, my.me) ? ' mentions-me' : ''}`}
      data-id={item.id}
      data-seq={item.seq ?? undefined}
      tabIndex={-1}
      // Read as name, time and text: a name of its own would be all that some readers say.
      aria-labelledby={`${id}-by ${id}-said`}
    >
      <div className="side">
        {first ? (
          <Avatar person={author} />
        ) : (
          <time dateTime={iso} aria-hidden="true">
            {shortTime(item.at)}
          </time>
        )}
      </div>
      <div className="main">
        {first ? (
          <div id={`${id}-by`} className="head">
            <bdi className="author">{name}</bdi>{' '}
            {ambiguous && (
              <>
                <bdi className="quiet small">@{author.username}</bdi>{' '}
              </>
            )}
            <time dateTime={iso} title={dayAndTime(item.at)}>
              {time}
            </time>
          </div>
        ) : (
          <span id={`${id}-by`} className="visually-hidden">
            {t.message.label(ambiguous ? `${name} (${handleOf(author.username)})` : name, time)}
          </span>
        )}
        <div id={`${id}-said`}>
          {editing ? (
            <MessageEdit room={room} item={item} onClose={() => onEditEnd(item.id)} />
          ) : item.body === null ? (
            <p className="text deleted">{t.message.deleted}</p>
          ) : deletion && gone ? (
            <HeldDeletion deletion={deletion} focus={undoHere.current} />
          ) : (
            // Made anew with each edit: nothing of the old text, nor its folding, lives on in the new one.
            <MessageText key={item.editedAt ?? 0} body={item.body} />
          )}
          {item.editedAt !== undefined && !gone && !editing && (
            <span className="mark" title={dayAndTime(item.editedAt)}>
              ({t.message.edited})
              <EditUndo room={room} item={item} />
            </span>
          )}
        </div>
        {deletion?.state === 'failed' && <DeletionFailed deletion={deletion} />}
        <SendState item={item} />
      </div>
      {!editing && !deletion && <Actions {...props} onDelete={remove} />}
    </article>
  );
});

function Actions({ room, item, mayEdit, mayDelete, onEdit, onDelete }: MessageProps) {
  const t = useTexts();
  const [details, setDetails] = useState(false);
  if (item.seq === null || item.state !== 'sent') return null;
  return (
    <div className="actions">
      {mayEdit && (
        <button
          type="button"
          className="icon-button"
          tabIndex={-1}
          aria-label={t.message.edit}
          onClick={() => onEdit(item.id)}
        >
          <Icon name="edit" size={18} />
        </button>
      )}
      {mayDelete && (
        <button
          type="button"
          className="icon-button"
          tabIndex={-1}
          aria-label={t.message.delete}
          onClick={() => onDelete(item)}
        >
          <Icon name="trash" size={18} />
        </button>
      )}
      <CopyMessageLink room={room} seq={item.seq} />
      <button
        type="button"
        className="icon-button"
        tabIndex={-1}
        aria-label={t.message.details}
        onClick={() => setDetails(true)}
      >
        <Icon name="info" size={18} />
      </button>
      {details && <MessageDetails item={item} onClose={() => setDetails(false)} />}
    </div>
  );
}

/** What is the matter with a message that is not sent yet, and what can be done. */
function SendState({ item }: { item: MessageItem }) {
  const t = useTexts();
  if (item.state === 'sent') return null;
  const unkept = item.unkept && <p className="waiting">{t.message.unkept}</p>;
  if (item.state === 'sending')
    return (
      <>
        <span className="visually-hidden">{t.message.sending}</span>
        {unkept}
      </>
    );
  if (item.state === 'queued')
    return (
      <>
        <p className="waiting">{t.message.queued}</p>
        {unkept}
      </>
    );
  const old = item.state === 'queued-old';
  const why = item.error ? (t.errors.codes[item.error.code] ?? item.error.message) : '';
  return (
    <div className="trouble" role="alert">
      <span>{old ? t.message.old : t.message.failed(why)}</span>
      {item.retry && (
        <button type="button" className="link-button" onClick={item.retry}>
          {old ? t.message.send : t.message.retry}
        </button>
      )}
      {item.discard && (
        <button type="button" className="link-button danger" onClick={item.discard}>
          {t.message.discard}
        </button>
      )}
    </div>
  );
}
