/** The tables of `chats` whose rows belong to a room. Named here again: a list of the product's own would hide what it forgot. */
export const tablesOfRooms = [
  'memberships',
  'removals',
  'events',
  'messages',
  'keys',
  'invites',
  'invite_reservations',
  'mentions',
  'erasures',
] as const;
