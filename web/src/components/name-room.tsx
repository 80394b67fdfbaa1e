import { useState } from 'react';
import { useTexts } from '../text/texts.ts';
import { Dialog } from './dialog.tsx';
import { ErrorText, Field, Form } from './form.tsx';
import { useAction } from './use-action.ts';

interface NameRoomProps {
  title: string;
  submit: string;
  /** The name to begin with. */
  name: string;
  act: (name: string) => Promise<void>;
  onClose: () => void;
}

const fields = ['name'];

/** Asks for a room's name: of a new room, or another for one there is. */
export function NameRoom({ title, submit, name: given, act, onClose }: NameRoomProps) {
  const t = useTexts();
  const [name, setName] = useState(given);
  const action = useAction();
  const save = async (): Promise<void> => {
    if (await action.run(() => act(name.trim()))) onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <Form onSubmit={() => void save()}>
        <Field
          label={t.fields.roomName}
          name="name"
          value={name}
          onValue={setName}
          error={action.error}
          // Twice what fits: the server counts characters, of which one may be two units here.
          maxLength={160}
          data-first-focus
        />
        <ErrorText error={action.error} fields={fields} />
        <div className="row end">
          <button type="button" className="button" onClick={onClose}>
            {t.general.cancel}
          </button>
          <button type="submit" className="button main" disabled={action.busy || name.trim() === ''}>
            {submit}
          </button>
        </div>
      </Form>
    </Dialog>
  );
}
