// Runs once: Gradio puts it into the head when the page is there. Whoever does not see the page hears what has
// changed on it: sentences with role="status" and the corner's messages are said again in one live region that is
// there before them, since screen readers pass over a region that arrives together with its words. The cards have
// a live region of their own.

(() => {
    const PLACES = '.block [role="status"]:not(.card *), [data-testid="toast-text"]';
    const AFTER_MS = 400; // what changes together is said together
    const COUNTING_MS = 15000; // from one sentence beside a bar to the next
    const said = new WeakMap(); // block -> the sentences in it when it was last looked at
    let waiting = 0, counted = 0;

    function shown() {
        const blocks = new Map();
        for (const place of document.querySelectorAll(PLACES)) {
            const block = place.closest(".block, .toast-body");
            const text = place.textContent.replace(/\s+/g, " ").trim();
            if (!text || !place.checkVisibility()) continue;
            if (place.closest(".meter") && Date.now() - counted < COUNTING_MS) continue;
            if (place.closest(".meter")) counted = Date.now();
            blocks.set(block, [...(blocks.get(block) ?? []), text]);
        }
        return blocks;
    }

    function tell() {
        waiting = 0;
        const news = [];
        for (const [block, texts] of shown()) {
            news.push(...texts.filter((text) => !said.get(block)?.includes(text)));
            said.set(block, texts);
        }
        if (news.length) region.textContent = news.join(" ");
    }

    const region = document.createElement("div");
    region.id = "live-region";
    region.setAttribute("role", "status");
    document.body.append(region);
    new MutationObserver((changes) => {
        const elsewhere = changes.some((change) => !region.contains(change.target));
        if (elsewhere && !waiting) waiting = setTimeout(tell, AFTER_MS);
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
})();
