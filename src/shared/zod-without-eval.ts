import { z } from "zod";

/**
 * The window's content security policy allows no `eval`. zod would probe for it as the first schema is made, which the
 * browser reports as a violation although nothing comes of it; so this is imported before anything that makes a schema.
 */
z.config({ jitless: true });
