/** A mistake that whoever runs the command can mend: shown as its message alone, without a trace. */
export class UserError extends Error {
  readonly isUserError = true;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "UserError";
  }
}
