/** A file that cannot be read on: what was expected, what came, what to do, with the line where known. */
export class UnusableFile extends Error {
  override readonly name = 'UnusableFile';
}
