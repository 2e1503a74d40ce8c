// Runs once, in gr.HTML's js_on_load. The browser knows by which address the page is reached; the server may not.

const word = props.words[/^zh-(CN|TW)$/i.test(navigator.language) ? "zh" : "en"];
const part = (name) => element.querySelector(`[data-part="${name}"]`);
const field = part("field");

const SAID_MS = 2000;

async function copy() {
    const said = part("said"), button = part("copy");
    said.textContent = "";
    try {
        await navigator.clipboard.writeText(field.value);
        said.className = "link-spoken"; // to be read on the button, which stays as wide as it is
        button.style.minWidth = `${button.offsetWidth}px`;
        said.textContent = button.textContent = word.link_copied;
        setTimeout(() => (button.textContent = word.link_copy), SAID_MS);
    } catch {
        field.select();
        said.className = "";
        said.textContent = word.link_by_hand; // the page has no right to the clipboard; the link is selected
    }
}

for (const place of element.querySelectorAll("[data-word]")) place.textContent = word[place.dataset.word];
field.setAttribute("aria-label", word.link_name);
field.value = `${location.origin}${location.pathname}?view=${props.view}`;
part("near").hidden = !/^(localhost|127\.|\[::1\])/.test(location.hostname);
field.addEventListener("focus", () => field.select());
part("copy").addEventListener("click", copy);
