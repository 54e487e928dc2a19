/**
 * Puts a text on the clipboard; call it while a click or key is being handled. @returns whether it is there
 *
 * The app refuses every permission, and `navigator.clipboard` wants one. A copy command that the user caused wants none,
 * and its event carries whatever text it is given: no hidden field, no selection lost.
 */
export function copyText(text: string): boolean {
  let isCopied = false;
  const put = (event: ClipboardEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    event.clipboardData?.setData("text/plain", text);
    isCopied = event.clipboardData !== null;
  };
  document.addEventListener("copy", put, { capture: true });
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other way without a permission
    return document.execCommand("copy") && isCopied;
  } finally {
    document.removeEventListener("copy", put, { capture: true });
  }
}
