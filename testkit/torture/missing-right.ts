/** A fault cannot be made here: says which right or program is missing. Never passed over, as nothing was tried. */
export class MissingRight extends Error {}
