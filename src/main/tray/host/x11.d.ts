/** The part of the package that Culvert uses; it has no types of its own. */
declare module "x11" {
  interface XClient {
    on(event: "error", listener: (error: Error) => void): this;
    /** @param onlyIfExists 1: an atom that nobody has named yet is 0 */
    InternAtom(onlyIfExists: 0 | 1, name: string, answered: (error: Error | null, atom: number) => void): void;
    /** Answers 0 where nobody owns the selection. */
    GetSelectionOwner(selection: number, answered: (error: Error | null, owner: number) => void): void;
    terminate(): void;
  }
  export function createClient(
    options: { readonly display: string },
    connected: (error: Error | null, display: { readonly client: XClient }) => void,
  ): XClient;
}
