import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { inRoot } from '../../bin/paths.mjs';

/** The time on server and pages of the pictures. */
export class PictureClock {
  private readonly folder = mkdtempSync(join(tmpdir(), 'rookery-clock-'));
  private readonly file = join(this.folder, 'clock');

  constructor() {
    writeFileSync(this.file, '');
    this.set('2026-03-09T08:00');
  }

  /** What the server has to start with. */
  get settings(): Record<string, string> {
    return {
      BUN_OPTIONS: `--preload ${inRoot('e2e', 'scenes', 'server-clock.ts')}`,
      PICTURES_CLOCK: this.file,
    };
  }

  /** What the server's clock shows from now on, such as `2026-03-12T10:40`, in UTC. */
  set(time: string): void {
    const at = new Date(`${time}Z`);
    utimesSync(this.file, at, at);
  }

  /** Has a page that is not open yet show the same time, standing still. */
  async on(page: Page, time: string): Promise<void> {
    await page.clock.setFixedTime(new Date(`${time}Z`));
    // The header is the machine's own, and would have the page correct its clock by it.
    await page.addInitScript(() => {
      const get = Headers.prototype.get;
      Headers.prototype.get = function without(this: Headers, name: string) {
        return name.toLowerCase() === 'date' ? null : get.call(this, name);
      };
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
