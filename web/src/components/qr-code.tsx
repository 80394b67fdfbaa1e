import { useMemo } from 'react';
import { encode } from 'uqr';

/** A text as a QR code: black on white in any theme, with the quiet zone that readers need. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => {
    const code = encode(text, { border: 4, ecc: 'M' });
    const dark = code.data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { size: code.size, path: dark.join('') };
  }, [text]);
  return (
    <svg
      className="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path className="paper" d={`M0 0h${size}v${size}h-${size}z`} />
      <path className="ink" d={path} />
    </svg>
  );
}
