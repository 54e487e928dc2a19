/** A stream that runs through an arch under a road: what the app is named after. */
export function CulvertPicture() {
  return (
    <svg className="picture" viewBox="0 0 240 120" aria-hidden="true">
      <path className="picture-ground" d="M0 44h240v76H0z" />
      <path className="picture-road" d="M0 38h240v8H0z" />
      <path className="picture-dashes" d="M10 42h220" />
      <path className="picture-arch" d="M76 96V84a44 36 0 0 1 88 0v12z" />
      <path className="picture-hole" d="M86 96V86a34 28 0 0 1 68 0v10z" />
      <path className="picture-water" d="M0 92c20-7 30-7 50 0s30 7 50 0 30-7 50 0 30 7 50 0 30-6 40-1v29H0z" />
      <path
        className="picture-wave"
        d="M24 106c12-4 18-4 30 0s18 4 30 0M112 110c12-4 18-4 30 0s18 4 30 0M186 104c8-3 14-3 24 0"
      />
    </svg>
  );
}
