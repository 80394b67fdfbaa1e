/** The app's own sign, as its icon has it. Says nothing to screen readers: its name stands beside it. */
export function BrandMark({ size = 24 }: { size?: number }) {
  return (
    <svg className="brand-mark" width={size} height={size} viewBox="0 0 64 64" aria-hidden="true">
      <rect className="tile" width="64" height="64" rx="14" />
      <path
        className="bubble"
        d="M14 18h36a4 4 0 0 1 4 4v20a4 4 0 0 1-4 4H30l-11 9v-9h-5a4 4 0 0 1-4-4V22a4 4 0 0 1 4-4Z"
      />
      <path className="tile" d="M22 37c2-8 8-11 13-11 4 0 6 2 7 4l4 1-4 2c-1 6-6 8-11 8-3 0-4-1-9-4Z" />
      <circle className="bubble" cx="38.500" cy="30.500" r="1.500" />
    </svg>
  );
}
