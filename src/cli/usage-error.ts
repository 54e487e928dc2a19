/** What was asked for in a way that no command understands; its text is for people. Ends the program with the code for wrong usage. */
export class UsageError extends Error {}
