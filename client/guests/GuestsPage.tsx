export default function GuestsPage() {
  return <h1>GuestsPage</h1>;
}
