/** Whether the front door has found somebody behind each of its ways in. `url`: without a final slash. */
export async function frontDoorReady(url: string): Promise<boolean> {
  const answers = await Promise.all(
    ['/', '/api/auth/session', '/live'].map((path) =>
      // Its certificate may be one of its own making.
      fetch(url + path, { tls: { rejectUnauthorized: false }, signal: AbortSignal.timeout(2000) }).then(
        ({ status }) => status < 500,
        () => false,
      ),
    ),
  );
  return answers.every(Boolean);
}
