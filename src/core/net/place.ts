/** A host, as whoever dials it resolves the name, and a port there. */
export interface Place {
  readonly host: string;
  readonly port: number;
}
