export { words } from "../src/shared/words.js";
