// Runs once, in gr.HTML's js_on_load. The browser knows by which address the page is reached; the server may not.

const word = props.words[/^zh-(CN|TW)$/i.test(navigator.language) ? "zh" : "en"];
const part = (name) => element.querySelector(`[data-part="${name}"]`);
const field = part("field");

async function copy() {
    field.select();
    try {
        await navigator.clipboard.writeText(field.value);
        part("said").textContent = word.link_copied;
    } catch {
        part("said").textContent = word.link_by_hand; // the page has no right to the clipboard; the link is selected
    }
}

for (const place of element.querySelectorAll("[data-word]")) place.textContent = word[place.dataset.word];
field.value = `${location.origin}${location.pathname}?view=${props.view}`;
part("near").hidden = !/^(localhost|127\.|\[::1\])/.test(location.hostname);
field.addEventListener("focus", () => field.select());
part("copy").addEventListener("click", copy);
