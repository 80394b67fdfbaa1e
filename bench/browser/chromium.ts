/** Headless Chromium, driven for measuring: pages of people who are signed in and have nothing else stored. */
import { chromium, type Browser, type CDPSession, type Page } from '@playwright/test';
import { wholeChromiumOptions } from '../../testkit/chromium.ts';

/** A page in a browser profile of its own: empty cache, empty storage but the session's cookie. */
export interface Tab {
  page: Page;
  cdp: CDPSession;
  close(): Promise<void>;
}

export class Chromium {
  private constructor(
    private readonly browser: Browser,
    private readonly session: CDPSession,
  ) {}

  static async launch(): Promise<Chromium> {
    const browser = await chromium.launch(wholeChromiumOptions);
    return new Chromium(browser, await browser.newBrowserCDPSession());
  }

  get version(): string {
    return this.browser.version();
  }

  /** Opens an empty page. `cookie`: as in the Cookie header. */
  async tab(cookie: string, origin: string): Promise<Tab> {
    const context = await this.browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'en-GB',
    });
    const [name = '', value = ''] = cookie.split('=');
    await context.addCookies([{ name, value, url: origin, httpOnly: true, sameSite: 'Lax' }]);
    const page = await context.newPage();
    return { page, cdp: await context.newCDPSession(page), close: () => context.close() };
  }

  /** CPU time that each of the browser's running processes has used, in seconds. */
  async cpuSeconds(): Promise<Map<number, number>> {
    const { processInfo } = await this.session.send('SystemInfo.getProcessInfo');
    return new Map(processInfo.map(({ id, cpuTime }) => [id, cpuTime]));
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}
