import { useState } from 'react';
import { useTexts } from '../text/texts.ts';
import { Dialog } from './dialog.tsx';
import { ErrorText, Field, Form } from './form.tsx';
import { useAction } from './use-action.ts';

interface NameRoomProps<Named> {
  title: string;
  submit: string;
  /** The name to begin with. */
  name: string;
  act: (name: string) => Promise<Named>;
  onClose: () => void;
  /** Named, and the dialog closed by that: not when the person closed it before. */
  onDone?: (named: Named) => void;
}

const fields = ['name'];

/** Asks for a room's name: of a new room, or another for one there is. */
export function NameRoom<Named>({ title, submit, name: given, act, onClose, onDone }: NameRoomProps<Named>) {
  const t = useTexts();
  const [name, setName] = useState(given);
  const action = useAction();
  const save = async (): Promise<void> => {
    let goOn = (): void => {};
    const task = async (): Promise<void> => {
      const named = await act(name.trim());
      goOn = () => onDone?.(named);
    };
    if (!(await action.run(task)) || !action.isThere()) return;
    // First, so that what comes next may take the focus: an open dialog holds it.
    onClose();
    goOn();
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
          <button type="submit" className="button main" aria-disabled={action.busy || name.trim() === ''}>
            {submit}
          </button>
        </div>
      </Form>
    </Dialog>
  );
}
