export default function GuestPage({ view }: { readonly view: 'health' | 'profile' }) {
  return <h1>{view}</h1>;
}
