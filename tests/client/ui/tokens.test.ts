import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const sheet = readFileSync(new URL('../../../client/ui/tokens.css', import.meta.url), 'utf8');

/** The colours of a scheme by their names. */
function colours(block: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...block.matchAll(/--ecx-([\w-]+):\s*(#[\da-f]{6})/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

const [lightBlock = '', darkBlock = ''] = sheet.split('.ecx[data-mantine-color-scheme="dark"]');
const schemes = { light: colours(lightBlock), dark: { ...colours(lightBlock), ...colours(darkBlock) } } as const;

type Rgb = readonly [number, number, number];

function rgbOf(hex: string): Rgb {
  const channel = (from: number) => Number.parseInt(hex.slice(from, from + 2), 16) / 255;
  return [channel(1), channel(3), channel(5)];
}

const linear = (channel: number) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);

function luminance(hex: string): number {
  const [r, g, b] = rgbOf(hex).map(linear) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast by WCAG 2, 1 to 21. */
function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const grounds = ['page', 'surface', 'hover'] as const;
const levels = ['poor', 'fair', 'good', 'excellent'] as const;

describe.each(['light', 'dark'] as const)('the %s scheme', (scheme) => {
  const of = (name: string) => {
    const value = schemes[scheme][name];
    if (value === undefined) throw new Error(`tokens.css has no --ecx-${name}`);
    return value;
  };

  test.each(grounds)('words are readable on %s', (ground) => {
    for (const ink of ['text', 'text-2', 'text-3', 'accent', 'raises', 'lowers'])
      expect(contrast(of(ink), of(ground)), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    for (const level of levels) expect(contrast(of(`${level}-ink`), of(ground)), level).toBeGreaterThanOrEqual(4.5);
  });

  test.each(grounds)('marks and outlines stand out from %s', (ground) => {
    for (const mark of ['outline', 'mark', ...levels, ...[1, 2, 3, 4, 5, 6].map((n) => `category-${n}`)])
      expect(contrast(of(mark), of(ground)), `${mark} on ${ground}`).toBeGreaterThanOrEqual(3);
  });

  test('badges, buttons and heat cells carry readable words', () => {
    for (const level of levels) expect(contrast(of(`${level}-ink`), of(`${level}-tint`)), level).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of('nodata'), of('nodata-tint'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of('on-accent'), of('accent'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of('accent'), of('accent-soft'))).toBeGreaterThanOrEqual(4.5);
    for (const step of [1, 2, 3, 4, 5, 6, 7]) {
      const cell = of(`amount-${step}`);
      const best = Math.max(contrast(of('on-amount-low'), cell), contrast(of('on-amount-high'), cell));
      expect(best, `amount-${step}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  test('levels differ for every vision', () => {
    for (const vision of ['normal', 'deutan', 'protan', 'tritan'] as const)
      for (const [index, level] of levels.entries())
        for (const other of levels.slice(index + 1)) {
          const apart = difference(seen(rgbOf(of(level)), vision), seen(rgbOf(of(other)), vision));
          expect(apart, `${level} and ${other} for ${vision}`).toBeGreaterThanOrEqual(19);
        }
  });
});

/** Machado, Oliveira and Fernandes 2009 at full severity, on linear light. */
const visions = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

/** Linear light as somebody of this vision sees it. */
function seen(colour: Rgb, vision: keyof typeof visions): Rgb {
  const [r, g, b] = colour.map(linear) as unknown as Rgb;
  const m = visions[vision];
  const row = (at: number) => Math.min(1, Math.max(0, (m[at] ?? 0) * r + (m[at + 1] ?? 0) * g + (m[at + 2] ?? 0) * b));
  return [row(0), row(3), row(6)];
}

/** CIE Lab of linear light, D65. */
function labOf([r, g, b]: Rgb): Rgb {
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 / 116) * t + 16 / 116);
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** CIEDE2000. */
function difference(a: Rgb, b: Rgb): number {
  const [l1, a1, b1] = labOf(a);
  const [l2, a2, b2] = labOf(b);
  const rad = Math.PI / 180;
  const mean7 = ((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2) ** 7;
  const g = 0.5 * (1 - Math.sqrt(mean7 / (mean7 + 25 ** 7)));
  const [p1, p2] = [(1 + g) * a1, (1 + g) * a2];
  const [c1, c2] = [Math.hypot(p1, b1), Math.hypot(p2, b2)];
  const hue = (y: number, x: number) => (y === 0 && x === 0 ? 0 : (Math.atan2(y, x) / rad + 360) % 360);
  const [h1, h2] = [hue(b1, p1), hue(b2, p2)];
  const grey = c1 * c2 === 0;
  const dh = grey ? 0 : ((h2 - h1 + 540) % 360) - 180;
  const dH = 2 * Math.sqrt(c1 * c2) * Math.sin((dh / 2) * rad);
  const meanH = grey ? h1 + h2 : Math.abs(h1 - h2) <= 180 ? (h1 + h2) / 2 : (h1 + h2 + (h1 + h2 < 360 ? 360 : -360)) / 2;
  const [meanL, meanC] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const t =
    1 -
    0.17 * Math.cos((meanH - 30) * rad) +
    0.24 * Math.cos(2 * meanH * rad) +
    0.32 * Math.cos((3 * meanH + 6) * rad) -
    0.2 * Math.cos((4 * meanH - 63) * rad);
  const sl = 1 + (0.015 * (meanL - 50) ** 2) / Math.sqrt(20 + (meanL - 50) ** 2);
  const [sc, sh] = [1 + 0.045 * meanC, 1 + 0.015 * meanC * t];
  const turn = 30 * Math.exp(-(((meanH - 275) / 25) ** 2));
  const rt = -Math.sin(2 * turn * rad) * 2 * Math.sqrt(meanC ** 7 / (meanC ** 7 + 25 ** 7));
  const [dl, dc, dhh] = [(l2 - l1) / sl, (c2 - c1) / sc, dH / sh];
  return Math.sqrt(dl * dl + dc * dc + dhh * dhh + rt * dc * dhh);
}
