/** Styles are imported for their effect; vite gathers them into one file. */
declare module "*.css";
