/** One set of line icons on a grid of 24, drawn for this app. */
const paths = {
  plus: 'M12 5v14M5 12h14',
  back: 'M15 5l-7 7 7 7',
  close: 'M6 6l12 12M18 6L6 18',
  people:
    'M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM2.500 20c0-3.600 2.900-6 6.500-6s6.500 2.400 6.500 6M16 4.500a3.500 3.500 0 0 1 0 6.200M18 14.600c2.200.9 3.500 2.900 3.500 5.400',
  invite:
    'M10 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM3 20c0-3.600 3-6 7-6 1.300 0 2.500.3 3.500.7M18 14v6M15 17h6',
  dots: 'M12 6h.01M12 12h.01M12 18h.01',
  smile:
    'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8.500 14.500c.8 1.200 2 1.800 3.500 1.800s2.700-.6 3.500-1.800M9 9.500h.01M15 9.500h.01',
  send: 'M4 12l16-8-6 16-3-6.500L4 12ZM11 13.500L20 4',
  edit: 'M4 20l1-4L16 5l3 3L8 19l-4 1ZM14 7l3 3',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v5M14 11v5',
  link: 'M10 14a4 4 0 0 0 5.700 0l3.500-3.500a4 4 0 0 0-5.700-5.700l-1 1M14 10a4 4 0 0 0-5.700 0l-3.500 3.500a4 4 0 0 0 5.700 5.700l1-1',
  tick: 'M5 12.500l5 5 9-11',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 11v5.5M12 7.500v.1',
  gear: 'M12 15.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM12 3v2.500M12 18.500V21M3 12h2.500M18.500 12H21M5.600 5.600l1.800 1.800M16.600 16.600l1.800 1.800M18.400 5.600l-1.800 1.800M7.400 16.600l-1.800 1.800',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM16 16l4.500 4.500',
  hash: 'M9 4L7 20M17 4l-2 16M4 9h16M4 15h16',
} as const;

export type IconName = keyof typeof paths;

/** All there are. */
export const iconNames = Object.keys(paths) as readonly IconName[];

/** These point along the line, so they turn around where it runs from right to left. */
const pointing: ReadonlySet<IconName> = new Set(['back', 'send']);

/** A picture beside words or in a labelled button; never the only name of a thing. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      className={pointing.has(name) ? 'icon pointing' : 'icon'}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'dots' ? 3 : 1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
