/** The certificate and its key, tried out before anything listens: what the server makes of bad ones tells nobody what to mend. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** What is wrong with which of the two. */
export interface TlsProblem {
  file: 'cert' | 'key';
  wrong: string;
}

/** What is wrong with these files, or null: a certificate in PEM, and the key that belongs to it. */
export function tlsProblem(certFile: string, keyFile: string): TlsProblem | null {
  const [cert, key] = [read(certFile), read(keyFile)];
  if (cert === null) return { file: 'cert', wrong: 'names a file that cannot be read' };
  if (key === null) return { file: 'key', wrong: 'names a file that cannot be read' };
  const certificate = tried(() => (cert.includes('-----BEGIN ') ? new X509Certificate(cert) : null));
  if (!certificate) return { file: 'cert', wrong: 'names a file without a certificate in PEM' };
  const privateKey = tried(() => createPrivateKey(key));
  if (!privateKey)
    return { file: 'key', wrong: 'names a file without a private key in PEM and free of a passphrase' };
  if (!certificate.checkPrivateKey(privateKey))
    return {
      file: 'key',
      wrong: 'names a key that does not belong to the first certificate of ROOKERY_TLS_CERT',
    };
  return null;
}

function read(file: string): string | null {
  return tried(() => readFileSync(file, 'latin1'));
}

function tried<Value>(attempt: () => Value): Value | null {
  try {
    return attempt();
  } catch {
    return null;
  }
}
