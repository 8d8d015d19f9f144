/** The documents that the SDK asks with: everything of a profile and of a score but contact data, written from schema.graphql so that they never lag behind it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, getNamedType, isLeafType, isObjectType } from 'graphql';
import { root } from './tools.mjs';

/** Fields that have no place in a whole profile or score: null outside of what-if questions. */
const leftOut = new Set(['CustomerHealthScore.hypothesis']);

const directiveOf = ({ astNode }, name) => astNode?.directives?.find((directive) => directive.name.value === name);

/** Whether somebody who reads customers, and no contact data, may ask for the field. */
function isOpen(field) {
  const needs = directiveOf(field, 'access')?.arguments?.find(({ name }) => name.value === 'needs')?.value.value;
  return needs === undefined || needs === 'READ_CUSTOMERS' || needs === 'SIGNED_IN';
}

/**
 * Everything below a type: no contact data, nothing deprecated, no pages of lists, and nothing that leads back to a type above.
 * `plain`: only what comes with the object, at no cost of its own.
 */
export function fullSelection(type, { plain = false, above = [] } = {}) {
  const within = [...above, type.name];
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const of = getNamedType(field.type);
    const required = field.args.some((argument) => String(argument.type).endsWith('!') && argument.defaultValue === undefined);
    if (required || field.deprecationReason || !isOpen(field) || leftOut.has(`${type.name}.${field.name}`)) return [];
    if (plain && directiveOf(field, 'cost') !== undefined) return [];
    if (isLeafType(of)) return [field.name];
    if (!isObjectType(of) || within.includes(of.name) || of.name.endsWith('Connection')) return [];
    return [`${field.name} ${fullSelection(of, { plain: plain || of.name === 'Customer', above: within })}`];
  });
  return `{ ${fields.join(' ')} }`;
}

/** The text of each document by its name. @param schemaText absent: that of schema.graphql. */
export function sdkDocuments(schemaText = readFileSync(join(root, 'schema.graphql'), 'utf8')) {
  const schema = buildSchema(schemaText);
  const all = (name) => fullSelection(schema.getType(name));
  const customer = fullSelection(schema.getType('Customer'), { plain: true });
  const one = '($customerId: ID!, $asOf: DateTime)';
  const many = '($customerIds: [ID!]!, $asOf: DateTime)';
  const pages = '($first: Int!, $after: String, $filter: CustomerFilter, $orderBy: CustomerOrder, $search: String)';
  return {
    SdkProfile: `query SdkProfile${one} { enhancedCustomerProfile(customerId: $customerId, asOf: $asOf) ${all('EnhancedCustomerProfile')} }`,
    SdkScore: `query SdkScore${one} { customerHealthScore(customerId: $customerId, asOf: $asOf) ${all('CustomerHealthScore')} }`,
    SdkProfiles: `query SdkProfiles${many} { enhancedCustomerProfiles(customerIds: $customerIds, asOf: $asOf) ${all('EnhancedCustomerProfile')} }`,
    SdkScores: `query SdkScores${many} { customerHealthScores(customerIds: $customerIds, asOf: $asOf) ${all('CustomerHealthScore')} }`,
    SdkCustomers: `query SdkCustomers${pages} { customers(first: $first, after: $after, filter: $filter, orderBy: $orderBy, search: $search) { nodes ${customer} pageInfo { hasNextPage endCursor } } }`,
  };
}

/** For graphql-codegen: the same texts as constants, beside the types of their answers. */
export function plugin() {
  return Object.entries(sdkDocuments())
    .map(([name, text]) => `export const ${name} = ${JSON.stringify(text)};`)
    .join('\n');
}
