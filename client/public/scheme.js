// Sets the colour scheme before the first paint: the stored taste, else the system's.
(() => {
  let taste = 'auto';
  try {
    taste = localStorage.getItem('ecx-color-scheme') ?? 'auto';
  } catch {
    // storage is switched off: the system decides
  }
  const dark = taste === 'dark' || (taste !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
