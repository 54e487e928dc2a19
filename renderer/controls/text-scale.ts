/** How much larger than usual the user has text. Sizes that a script sets in pixels grow by it; those in rem grow by themselves. */
export const textScale = (): number => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
