/** What an import of a test knows beside its rows: noon of a day, and days that begin at four. */
export const context = {
  now: Date.parse('2026-03-01T12:00:00Z'),
  timeZone: 'UTC',
  dayStartMinutes: 240,
  currency: 'EUR',
  createCustomers: true,
};
