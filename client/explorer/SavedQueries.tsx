import { type GraphiQLPlugin, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { type FormEvent, useCallback, useEffect, useState } from 'react';
import { forget, readSaved, type SavedQuery, save } from './kept.ts';
import { useOperation } from './ResultBar.tsx';

/** The pane of one's own and the shared queries, and the form that keeps the open one. */
export const savedQueriesPlugin: GraphiQLPlugin = { title: 'Saved queries', icon: Icon, content: SavedQueries };

function Icon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden="true">
      <path d="M7 4h10a1 1 0 0 1 1 1v15l-6-4-6 4V5a1 1 0 0 1 1-1z" />
    </svg>
  );
}

function SavedQueries() {
  const [saved, setSaved] = useState<readonly SavedQuery[] | null>(null);
  const [problem, setProblem] = useState('');
  const load = useCallback(() => {
    readSaved().then(setSaved, (error: Error) => setProblem(error.message));
  }, []);
  useEffect(load, [load]);
  const attempt = async (work: Promise<unknown>) => {
    setProblem('');
    await work.then(load, (error: Error) => setProblem(error.message));
  };
  return (
    <section className="saved-queries" aria-label="Saved queries">
      <h2>Saved queries</h2>
      <SaveForm keep={attempt} saved={saved ?? []} />
      <p role="alert">{problem}</p>
      {saved === null && problem === '' && <p>Loading …</p>}
      {saved?.length === 0 && <p>Nothing is saved yet. Save the query that is open, for yourself or for everybody.</p>}
      <ul>
        {(saved ?? []).map((query) => (
          <Item key={query.id} query={query} remove={() => void attempt(forget(query.id))} />
        ))}
      </ul>
    </section>
  );
}

function Item({ query, remove }: { readonly query: SavedQuery; readonly remove: () => void }) {
  const { addTab } = useGraphiQLActions();
  const editors = useGraphiQL(
    ({ queryEditor, variableEditor }) => queryEditor && variableEditor && [queryEditor, variableEditor],
  );
  const [isSure, setSure] = useState(false);
  const open = () => {
    addTab();
    editors?.[0]?.setValue(query.query);
    editors?.[1]?.setValue(query.variables);
  };
  return (
    <li>
      <button type="button" className="open" onClick={open}>
        {query.name}
      </button>
      {query.description !== null && <p>{query.description}</p>}
      <p className="whose">
        {query.isMine ? (query.isShared ? 'Yours, shared' : 'Yours') : `Shared by ${query.savedBy}`}
        {query.isMine && (
          <button type="button" onClick={() => (isSure ? remove() : setSure(true))} onBlur={() => setSure(false)}>
            {isSure ? 'Really delete?' : 'Delete'}
            <span className="unseen"> {query.name}</span>
          </button>
        )}
      </p>
    </li>
  );
}

interface SaveFormProps {
  readonly keep: (work: Promise<unknown>) => Promise<void>;
  readonly saved: readonly SavedQuery[];
}

/** A name of one's own that is there already is saved over. */
function SaveForm({ keep, saved }: SaveFormProps) {
  const { query, variables } = useOperation();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [isShared, setShared] = useState(false);
  const known = saved.find((other) => other.isMine && other.name === name.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void keep(save({ query, variables }, { id: known?.id ?? null, name, description, isShared }));
  };
  return (
    <form onSubmit={submit}>
      <label>
        <span>Name</span>
        <input required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
      </label>
      <label>
        <span>What it answers</span>
        <input maxLength={500} value={description} onChange={(event) => setDescription(event.target.value)} />
      </label>
      <label className="check">
        <input type="checkbox" checked={isShared} onChange={(event) => setShared(event.target.checked)} />
        <span>Others see it, too</span>
      </label>
      <button type="submit">{known === undefined ? 'Save the open query' : 'Save over it'}</button>
    </form>
  );
}
