import type { BrowserContext, ConsoleMessage } from '@playwright/test';

/** The browser itself notes every refused call; the app says it to the person. Faults of the server are not among these. */
const refusedCall = /^Failed to load resource: the server responded with a status of 4\d\d/;
const lostNetwork =
  /net::ERR_|error occurred when fetching the script|WebSocket connection to .* failed|Failed to load resource: .*\b50[234]\b/;

/** Everything in a browser profile that must not happen: page errors, console errors, requests to anywhere else. */
export class Watch {
  readonly faults: string[] = [];
  /** Set by tests that take the network or the server away: the browser notes that too. */
  networkMayFail = false;
  /** Set by tests that break something in the page: how the page may tell of it. */
  mayTell: RegExp | null = null;

  constructor(
    readonly name: string,
    context: BrowserContext,
    private readonly origin: string,
  ) {
    context.on('weberror', (error) =>
      this.note(`page error: ${String(error.error().stack ?? error.error())}`),
    );
    context.on('console', (message) => this.listen(message));
    context.on('request', (request) => this.check(request.url()));
    context.on('page', (page) => page.on('websocket', (socket) => this.check(socket.url())));
    context.on('page', (page) => page.on('crash', () => this.note('the page crashed')));
  }

  private listen(message: ConsoleMessage): void {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    const text = message.text();
    if (refusedCall.test(text) && new URL(message.location().url).pathname.startsWith('/api/')) return;
    if (this.mayTell?.test(text)) return;
    if (this.networkMayFail && lostNetwork.test(text)) return;
    this.note(`console ${message.type()}: ${text} (${message.location().url})`);
  }

  private check(address: string): void {
    const url = new URL(address);
    if (url.protocol === 'data:' || url.protocol === 'blob:') return;
    const origin = url.origin.replace(/^ws/, 'http');
    if (origin !== this.origin) this.note(`request to another host: ${address}`);
  }

  private note(fault: string): void {
    this.faults.push(`${this.name}: ${fault}`);
  }
}
