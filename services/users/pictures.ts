import { ApiError } from '../../contracts/errors.ts';
import { Bounded } from '../../platform/bounded.ts';
import type { Limits } from '../../platform/limits.ts';

/** The edge of a picture as it is kept, in pixels: sharp at 128 px on a dense screen. */
const edge = 256;
const quality = 82;
/** About how long a large photo takes on one slow core. */
const pictureMs = 700;

type Format = 'png' | 'jpeg' | 'webp' | 'gif';

/** What a file is by its first bytes; null for everything that is no picture of the four kinds. */
export function formatOf(bytes: Uint8Array): Format | null {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'gif';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'webp';
  return null;
}

function refused(reason: string, message: string): ApiError {
  return new ApiError('invalid', message, { fields: { avatar: reason } });
}
const notAPicture = () => refused('not_a_picture', 'This is not a PNG, JPEG, WebP or GIF picture.');

/** The image library, loaded when the first picture comes: most starts never need its 30 MB. */
const loadSharp = async () => {
  const { default: sharp } = await import('sharp');
  // Whatever the first bytes claim, no other decoder can be reached, and nothing is kept between pictures.
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: ['Png', 'Jpeg', 'Webp', 'Nsgif'].map((decoder) => `VipsForeignLoad${decoder}Buffer`),
  });
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
};

/** Makes pictures of strangers safe to show: few at a time, size checked before decoding, made anew. */
export class Pictures {
  private readonly bounded: Bounded;
  private sharp: ReturnType<typeof loadSharp> | undefined;

  constructor(private readonly limits: Pick<Limits, 'avatarConcurrency' | 'avatarQueue' | 'avatarPixels'>) {
    this.bounded = new Bounded(limits.avatarConcurrency, limits.avatarQueue, pictureMs);
  }

  /**
   * A square WebP picture of 256 px out of the middle of this one, upright, without its metadata. Throws `invalid` with
   * the reason `not_a_picture`, `too_many_pixels` or `broken`, or `overloaded`.
   */
  async square(bytes: Uint8Array): Promise<Uint8Array> {
    const format = formatOf(bytes);
    if (!format) throw notAPicture();
    return this.bounded.run(() => this.convert(bytes, format));
  }

  private async convert(bytes: Uint8Array, format: Format): Promise<Uint8Array> {
    this.sharp ??= loadSharp();
    const sharp = await this.sharp;
    const most = this.limits.avatarPixels;
    const head = await sharp(bytes, { limitInputPixels: false })
      .metadata()
      .catch(() => {
        throw notAPicture();
      });
    if (head.format !== format) throw notAPicture();
    if (head.width * head.height > most) {
      throw refused(
        'too_many_pixels',
        `A picture may have ${Math.floor(most / 1_000_000)} megapixels at most.`,
      );
    }
    return sharp(bytes, { limitInputPixels: most, failOn: 'error', sequentialRead: true })
      .autoOrient()
      .resize(edge, edge, { fit: 'cover' })
      .webp({ quality })
      .toBuffer()
      .catch(() => {
        throw refused('broken', 'This picture cannot be read to its end.');
      });
  }
}
