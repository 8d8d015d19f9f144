import { join } from 'node:path';
import { importWith, type Timing, withinFolder, writeLines } from './importing.ts';
import type { Figure } from './run.ts';

export const title = 'ecx import of a million visits into a new embedded database';

const visitRows = 1_000_000;
const customerRows = 50_000;
const days = 730;

export async function run(print: (figure: Figure) => void): Promise<void> {
  await withinFolder(async (folder) => {
    const files = { customers: join(folder, 'customers.csv'), visits: join(folder, 'visits.csv') };
    await writeLines(files.customers, customersCsv());
    await writeLines(files.visits, visitsCsv());
    const customers = await importWith(folder, ['--customers', files.customers]);
    print({ figure: 'customers with sealed contact data', value: speedOf(customers), unit: 'rows/s' });
    const visits = await importWith(folder, ['--visits', files.visits]);
    print({ figure: 'visits, new', value: speedOf(visits), unit: 'rows/s' });
    if (visits.peakMegabytes !== null) print({ figure: 'memory at most, visits', value: visits.peakMegabytes, unit: 'MB' });
    const again = await importWith(folder, ['--visits', files.visits]);
    print({ figure: 'visits, all unchanged', value: speedOf(again), unit: 'rows/s' });
  });
}

function speedOf({ read, seconds }: Timing): number {
  return Math.round(read / seconds);
}

function* customersCsv(): Generator<string> {
  yield 'customer_id,name,email,phone,birth_date,city,consent_email\n';
  for (let guest = 0; guest < customerRows; guest += 1)
    yield `C${guest},Guest ${guest},guest${guest}@example.com,+1555010${guest},19${50 + (guest % 50)}-05-17,Berlin,true\n`;
}

/** In the order of time, as a till exports them: neighbours belong to different guests. */
function* visitsCsv(): Generator<string> {
  yield 'customer_id,visit_id,visited_at,location_id,service_type,party_size,item_count,gross,discount,total\n';
  const perDay = visitRows / days;
  for (let visit = 0; visit < visitRows; visit += 1) {
    const guest = (visit * 7919) % customerRows;
    const day = Math.floor(visit / perDay);
    const minute = 11 * 60 + Math.floor(((visit - day * perDay) / perDay) * 12 * 60); // from 11:00 to 22:59 local
    const time = new Date(Date.UTC(2024, 0, 1 + day, 0, minute, visit % 60)).toISOString().slice(0, 19).replace('T', ' ');
    const amount = `${20 + (visit % 50)}.${String((visit * 37) % 100).padStart(2, '0')}`;
    yield `C${guest},V${visit},${time},L${visit % 3},DINE_IN,${1 + (visit % 5)},${1 + (visit % 7)},${amount},0,${amount}\n`;
  }
}
