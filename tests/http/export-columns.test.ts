import { getNamedType, isLeafType, isListType, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { policyOf } from '../../server/graphql/policy.ts';
import { executableSchema } from '../../server/graphql/schema.ts';
import { exportColumns, selectionOf, usualColumns, valueAt } from '../../server/http/export-columns.ts';

const schema = executableSchema();
const policy = policyOf(schema);

test.each(exportColumns)('$name is one value of a customer, for those who may read it', ({ path, money, contact }) => {
  let type = schema.getType('Customer');
  const needs: unknown[] = [];
  for (const field of path) {
    if (!isObjectType(type)) throw new Error(`expected fields below ${path.join('.')}`);
    needs.push(policy.get(`${type.name}.${field}`));
    const answered = type.getFields()[field]?.type;
    expect(answered === undefined || isListType(answered)).toBe(false);
    type = answered === undefined ? undefined : getNamedType(answered);
  }
  expect(isLeafType(type) ? 'leaf' : type?.name).toBe(money ? 'Money' : 'leaf');
  expect(needs.includes('READ_CONTACT')).toBe(contact);
  expect(needs.every((need) => need === 'READ_CUSTOMERS' || need === 'READ_CONTACT')).toBe(true);
});

test('names are unique, and the usual columns are among them', () => {
  const names = exportColumns.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining([...usualColumns]));
});

test('columns that lie together are asked for together', () => {
  const named = (...names: string[]) => exportColumns.filter(({ name }) => names.includes(name));
  expect(selectionOf(named('id', 'healthScore', 'churnRisk', 'churnProbability'))).toBe(
    '{ id healthScore { healthScore riskAssessment { churnRisk { probability riskLevel } } } }',
  );
  const [value] = named('lifetimeValue');
  if (value === undefined) throw new Error('expected the column lifetimeValue');
  expect(selectionOf([value])).toContain('total { amount currency }');
  expect(valueAt({ enhancedProfile: { purchaseHistoryAnalysis: null } }, value)).toBeNull();
});
