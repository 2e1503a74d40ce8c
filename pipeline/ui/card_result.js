// Whoever gives a comparison's last verdict is taken to its result when it has come, unless it can be read where it
// is; nobody else's page moves, and theirs only if they move it no further themselves.

const RESULT_PATIENCE_MS = 10000;
const RESULT_SETTLING_MS = 2000; // what stands above a result that has come may still change its height

function landOnResult() {
    const panel = document.getElementById("compare-panel");
    if (!panel || cardAlone()) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const over = new AbortController();
    const { signal } = over;
    const endAfter = (ms) => setTimeout(() => over.abort(), ms);
    const come = () => panel.querySelector(".every-pair") && panel.querySelector(".result-sentence"); // all is judged
    const land = () => {
        if (!come()) return;
        const { top, bottom } = come().getBoundingClientRect();
        if (top < 0 || bottom > innerHeight) panel.scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
    };
    const moving = new ResizeObserver(land);
    const coming = new MutationObserver(() => {
        if (!come()) return;
        coming.disconnect();
        land();
        moving.observe(document.body);
        window.addEventListener("scrollend", land, { signal });
        endAfter(RESULT_SETTLING_MS);
    });
    signal.addEventListener("abort", () => [coming, moving].forEach((each) => each.disconnect()));
    coming.observe(panel, { childList: true, subtree: true });
    for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) window.addEventListener(kind, () => over.abort(), { signal, passive: true });
    endAfter(RESULT_PATIENCE_MS);
}

// The bar that says what comes next may be above the screen then: its links stand at the end of a comparison too.
const guided = (link) => document.querySelector(`#guide-said [data-part="${link.dataset.guide}"]`);

function paintNext() {
    const allDone = document.querySelector("#guide.guide-done");
    for (const link of element.querySelectorAll(".card-next a")) {
        const from = guided(link);
        if (from) Object.assign(link, { textContent: from.textContent, href: from.href, hidden: from.hidden || !allDone });
    }
}

function goAsGuided(event) {
    const link = event.target.closest(".card-next a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return; // it may open elsewhere
    event.preventDefault();
    guided(link).click();
}
