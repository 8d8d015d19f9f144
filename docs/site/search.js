/** The search of the documentation: one list of places, read when the box is first used. Arrow keys walk, Escape closes. */
const input = document.querySelector('#find');
const box = document.querySelector('#found-box');
const told = document.querySelector('#found');
const list = document.querySelector('#found-list');
const most = 30;
let places;

async function readPlaces() {
  places ??= fetch('/docs/search.json').then((answer) => answer.json());
  return await places;
}

/** Names before texts, short names before long ones. */
function found(all, words) {
  return all
    .map((place) => {
      const title = place.title.toLowerCase();
      const text = place.text.toLowerCase();
      if (!words.every((word) => title.includes(word) || text.includes(word))) return null;
      const named = words.filter((word) => title.includes(word)).length;
      return { place, weight: 1000 * named - title.length };
    })
    .filter((hit) => hit !== null)
    .sort((a, b) => b.weight - a.weight)
    .map(({ place }) => place);
}

async function show() {
  const words = input.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return close();
  const hits = found(await readPlaces(), words);
  list.replaceChildren(
    ...hits.slice(0, most).map(({ title, href, text }) => {
      const [item, link, note] = ['li', 'a', 'small'].map((name) => document.createElement(name));
      link.href = href;
      link.textContent = title;
      note.textContent = text;
      link.append(note);
      item.append(link);
      return item;
    }),
  );
  told.textContent = hits.length > most ? `${hits.length} places, the first ${most}` : `${hits.length} places`;
  box.hidden = false;
}

function close() {
  box.hidden = true;
}

input.addEventListener('focus', readPlaces);
input.addEventListener('input', show);
box.parentElement.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    close();
    input.focus();
  }
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const stops = [input, ...list.querySelectorAll('a')];
  const next = stops[stops.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
});
list.addEventListener('click', close);
document.addEventListener('click', (event) => {
  if (!box.parentElement.contains(event.target)) close();
});
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.target === input) return;
  event.preventDefault();
  input.focus();
});
