export { words } from "../src/shared/words/words.js";
