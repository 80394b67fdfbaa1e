import sharp from 'sharp';
import { view, type Talker } from './scene.ts';

const bandHeight = 56;

/** Writes what both see to one PNG, with the figures below. */
export async function picture(file: string, talkers: readonly Talker[], figures: string): Promise<void> {
  const shots = await Promise.all(talkers.map(({ person }) => person.page.screenshot()));
  const width = view.width * talkers.length;
  const band = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${bandHeight}">
    <rect width="100%" height="100%" fill="#16181d"/>
    <text x="50%" y="35" fill="#fff" font-family="monospace" font-size="19" text-anchor="middle">${figures}</text>
  </svg>`;
  await sharp({ create: { width, height: view.height + bandHeight, channels: 3, background: '#16181d' } })
    .composite([
      ...shots.map((input, at) => ({ input, left: at * view.width, top: 0 })),
      { input: Buffer.from(band), left: 0, top: view.height },
    ])
    .png({ palette: true, colours: 64 })
    .toFile(file);
}
