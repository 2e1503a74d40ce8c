// Runs once, in gr.HTML's js_on_load. The value is JSON: what the bar says, and what stands on each tab.

const part = (name) => element.querySelector(`[data-part="${name}"]`);

function paint() {
    const told = props.value ? JSON.parse(props.value) : null;
    if (!told) return;
    part("said").textContent = told.said;
    part("go").hidden = !told.go;
    part("go").textContent = told.go ? `${told.go.said} →` : "";
    if (told.go) part("go").href = `#${told.go.tab}`;
    const bar = document.getElementById("guide").classList;
    bar.toggle("guide-example", told.example);
    bar.toggle("guide-done", !told.example && !told.go);
    for (const [step, { done, here, said }] of Object.entries(told.steps)) {
        const tab = document.getElementById(`tab-${step}-button`);
        if (tab) Object.assign(tab.dataset, { said: done ? `✓ ${said}` : said, done, here });
    }
}

watch("value", paint);
paint();
