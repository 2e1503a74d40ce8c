// Runs once, in gr.HTML's js_on_load. The value is JSON by language: what the bar says, and what stands on each tab.

const part = (name) => element.querySelector(`[data-part="${name}"]`);

let painted = false;

const read = () => props.value && JSON.parse(props.value)[document.documentElement.dataset.language];

function paint() {
    const told = read();
    if (!told) return;
    const card = [...document.querySelectorAll(".choice-card")].find((each) => each.offsetParent);
    const stood = painted && card?.getBoundingClientRect().top;
    painted = true;
    part("said").textContent = told.said;
    part("go").hidden = !told.go;
    part("go").textContent = told.go ? `${told.go.said} →` : "";
    part("go").toggleAttribute("data-use", Boolean(told.go?.use)); // which does something where it leads
    part("more").hidden = !told.more;
    part("more").textContent = told.more ? `${told.more.said} →` : "";
    if (told.more) part("more").href = `#${told.more.tab}`;
    if (told.go) part("go").href = part("there").href = `#${told.go.tab}`;
    part("there").hidden = !told.go?.there;
    part("there").textContent = told.go?.there ? `${told.go.there} ↓` : "";
    const bar = document.getElementById("guide");
    bar.classList.toggle("guide-example", told.example);
    bar.classList.toggle("guide-done", told.all_done);
    document.documentElement.toggleAttribute("data-enough", told.enough); // the card says so too
    document.dispatchEvent(new CustomEvent("title-tuner-guided", { detail: (bar.told = told) })); // and who comes later asks
    for (const [step, { done, here, said }] of Object.entries(told.steps)) {
        const tab = document.getElementById(`tab-${step}-button`);
        if (!tab) return requestAnimationFrame(paint); // the tabs are on their way
        Object.assign(tab.dataset, { said: done ? `✓ ${said}` : said, done, here });
    }
    if (stood) scrollBy({ top: card.getBoundingClientRect().top - stood, behavior: "instant" });
    requestAnimationFrame(() => setTimeout(keepHeight)); // once the frame has been laid out
}

// While a tab is open the bar gets no lower, or a card below would move under a thumb; where it gets higher the page
// goes with it.
function keepHeight() {
    const bar = document.getElementById("guide");
    if (bar.offsetHeight) bar.style.minHeight = `${bar.offsetHeight}px`;
}
function renewHeight() {
    document.getElementById("guide").style.removeProperty("min-height");
    requestAnimationFrame(() => setTimeout(keepHeight));
}

const TRIES = 20, TRY_AGAIN_MS = 100; // until what is folded has opened, or its tab

function goThere(event) {
    event.preventDefault();
    reach(TRIES);
}

function reach(tries) {
    const { button, fold } = read()?.go ?? {}; // which may have gone meanwhile
    const there = document.getElementById(button);
    if (fold && !there?.checkVisibility()) {
        const folded = document.getElementById(fold);
        if (folded?.checkVisibility()) folded.querySelector("button.label-wrap:not(.open)")?.click();
        return tries && setTimeout(reach, TRY_AGAIN_MS, tries - 1);
    }
    const whole = document.getElementById(fold);
    if (whole) whole.scrollIntoView({ block: whole.offsetHeight > innerHeight ? "start" : "nearest" });
    else there?.scrollIntoView({ block: "center" });
    (there?.querySelector("input") || there)?.focus({ preventScroll: true });
}

// A page that opened on the example holds what was there for it alone: once the project has something of its
// own, the next tab is opened anew. What the tab that made it so says stays until then.
const onExample = () => read()?.example;
let began = onExample();

function openAnew(event) {
    const tab = event.target.closest?.("[id^=tab-][id$=-button]");
    if (tab) renewHeight();
    if (!tab || !began || onExample()) return;
    event.stopImmediatePropagation();
    location.hash = tab.id.slice("tab-".length, -"-button".length);
    location.reload();
}

// Only owners are told of what changes, so a look after each act of theirs costs the server little; and whoever
// judges, since their card counts what all did. The card has counted its own answers already.
const SOON_MS = 400, LATER_MS = 1600;
const ANSWERS_BETWEEN_LOOKS = 10; // of who labels for others
const OWN_MS = 3000; // what changes within is what the card's own answer changed
let looking, ownAt = -OWN_MS, answers = 0, done = read()?.all_done;

function lookSoon(forAll = false) {
    const { dataset, classList } = document.documentElement;
    if (classList.contains("only-card") || (!forAll && dataset.who !== "owner")) return;
    looking ??= setTimeout(() => {
        looking = undefined;
        trigger("submit");
    }, SOON_MS);
}

function lookAfterAct(event) {
    if (!event.target.closest?.("[role=tabpanel] button") || event.target.closest(".choice-card")) return;
    lookSoon();
    setTimeout(() => lookSoon(), LATER_MS); // what takes longer is seen by the timer
}

part("there").addEventListener("click", goThere);
part("go").addEventListener("click", () => read().go.there && read().go.fold && setTimeout(reach, TRY_AGAIN_MS, TRIES));
part("go").addEventListener("click", () => {
    const { use } = read().go;
    if (use) trigger("click");
    document.getElementById("guide").toggleAttribute("data-used", Boolean(use)); // then it leads on from there
});
document.addEventListener("click", openAnew, { capture: true });
document.addEventListener("click", lookAfterAct);
document.addEventListener("title-tuner-answered", ({ detail }) => {
    ownAt = performance.now();
    lookSoon(detail === "comparison" || ++answers % ANSWERS_BETWEEN_LOOKS === 0);
});
window.addEventListener("resize", renewHeight);
watch("value", () => {
    began ||= onExample();
    paint();
    // Others may have answered what a card shows, or given the last verdict.
    const ends = !done && read()?.all_done;
    done = read()?.all_done;
    if (performance.now() - ownAt > OWN_MS || ends) document.dispatchEvent(new Event("title-tuner-changed"));
});
paint();
