import type { ReactNode } from 'react';
import { type Fact, FactRows } from '../../ui/charts/FactRows.tsx';
import { Evidence, type Evidence_list } from '../../ui/Evidence.tsx';
import type { FragmentType } from '../../ui/graphql.ts';
import { Why } from '../../ui/Why.tsx';
import { WhyFoot } from '../../ui/WhyFoot.tsx';

export type Inputs = readonly FragmentType<typeof Evidence_list>[];

interface BecauseProps {
  /** Names the number within the page. */
  readonly path: string;
  /** The number in words. */
  readonly label: string;
  readonly title?: string;
  /** How the number is made, in a sentence. */
  readonly sentence: ReactNode;
  readonly inputs?: Inputs;
  /** Inputs that are no plain numbers. */
  readonly facts?: readonly Fact[];
  /** The instant of the answer. */
  readonly asOf: string;
  readonly customerId: string;
  /** The part of the profile that holds the number: the Explorer opens with it. */
  readonly query: string;
  readonly children: ReactNode;
}

/** A number of the profile that says, when pressed, what it is made of. */
export function Because({
  path,
  label,
  title,
  sentence,
  inputs = [],
  facts = [],
  asOf,
  customerId,
  query,
  children,
}: BecauseProps) {
  const reasons = () => (
    <>
      <p>{sentence}</p>
      {facts.length > 0 && <FactRows facts={facts} />}
      <Evidence items={inputs} />
      <WhyFoot
        asOf={asOf}
        query={`query Why($id: ID!, $asOf: DateTime) {\n  enhancedCustomerProfile(customerId: $id, asOf: $asOf) {\n    asOf\n    ${query}\n  }\n}`}
        variables={{ id: customerId, asOf }}
      />
    </>
  );
  return (
    <Why path={`profile.${path}`} label={label} title={title ?? label} content={reasons}>
      {children}
    </Why>
  );
}
