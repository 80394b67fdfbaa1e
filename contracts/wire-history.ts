/**
 * What the wire looked like in each of its versions, the first being version 1: a hash of all schemas, routes, subjects and
 * codes. Only ever added to: a line that is changed makes two wires of one version.
 */
export const wireHistory: readonly string[] = ['cc2f5a078d55b569', '66cbb89deec5e6b2', '9198f80a16bcdbe3'];
