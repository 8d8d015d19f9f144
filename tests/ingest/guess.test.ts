import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shapeOf, tableShapes } from '../../server/ingest/columns.ts';
import { guessColumns } from '../../server/ingest/guess.ts';
import { meaningOf } from '../../server/ingest/meanings.ts';

const guessed = (table: Parameters<typeof shapeOf>[0], header: readonly string[]) =>
  guessColumns(header, shapeOf(table)).map((guess) => (guess === null ? null : `${guess.canonical} ${guess.sureness}`));

describe('the guess of columns', () => {
  test('knows our own names in any writing', () => {
    expect(guessed('customers', ['customer_id', 'Birth Date', 'consentEmail', 'E-Mail'])).toEqual([
      'customer_id EXACT',
      'birth_date EXACT',
      'consent_email EXACT',
      'email EXACT',
    ]);
  });

  test('knows the usual names of tills and shops', () => {
    expect(
      guessed('visits', ['Customer ID', 'Payment ID', 'Date', 'Gross Sales', 'Discounts', 'Net Sales', 'Location', 'Token']),
    ).toEqual([
      'customer_id EXACT',
      'visit_id SYNONYM',
      'visited_at SYNONYM',
      'gross SYNONYM',
      'discount SYNONYM',
      'total SYNONYM',
      'location_id SYNONYM',
      null,
    ]);
    expect(guessed('visits', ['Order Id', 'Opened', '# of Guests', 'Amount', 'Dining Options'])).toEqual([
      'visit_id SYNONYM',
      'visited_at SYNONYM',
      'party_size SYNONYM',
      'total SYNONYM',
      'service_type SYNONYM',
    ]);
  });

  test('takes "id" for that of the table itself, and where the guest has joined for the first day on record', () => {
    expect(guessed('customers', ['id', 'full name', 'joined'])).toEqual([
      'customer_id SYNONYM',
      'name SYNONYM',
      'created_at SYNONYM',
    ]);
    expect(guessed('visits', ['id', 'customer'])).toEqual(['visit_id SYNONYM', 'customer_id SYNONYM']);
    expect(guessed('customers', ['id', 'customer_id'])).toEqual([null, 'customer_id EXACT']);
  });

  test('takes a typing mistake for what it is, and nothing that is far off', () => {
    expect(guessed('visits', ['custmer_id', 'party_sze', 'Waiter', ''])).toEqual([
      'customer_id SIMILAR',
      'party_size SIMILAR',
      null,
      null,
    ]);
  });

  test('gives the surer of two columns the name', () => {
    expect(guessed('visits', ['amount', 'total'])).toEqual([null, 'total EXACT']);
  });

  test('every header that has our names is guessed as it stands, whatever else it has', () => {
    const anyShape = fc.constantFrom(...tableShapes);
    fc.assert(
      fc.property(anyShape, fc.array(fc.string({ maxLength: 12 }), { maxLength: 6 }), (shape, others) => {
        const names = shape.columns.map(({ name }) => name);
        const header = [...others.filter((other) => !names.includes(other)), ...names];
        const guesses = guessColumns(header, shape);
        expect(guesses.slice(-names.length).map((guess) => guess?.canonical)).toEqual(names);
        const all = guesses.flatMap((guess) => guess?.canonical ?? []);
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });

  test('every canonical column has a meaning for people', () => {
    const silent = tableShapes.flatMap(({ table, columns }) => columns.filter(({ name }) => meaningOf(table, name) === ''));
    expect(silent).toEqual([]);
  });
});
