import { useState, type CSSProperties } from 'react';
import type { Person } from '../state/profiles.ts';

/** The same colour for the same person, everywhere. */
function hueOf(id: string): number {
  let hash = 0;
  for (const unit of id) hash = (hash * 31 + (unit.codePointAt(0) ?? 0)) % 360;
  return hash;
}

const segments = new Intl.Segmenter();

/** The first letter as people see it: an emoji or a letter with its marks counts as one. */
export function initialOf(name: string): string {
  for (const { segment } of segments.segment(name.trim().slice(0, 40))) {
    // Marks stacked on marks would grow out of the circle.
    return [...segment].slice(0, 8).join('').toLocaleUpperCase();
  }
  return '?';
}

interface AvatarProps {
  person: Person;
  /** Pixels. */
  size?: number;
  online?: boolean;
}

/** Somebody's picture, or a coloured initial while there is none or it does not load. Says nothing to screen readers. */
export function Avatar({ person, size = 36, online = false }: AvatarProps) {
  const [broken, setBroken] = useState<string | null>(null);
  const style = { '--avatar-size': `${size}px`, '--hue': String(hueOf(person.id)) } as CSSProperties;
  const { avatarUrl } = person;
  return (
    <span className="avatar" style={style} aria-hidden="true">
      {initialOf(person.displayName || person.username)}
      {avatarUrl !== null && avatarUrl !== broken && (
        <img src={avatarUrl} alt="" width={size} height={size} onError={() => setBroken(avatarUrl)} />
      )}
      {online && <span className="presence" />}
    </span>
  );
}
