/** A setting that the operator has to mend. The message is one line: what is wrong, and what to write. */
export class SettingError extends Error {
  override name = 'SettingError';
}

/**
 * An expected reason not to start: port in use, data folder read-only, full or taken. The message is one
 * line for the operator; no stack trace belongs beside it.
 */
export class StartError extends Error {
  override name = 'StartError';
}
