import "../src/shared/zod-without-eval.js";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.js";
import "./theme.css";
import "./layout.css";

const container = document.getElementById("window");
if (container === null) throw new Error("index.html has no #window");

createRoot(container).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
