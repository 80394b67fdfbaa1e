import sharp from 'sharp';

const drawings = {
  lake: `<rect width="256" height="256" fill="#f6c48a"/><circle cx="176" cy="92" r="38" fill="#fff3d6"/>
    <path d="M0 168 70 84l52 60 36-34 98 80v66H0Z" fill="#4d6d86"/><path d="M0 196h256v60H0Z" fill="#2f4b63"/>
    <path d="M30 214h90M150 226h80M60 240h70" stroke="#8fb0c4" stroke-width="5" stroke-linecap="round"/>`,
  cat: `<rect width="256" height="256" fill="#9fc5b4"/><path d="M60 110 66 40l52 36h20l52-36 6 70c10 60-20 110-68 110s-78-50-68-110Z" fill="#3a3f4a"/>
    <ellipse cx="100" cy="132" rx="14" ry="18" fill="#f2d45c"/><ellipse cx="156" cy="132" rx="14" ry="18" fill="#f2d45c"/>
    <ellipse cx="100" cy="134" rx="5" ry="14"/><ellipse cx="156" cy="134" rx="5" ry="14"/>
    <path d="M120 164h16l-8 10Z" fill="#e79aa0"/><path d="M128 174q-12 16-26 8M128 174q12 16 26 8" stroke="#11141a" stroke-width="4" fill="none"/>`,
  plant: `<rect width="256" height="256" fill="#f3e6d8"/><path d="M128 190C60 170 44 110 52 60c50 10 80 50 76 130Z" fill="#4f8f5b"/>
    <path d="M128 190c64-10 88-60 84-120-54 6-88 46-84 120Z" fill="#76b06c"/><path d="M128 190c-8-60-4-110 6-160 26 50 24 110-6 160Z" fill="#3c7549"/>
    <path d="M84 182h88l-12 62H96Z" fill="#c4673f"/>`,
} as const;

/** A picture that somebody uploaded, as PNG bytes. */
export async function portrait(name: keyof typeof drawings): Promise<Uint8Array<ArrayBuffer>> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 256 256">${drawings[name]}</svg>`;
  return new Uint8Array(await sharp(Buffer.from(svg)).resize(256, 256).png().toBuffer());
}
