/** The processes that started us. When they are gone, so is the terminal's hold on us: we end too. */
import { readFileSync } from 'node:fs';

const checkMs = 500;

/** The parent of a process, or null where /proc does not tell. */
function parentOf(pid) {
  try {
    // The program's name, in parentheses, may hold spaces and parentheses itself.
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')[1];
  } catch {
    return null;
  }
}

/** npm runs a script in a shell that passes no signal on; whether our parent is that shell. */
function parentIsShellOfNpm() {
  if (!process.env.npm_lifecycle_event) return false;
  try {
    return /^[^\0]*sh\0-c\0/.test(readFileSync(`/proc/${process.ppid}/cmdline`, 'utf8'));
  } catch {
    return false;
  }
}

/**
 * Calls `onGone` once if npm, or the shell between npm and us, ends before us (by a signal sent to it
 * alone, or killed). Without npm nothing is watched: a shell may well close before what it started.
 * Returns how to stop watching.
 */
export function watchStarters(onGone) {
  if (!process.env.npm_lifecycle_event) return () => {};
  const parent = process.ppid;
  const grandparent = parentIsShellOfNpm() ? parentOf(parent) : null;
  const timer = setInterval(() => {
    const gone = process.ppid !== parent || (grandparent !== null && parentOf(parent) !== grandparent);
    if (!gone) return;
    clearInterval(timer);
    onGone();
  }, checkMs);
  timer.unref();
  return () => clearInterval(timer);
}
