// In the page's head, before the first paint.
(() => {
    if (new URLSearchParams(location.search).get("view") === "label")
        document.documentElement.classList.add("only-card"); // or the other tabs would flash up

    document.addEventListener("click", (event) => {
        const tab = /^tab-(\w+)-button$/.exec(event.target.closest?.("[role=tab]")?.id)?.[1];
        if (tab) history.replaceState(null, "", `${location.pathname}${location.search}#${tab}`);
    });
})();
