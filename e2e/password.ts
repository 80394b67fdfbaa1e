/** The password of everybody. */
export const password = 'correct horse battery staple';
