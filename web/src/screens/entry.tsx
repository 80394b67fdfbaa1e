import { useEffect, type ReactNode } from 'react';
import { BrandMark } from '../components/brand-mark.tsx';

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
            <BrandMark />
            Rookery
          </p>
          <h1>{title}</h1>
        </div>
        {children}
      </main>
    </div>
  );
}
