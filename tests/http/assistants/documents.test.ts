import { buildSchema, parse, TypeInfo, validate, visit, visitWithTypeInfo } from 'graphql';
import { describe, expect, test } from 'vitest';
import { directiveOf } from '../../../server/graphql/directives.ts';
import { documentFault } from '../../../server/graphql/limits/plugin.ts';
import { schemaText } from '../../../server/graphql/schema.ts';
import { openTools } from '../../../server/http/assistants/tools.ts';

const schema = buildSchema(schemaText());

describe.each([...openTools().values()])('the document of $name', ({ document, textsOfOthers }) => {
  test('is valid, within the limits, and only reads', () => {
    expect(validate(schema, parse(document))).toEqual([]);
    expect(documentFault(document)).toBeNull();
    expect(document).toMatch(/^query Assistant/);
  });

  test('asks contact data only where the viewer may read them', () => {
    const types = new TypeInfo(schema);
    const unguarded: string[] = [];
    visit(
      parse(document),
      visitWithTypeInfo(types, {
        Field(node) {
          const needs = directiveOf(types.getFieldDef()?.astNode, 'access')?.needs;
          if (needs === 'READ_CONTACT' && !node.directives?.some(({ name }) => name.value === 'include'))
            unguarded.push(node.name.value);
        },
      }),
    );
    expect(unguarded).toEqual([]);
  });

  test('names the paths of what others wrote as they are', () => {
    for (const path of textsOfOthers)
      for (const name of path.split('.').map((step) => step.replace('[]', '')))
        if (name !== '*') expect(document).toMatch(new RegExp(`\\b${name}\\b`));
  });
});
