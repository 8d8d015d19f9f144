/** Own icons: 16 px, 1.5 px stroke, beside a word or with a name on the control around them. */
const paths = {
  portfolio: 'M2 13.5h12M3.5 11V7M7 11V3.5M10.5 11V5.5M13.5 11V8.5',
  guests:
    'M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm-4.5 6c.3-2.600 2.100-4 4.500-4s4.200 1.400 4.500 4M11 7.500a2 2 0 1 0-.6-3.900M12 9.700c1.500.4 2.400 1.600 2.600 3.300',
  alerts: 'M8 2a4 4 0 0 0-4 4v2.500L2.500 11.500h11L12 8.500V6a4 4 0 0 0-4-4Zm-1.500 11.500h3',
  segments: 'M6 4.500a4 4 0 1 0 0 7 4 4 0 0 0 0-7Zm4 0a4 4 0 1 1 0 7',
  interventions: 'M8 1.500v3M8 11.500v3M1.500 8h3M11.500 8h3M8 5.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5Z',
  model: 'M2 13.500c4 0 4-10 8-10h4M2 13.500h12',
  data: 'M8 2c3.300 0 5.500.9 5.500 2S11.300 6 8 6 2.500 5.100 2.500 4 4.700 2 8 2Zm-5.500 2v8c0 1.100 2.200 2 5.500 2s5.500-.9 5.500-2V4M2.500 8c0 1.100 2.200 2 5.500 2s5.500-.9 5.500-2',
  settings: 'M2 4.500h6M11.500 4.500H14M2 11.500h2.500M8 11.500h6M9.750 2.750v3.500M6.250 9.750v3.500',
  explorer: 'm5 4.500-3.500 3.500L5 11.500M11 4.500l3.500 3.500-3.500 3.500M9.200 3l-2.400 10',
  more: 'M3 8h.01M8 8h.01M13 8h.01',
  search: 'M7 12a5 5 0 1 0 0-10 5 5 0 0 0 0 10Zm3.600-1.400L14 14',
  calendar: 'M2.500 4.500h11v9h-11zM2.500 7.500h11M5.500 2.500v3M10.500 2.500v3',
  close: 'm3.500 3.500 9 9m0-9-9 9',
  plus: 'M8 3v10M3 8h10',
  check: 'm3 8.500 3.500 3.500L13 4.500',
  left: 'M10 3 5 8l5 5',
  right: 'm6 3 5 5-5 5',
  up: 'm3 10 5-5 5 5',
  down: 'm3 6 5 5 5-5',
  download: 'M8 2v8m0 0L5 7m3 3 3-3M2.500 13.500h11',
  upload: 'M8 10V2m0 0L5 5m3-3 3 3M2.500 13.500h11',
  filter: 'M2 3.500h12L9.500 8.500v4l-3 1.500V8.500z',
  columns: 'M2.500 3h11v10h-11zM6.200 3v10M9.800 3v10',
  flag: 'M4 14V2.500h8l-2 3 2 3H4',
  print: 'M4.500 6V2.500h7V6M4.500 11.500h-2V6h11v5.500h-2M4.500 9.500h7v4h-7z',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Zm0-9.500V8l2.500 1.500',
  person:
    'M8 7.500a2.750 2.750 0 1 0 0-5.500 2.750 2.750 0 0 0 0 5.500Zm-5 6.500c.3-2.900 2.300-4.500 5-4.500s4.700 1.600 5 4.500',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2.5 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
