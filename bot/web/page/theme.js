// The chosen theme, before the first paint. Without a choice the system's own holds.
try {
  const chosen = localStorage.getItem("kefu.theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch {
  // a browser that keeps nothing shows the system's theme
}
