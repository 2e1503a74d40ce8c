// Whoever gives a comparison's last verdict is taken to its result when it has come, unless it can be read where it
// is; nobody else's page moves, and theirs only if they move it no further themselves.

const RESULT_PATIENCE_MS = 10000;

function landOnResult() {
    const panel = document.getElementById("compare-panel");
    if (!panel || cardAlone()) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const waiting = new AbortController();
    const coming = new MutationObserver(() => {
        const sentence = panel.querySelector(".every-pair") && panel.querySelector(".result-sentence");
        if (!sentence) return; // every pair stands there once all is judged
        waiting.abort();
        const { top, bottom } = sentence.getBoundingClientRect();
        if (top < 0 || bottom > innerHeight) panel.scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
    });
    waiting.signal.addEventListener("abort", () => coming.disconnect());
    coming.observe(panel, { childList: true, subtree: true });
    for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) window.addEventListener(kind, () => waiting.abort(), { signal: waiting.signal, passive: true });
    setTimeout(() => waiting.abort(), RESULT_PATIENCE_MS);
}
