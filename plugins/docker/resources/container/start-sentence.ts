/**
 * Why a container couldn't start, for the user. Docker answers all of these with status 500, so that only its text
 * tells them apart; a text that isn't known is given as it is.
 */
export function startSentence(name: string, error: Error): string {
  const { message } = error;
  const port =
    /(?:Bind for|listen \w+) (\S+?):(\d+)(?: failed)?: .*(?:already allocated|already in use)/.exec(
      message,
    );
  if (port)
    return `the container ${name} can't start: port ${port[2]} of ${port[1]} is in use already; choose another port, or stop what listens there (\`ss -ltnp 'sport = :${port[2]}'\` shows it)`;
  const program = /exec: "([^"]*)": (executable file not found|stat .*: no such file)/.exec(
    message,
  );
  if (program)
    return `the container ${name} can't start: its image has no program "${program[1]}"; check command and entrypoints`;
  return `the container ${name} can't start: ${message}`;
}
