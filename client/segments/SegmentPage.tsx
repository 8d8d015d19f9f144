export default function SegmentPage() {
  return <h1>SegmentPage</h1>;
}
