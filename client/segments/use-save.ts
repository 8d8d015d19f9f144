import { useMutation } from '@apollo/client/react';
import { type Filter, readFilterText } from '../filters/index.ts';
import { graphql } from '../ui/graphql.ts';
import { toast } from '../ui/toasts.ts';
import { useWords } from '../ui/words.ts';
import { segmentWords } from './words.ts';

const saving = graphql(`
  mutation SaveSegmentVersion($id: ID!, $name: String!, $filter: CustomerFilter!) {
    saveSegment(id: $id, name: $name, filter: $filter) {
      id
      name
      version
      filter
      count
      savedBy
      savedAt
    }
  }
`);

interface Segment {
  readonly id: string;
  readonly name: string;
  /** A filter as JSON. */
  readonly filter: string;
}

/** Saves a segment otherwise, as its next version; the toast takes that back by saving it as it was. */
export function useSaveSegment(before: Segment) {
  const words = useWords(segmentWords);
  const [mutate, { loading, error }] = useMutation(saving, {
    refetchQueries: ['FilterNames', 'SegmentVersions', 'SegmentMovement', 'SegmentHealth', 'SegmentOthers', 'SegmentOverlap'],
    errorPolicy: 'none',
  });
  const store = async (name: string, filter: Filter) => {
    const { data } = await mutate({ variables: { id: before.id, name, filter } }).catch(() => ({ data: null }));
    return data?.saveSegment ?? null;
  };
  /** @returns whether it is saved. */
  const save = async (name: string, filter: Filter): Promise<boolean> => {
    const saved = await store(name, filter);
    if (saved === null) return false;
    const undo = () => void store(before.name, readFilterText(before.filter).filter);
    toast(words('saved', { n: saved.version }), { undo });
    return true;
  };
  return { save, loading, error };
}
