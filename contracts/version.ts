/**
 * The version of everything that crosses a boundary: REST, socket and bus. It goes up whenever one of their schemas
 * changes, so that parts of different age can tell.
 */
export const wireVersion = 3;
