/** Something that a test holds back, such as an answer of the server, until it lets it go. */
export class Held {
  release: () => void = () => {};
  readonly released = new Promise<void>((resolve) => {
    this.release = resolve;
  });
}
