/** Every limit of the browser's live data, with its reason. Amounts are items unless the name has a unit. */
export const limits = {
  /** Rooms whose conversation stays in memory and open on the socket: switching among them shows at once. */
  openRooms: 10,
  /** Entries of a conversation that stay while its newest end is in view: some forty screens. */
  timelineItems: 2_000,
  /** Entries of a conversation when somebody reads further up; beyond it a stretch of its own goes on. A megabyte or two. */
  timelineItemsReadingBack: 4_000,
  /** Entries of such a stretch: what is on the page (see `visible-rows.ts`) and as much again on both sides. */
  lookBackItems: 1_200,
  /** Events that it asks for at once: fewer would be felt when scrolling fast. */
  lookBackPage: 100,
  /** The most that the server gives at once. */
  pageMost: 200,
  /** Rooms whose newest part is kept in the browser for the next start, and how many entries of each: five screens. */
  cachedRooms: 20,
  cachedItems: 200,
  /** Profiles kept with them. */
  cachedProfiles: 500,
  /** A start shows what the browser kept when the server has not said within so long who is signed in. */
  startFromCacheMs: 250,
  /** Events asked for at once: about three screens. */
  page: 50,
  /** More missing events than this are not replayed: the newest page is asked for instead. */
  replay: 500,
  /** A socket that was away for longer asks for the heads first, since it may have missed very much. */
  resumeBlindMs: 60_000,
  /** Posts waiting to be sent, all rooms together. A person who types offline for a day stays under it. */
  outbox: 500,
  /** Posts in flight at once; far below what the server allows, since people type slower than that. */
  inFlight: 16,
  /** A post older than this when it could at last be sent asks first. */
  askAfterMs: 3_600_000,
  /** A post without any answer for so long on a live socket: the socket is not to be trusted. */
  ackMs: 20_000,
  /** How long one page of several may send before it says again that it is still there. What a frozen page costs. */
  turnMs: 4_000,
  /** How long a page keeps its turn after the last answer. */
  turnRestMs: 1_000,
  /** The browser's storage answers in milliseconds; after so long a post goes out without being kept. */
  storageMs: 2_000,
  /** Profiles kept; the ones asked for longest ago go first. */
  profiles: 5_000,
  /** Ids that one call for profiles takes. */
  profilesPerCall: 200,
  /** Members kept of one room. */
  members: 5_000,
  /** How long a text waits for the names in it to be looked up. With `members` of them on a slow network it may take so long. */
  namesMs: 10_000,
  /** Users whose presence one socket may watch. */
  watched: 200,
  /** People shown as typing in one room; more is "several people". */
  typing: 20,
  /** One typing frame in so long. */
  typingSendMs: 3_000,
  /** How long somebody counts as typing after a frame. */
  typingShownMs: 6_000,
  /** One read position in so long for each room. */
  readMs: 1_000,
  /** Length of one kept draft, in UTF-16 units: a message's own limit, with room for a text still to be cut. */
  draftUnits: 64_000,
  /** How long a deletion is held back, and an edit can be undone. */
  undoMs: 5_000,
  /** How long what was missed gathers before it is told: a message, a mention without its text, a mere count. */
  gatherMessageMs: 500,
  gatherMentionMs: 1_000,
  gatherCountMs: 2_500,
  /** One tone in so long. */
  toneMs: 3_000,
  /** Drafts kept of one user. */
  drafts: 200,
} as const;
