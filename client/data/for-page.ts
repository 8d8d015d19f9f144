/** How settings stand in messages that are the same for the command line. */
const forms: readonly (readonly [RegExp, string])[] = [
  [/\b(?:say|give) --set (\w+)=("[^"]*"|\S+)/g, 'set $1 below to $2'],
  [/--set (\w+)=("[^"]*"|\S+)/g, '$1 = $2 below'],
  [/--set (\w+)/g, 'the setting $1'],
];

/** A message about a file as it helps on a page, where settings are fields and not options of a command. */
export function forPage(text: string): string {
  return forms.reduce((now, [form, words]) => now.replace(form, words), text);
}

/** A word of a command, in quotes where a shell would part it. */
function word(text: string): string {
  return /^[\w.,:=+/@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * The command that brings in a file of a format together with those beside it.
 * @param values settings that somebody has filled in.
 */
export function commandFor(format: string, fileName: string, values: Readonly<Record<string, string>>): string {
  const settings = Object.entries(values)
    .filter(([, value]) => value !== '')
    .flatMap(([name, value]) => ['--set', word(`${name}=${value}`)]);
  return ['ecx import --format', word(format), word(fileName), '…', ...settings].join(' ');
}
