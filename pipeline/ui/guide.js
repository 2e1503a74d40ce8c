// Runs once, in gr.HTML's js_on_load. The value is JSON: what the bar says, and what stands on each tab.

const part = (name) => element.querySelector(`[data-part="${name}"]`);

function paint() {
    const told = props.value ? JSON.parse(props.value) : null;
    if (!told) return;
    part("said").textContent = told.said;
    part("go").hidden = !told.go;
    part("go").textContent = told.go ? `${told.go.said} →` : "";
    if (told.go) part("go").href = part("there").href = `#${told.go.tab}`;
    part("there").hidden = !told.go?.there;
    part("there").textContent = told.go?.there ? `${told.go.there} ↓` : "";
    const bar = document.getElementById("guide").classList;
    bar.toggle("guide-example", told.example);
    bar.toggle("guide-done", told.all_done);
    for (const [step, { done, here, said }] of Object.entries(told.steps)) {
        const tab = document.getElementById(`tab-${step}-button`);
        if (tab) Object.assign(tab.dataset, { said: done ? `✓ ${said}` : said, done, here });
    }
}

function goThere(event) {
    event.preventDefault();
    const { button } = JSON.parse(props.value).go;
    document.getElementById(button)?.scrollIntoView({ block: "center" });
    document.getElementById(button)?.focus({ preventScroll: true });
}

// A page that opened on the example holds what was there for it alone: once the project has something of its
// own, the next tab is opened anew. What the tab that made it so says stays until then.
const onExample = () => props.value && JSON.parse(props.value).example;
let began = onExample();

function openAnew(event) {
    const tab = event.target.closest?.("[id^=tab-][id$=-button]");
    if (!tab || !began || onExample()) return;
    event.stopImmediatePropagation();
    location.hash = tab.id.slice("tab-".length, -"-button".length);
    location.reload();
}

part("there").addEventListener("click", goThere);
document.addEventListener("click", openAnew, { capture: true });
watch("value", () => {
    began ||= onExample();
    paint();
    document.dispatchEvent(new Event("title-tuner-changed")); // others may have answered what a card shows
});
paint();
