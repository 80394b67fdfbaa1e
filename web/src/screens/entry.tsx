import { useEffect, type ReactNode } from 'react';
import { Icon } from '../components/icon.tsx';

/** The frame of the screens before the rooms: one column with a heading. */
export function Entry({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Rookery`;
  }, [title]);
  return (
    <div className="entry">
      <main>
        <div className="heading">
          <p className="brand">
            <Icon name="hash" size={18} />
            Rookery
          </p>
          <h1>{title}</h1>
        </div>
        {children}
      </main>
    </div>
  );
}
