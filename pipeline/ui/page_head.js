// In the page's head, before the first paint.
(() => {
    if (new URLSearchParams(location.search).get("view") === "label")
        document.documentElement.classList.add("only-card"); // or the other tabs would flash up

    const named = (button) => /^tab-(\w+)-button$/.exec(button?.id)?.[1];
    const address = (tab) => `${location.pathname}${location.search}#${tab}`;
    function keepTab(event) {
        const to = named(event.target.closest?.("[role=tab]"));
        const from = named(document.querySelector("[id^=tab-][id$=-button][aria-selected=true]"));
        if (!to || !from) return;
        if (!location.hash) history.replaceState(history.state, "", address(from)); // where going back leads
        if (location.hash !== `#${to}`) history.pushState(null, "", address(to));
    }
    document.addEventListener("click", keepTab, true); // before the tab is changed
})();
