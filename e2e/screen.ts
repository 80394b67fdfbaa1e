import { expect, type Locator, type Page } from '@playwright/test';
import { en } from '../web/src/text/en.ts';
import { password } from './password.ts';

/** What a person finds on the page, by role and by the name that a screen reader says. */
export class Screen {
  constructor(readonly page: Page) {}

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { name, exact: typeof name === 'string' });
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  dialog(title: string): Locator {
    return this.page.getByRole('dialog', { name: title, exact: true });
  }

  /** The open conversation. */
  get log(): Locator {
    return this.page.getByRole('log');
  }

  /** Where messages are written. */
  get composer(): Locator {
    return this.page.getByRole('textbox', { name: /^Message / });
  }

  /** Messages of the open room with this text in them. */
  message(text: string | RegExp): Locator {
    return this.log.getByRole('article').filter({ hasText: text });
  }

  /** A room in the list at the left. */
  roomLink(name: string | RegExp): Locator {
    return this.page.getByRole('navigation', { name: en.rooms.list }).getByRole('link', { name });
  }

  /** Fills in who one is and goes on by the button. */
  async enter(username: string, button: string, secret = password): Promise<void> {
    // Not before the form is there: a dialog that is just going may have fields of the same name.
    await expect(this.button(button)).toBeVisible();
    await this.field(en.fields.username).fill(username);
    await this.field(en.fields.password).fill(secret);
    await this.button(button).click();
  }

  /** Types a message and sends it with Enter. */
  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** Waits until the server has what was sent; before that the field may not be empty yet. */
  async sent(text: string): Promise<void> {
    await expect(this.page.locator('.message.sent', { hasText: text })).toHaveCount(1);
    await expect(this.composer).toHaveValue('');
  }

  /** Waits until a room's conversation is there. */
  async inRoom(name: string): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
    await expect(
      this.page.getByRole('log', { name: en.conversation.messages(name), exact: true }),
    ).toHaveAttribute('aria-busy', 'false');
  }

  /** Chooses an entry of the room's menu. */
  async roomMenu(entry: string): Promise<void> {
    await this.button(en.room.menu).click();
    await this.page
      .getByRole('main')
      .getByRole('listitem')
      .getByRole('button', { name: entry, exact: true })
      .click();
  }

  /** The texts of all messages on show, in order. */
  texts(): Promise<string[]> {
    return this.log.getByRole('article').locator('.text').allInnerTexts();
  }
}
